using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>What must be true of a statement before and after the mechanisms: nothing bound is reached past them.</summary>
internal static class Coverage
{
    /// <summary>Statements that the mechanisms know; of any other that touches bound relations nothing is known.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "SELECT", "SELECT INTO", "CREATE TABLE AS", "INSERT", "REPLACE", "UPDATE", "DELETE", "MERGE", "DECLARE CURSOR", "PREPARE", "COPY",
    };

    public static void CheckKind(SecuringContext context)
    {
        if (Touched(context) is not { } bound)
        {
            return;
        }

        var rule = context.Obligations.Of(bound).Rule;
        if (context.Syntax.SpansDatabases && (bound.Database ?? bound.Server) is not null)
        {
            context.Refuse($"`{bound}` is of another database, where its mask or filter cannot be applied; connect to that database", rule);
            return;
        }

        if (context.Map.IsExplain)
        {
            context.Refuse($"EXPLAIN would show the masks and filters of `{bound}`", rule);
        }
        else if (!Known.Contains(context.Facts.Kind) && !context.Syntax.Secures(context.Facts.Kind)
            && (!context.Map.Relations.IsEmpty || context.Map.Unmapped.IsEmpty))
        {
            context.Refuse($"`{bound}` is under a mask or filter, which cannot be applied in {context.Facts.Kind}", rule);
        }
    }

    /// <summary>Every reference to something bound was taken by a mechanism, and every bound relation has a reference to it.</summary>
    public static void CheckAll(SecuringContext context)
    {
        var covered = new HashSet<ObjectName>();
        for (var i = 0; i < context.Map.Relations.Length; i++)
        {
            var reference = context.Map.Relations[i];
            var beneath = context.Obligations.BoundBeneath(reference.Name, reference.Kind);
            if (!context.IsSecured(i) && beneath is not { IsEmpty: true })
            {
                context.Refuse($"this use of `{reference.Name}` cannot be secured", context.Obligations.Of(reference.Name).Rule);
                return;
            }

            covered.UnionWith(beneath ?? []);
            covered.UnionWith(context.Obligations.Lineage(reference.Name));
        }

        covered.UnionWith(context.Map.Unmapped.Select(static u => u.Name));
        foreach (var access in context.Facts.Accesses)
        {
            if (access is { Kind: AccessKind.Object, Through: true } && context.Obligations.Binds(access.Name) && !IsCovered(context, covered, access.Name))
            {
                context.Refuse(
                    $"`{access.Name}` is reached through a routine, a trigger or another object, where its mask or filter cannot be applied",
                    context.Obligations.Of(access.Name).Rule);
            }
        }
    }

    /// <summary>Covered itself, or as the child of what is.</summary>
    private static bool IsCovered(SecuringContext context, HashSet<ObjectName> covered, ObjectName name) =>
        context.Obligations.Lineage(name).Any(covered.Contains);

    private static ObjectName? Touched(SecuringContext context)
    {
        foreach (var access in context.Facts.Accesses)
        {
            if (access.Kind is AccessKind.Object or AccessKind.Column && context.Obligations.Binds(access.Name))
            {
                return access.Name;
            }
        }

        return null;
    }
}
