using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Rewriting.Targets;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>Targets of UPDATE, DELETE, INSERT and MERGE: the filter joins their condition, masks stand where columns are read.</summary>
internal sealed class TargetSecuring : ISecuringMechanism
{
    public void Secure(SecuringContext context)
    {
        for (var i = 0; i < context.Map.Relations.Length && context.Refusal is null; i++)
        {
            var reference = context.Map.Relations[i];
            if (reference.Role != ReferenceRole.Read)
            {
                Target(context, i, reference);
            }
        }
    }

    private static void Target(SecuringContext context, int index, RelationReference reference)
    {
        if (TargetRefusals.Beneath(context, reference.Name, reference.Kind, reference.IsOnly))
        {
            return;
        }

        var obligations = context.ObligationsOf(index);
        if (obligations.IsEmpty && !ReturningSecuring.Hides(context, reference))
        {
            return;
        }

        if (WriteSyntax.Of(context.Dialect) is not { } syntax)
        {
            context.Refuse($"writes to `{reference.Name}` cannot be secured in this dialect", obligations.Rule);
            return;
        }

        var target = new WriteTarget(context, syntax, reference, obligations);
        if (target.Query.Kind == QueryKind.Select)
        {
            target.Refuse($"`{reference.Name}` is written through a query, which is not supported under a mask or filter; write to the table itself");
            return;
        }

        if (context.Syntax.SpansDatabases && HasNamesake(context, reference))
        {
            target.Refuse($"`{reference.Name}` stands beside another table of its name; give them aliases");
            return;
        }

        switch (reference.Role)
        {
            case ReferenceRole.UpdateTarget or ReferenceRole.DeleteTarget:
                AssignmentChecks.Secure(target, insertsChecked: false);
                Filter(target);
                break;
            case ReferenceRole.InsertTarget:
                InsertSecuring.Secure(target, index);
                break;
            default:
                target.Refuse($"MERGE into `{reference.Name}` is not supported under a mask or filter; write it as {context.Syntax.InsteadOfMerge}");
                break;
        }

        if (context.Refusal is null)
        {
            MaskedReads.Secure(target);
            ReturningSecuring.Secure(target);
            context.MarkSecured(index);
        }
    }

    /// <summary>The filter names the target's columns by the last part of its name.</summary>
    private static bool HasNamesake(SecuringContext context, RelationReference reference) => context.Map.Relations.Any(
        r => !ReferenceEquals(r, reference) && r.Query == reference.Query
            && string.Equals(r.Alias ?? r.Name.Name, reference.Alias ?? reference.Name.Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Joins the filters of all targets of a level to its condition, at the first of them that has one.</summary>
    private static void Filter(WriteTarget target)
    {
        var filtered = target.OfLevel().Where(static t => !t.Obligations.Filters.IsEmpty).ToList();
        if (target.Context.Refusal is not null || filtered.Count == 0 || filtered[0].Reference != target.Reference)
        {
            return;
        }

        var all = new SecuredText();
        foreach (var each in filtered)
        {
            if (each.Reference.IsNullable)
            {
                each.Refuse($"`{each.Reference.Name}` is under a row filter and cannot be written from an outer join; join it by JOIN");
            }

            if (each.Filter() is not { } filter)
            {
                return;
            }

            all.Append(all.IsEmpty ? "" : " AND ").Append(filter);
        }

        TargetConditions.Secure(target, all, filtered);
    }
}
