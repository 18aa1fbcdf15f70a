using System.Collections.Immutable;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>Read references become secured derived tables; views too, over their own columns or over their secured bodies.</summary>
internal sealed class ReadSecuring : ISecuringMechanism
{
    public void Secure(SecuringContext context)
    {
        WayOut.Choose(context);
        var plans = new ReadPlans(context);
        for (var i = 0; i < context.Map.Relations.Length && context.Refusal is null; i++)
        {
            var reference = context.Map.Relations[i];
            if (reference.Role != ReferenceRole.Read || plans.Of(reference) is not { } plan)
            {
                continue;
            }

            if (Changes(plan, reference))
            {
                DependentGrouping.Complete(context, i, plan);
                new DerivedTable(context, i, plan).Write();
            }

            context.MarkSecured(i);
        }

        if (context.Refusal is null)
        {
            OutputNaming.Keep(context);
            WayOut.Apply(context);
        }
    }

    /// <summary>Columns masked or hidden that the statement does not use change nothing.</summary>
    public static bool Changes(ReferencePlan plan, RelationReference reference)
    {
        var all = reference.NeedsAllColumns || reference.UsesWholeRow;
        return plan.HidesRows || plan.Body is not null
            || (all && (!plan.Masks.IsEmpty || !plan.Hidden.IsEmpty))
            || plan.Masks.Any(m => reference.UsedColumns.Contains(m.Column, StringComparer.Ordinal));
    }
}
