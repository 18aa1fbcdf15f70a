using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Rewriting.Targets;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>Forms without a reference to edit: what shows or changes no row may stand, the rest is refused.</summary>
internal sealed class UnmappedSecuring : ISecuringMechanism
{
    /// <summary>They neither show values nor change rows.</summary>
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "LOCK TABLE", "ANALYZE", "VACUUM", "REINDEX", "CLUSTER", "COMMENT",
        "LOCK TABLES", "ANALYZE TABLE", "OPTIMIZE TABLE", "CHECK TABLE", "REPAIR TABLE",
    };

    public void Secure(SecuringContext context)
    {
        foreach (var use in context.Map.Unmapped)
        {
            if (context.Obligations.BoundBeneath(use.Name, use.Kind) is { IsEmpty: true } || Harmless.Contains(use.What))
            {
                continue;
            }

            if (use.What == "COPY" && use.Kind == RelationKind.Table && CopyOfTable.IsRead(context, use))
            {
                CopyOfTable.Secure(context, use);
                continue;
            }

            if (TargetRefusals.Settles(context, use))
            {
                continue;
            }

            var bound = context.Obligations.Of(use.Name);
            context.Refuse($"`{use.Name}` is under a mask or filter, which cannot be applied in {use.What}", bound.Rule);
        }
    }
}
