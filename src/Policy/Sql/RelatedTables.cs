using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql;

/// <summary>
/// Adds what reading or writing a table reaches besides it: its partitions or children, and the parents whose rows it holds. They
/// are not named by the text, so only denies apply to them.
/// </summary>
internal static class RelatedTables
{
    public static void Add(ICatalogView? catalog, AccessCollector accesses)
    {
        if (catalog is null)
        {
            return;
        }

        var named = accesses.ToImmutable();
        foreach (var access in named)
        {
            if (access.Kind is AccessKind.Object or AccessKind.Column && access.Action is not (SqlAction.Ddl or SqlAction.Dcl))
            {
                Add(catalog, accesses, access, static relation => relation.Children);
                Add(catalog, accesses, access, static relation => relation.Parents);
            }
        }
    }

    private static void Add(
        ICatalogView catalog, AccessCollector accesses, Access access, Func<RelationDescription, ImmutableArray<ObjectName>> related)
    {
        var pending = new Stack<ObjectName>();
        var seen = new HashSet<ObjectName> { access.Name };
        pending.Push(access.Name);
        while (pending.TryPop(out var name))
        {
            if (name.Schema is null || catalog.FindRelation(name.Schema, name.Name) is not { } relation)
            {
                continue;
            }

            foreach (var next in related(relation))
            {
                if (seen.Add(next))
                {
                    pending.Push(next);
                    accesses.Add(access with { Name = next, Through = true, Span = default });
                }
            }
        }
    }
}
