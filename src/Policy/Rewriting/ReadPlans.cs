using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>Makes the plan of each relation a statement reads: of a table by its obligations, of a view by its lineage.</summary>
internal sealed class ReadPlans(SecuringContext context)
{
    private readonly Dictionary<ObjectName, ReferencePlan?> _plans = [];

    /// <summary>Null after a refusal.</summary>
    public ReferencePlan? Of(RelationReference reference)
    {
        if (!_plans.TryGetValue(reference.Name, out var plan))
        {
            _plans[reference.Name] = plan = reference.Kind is RelationKind.View or RelationKind.MaterializedView
                ? new ViewSecuring(context).Plan(reference.Name, reference.Kind == RelationKind.MaterializedView)
                : Table(reference.Name);
        }

        return plan is null || (!reference.IsOnly && !ChildrenAreAlike(reference.Name)) ? null : plan;
    }

    private ReferencePlan Table(ObjectName name)
    {
        var bound = context.Obligations.Of(name);
        return new ReferencePlan(name)
        {
            Masks = [.. bound.Masks.Where(context.AppliesAtReferences).Select(static m => (m.Column, m))],
            Filters = bound.Filters,
            Hidden = context.Obligations.HiddenOf(name),
        };
    }

    /// <summary>
    /// Reading a table reads its partitions and children. What binds only one of them cannot be put on the rows of all; who has such
    /// a rule reads the child itself, or extends the rule to the parent.
    /// </summary>
    private bool ChildrenAreAlike(ObjectName table)
    {
        if (context.Obligations.BoundBeyond(table) is not { } child)
        {
            return true;
        }

        context.Refuse(
            $"`{table}` is read with its child `{child}`, which is bound to a rule that the parent is not; name the parent in the rule, or read ONLY `{table}`",
            context.Obligations.Of(child).Rule);
        return false;
    }
}
