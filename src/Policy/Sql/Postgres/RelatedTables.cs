using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>
/// Adds what reading or writing a table reaches besides it: its partitions or children, and the parents whose rows it holds. They
/// are not named by the text, so only denies apply to them.
/// </summary>
internal static class RelatedTables
{
    public static void Add(WalkContext context)
    {
        if (context.Catalog is null)
        {
            return;
        }

        var named = context.Accesses.Items.ToImmutableArray();
        foreach (var access in named)
        {
            if (access.Kind is AccessKind.Object or AccessKind.Column && access.Action is not (SqlAction.Ddl or SqlAction.Dcl))
            {
                Add(context, access, static relation => relation.Children);
                Add(context, access, static relation => relation.Parents);
            }
        }
    }

    private static void Add(WalkContext context, Access access, Func<Catalog.RelationDescription, ImmutableArray<ObjectName>> related)
    {
        var pending = new Stack<ObjectName>();
        var seen = new HashSet<ObjectName> { access.Name };
        pending.Push(access.Name);
        while (pending.TryPop(out var name))
        {
            if (name.Schema is null || context.Catalog!.FindRelation(name.Schema, name.Name) is not { } relation)
            {
                continue;
            }

            foreach (var next in related(relation))
            {
                if (seen.Add(next))
                {
                    pending.Push(next);
                    context.Accesses.Add(access with { Name = next, Through = true, Span = default });
                }
            }
        }
    }
}
