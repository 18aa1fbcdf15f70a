using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting.Targets;

/// <summary>Writes that no edit of the text can secure.</summary>
internal static class TargetRefusals
{
    /// <summary>
    /// TRUNCATE and COPY FROM write whole tables: nothing of them is read, so masks do not stand in the way, but filters do.
    /// </summary>
    /// <returns>Whether this is such a use, secured or refused.</returns>
    public static bool Settles(SecuringContext context, UnmappedUse use)
    {
        var isTruncate = use.What.StartsWith("TRUNCATE", StringComparison.Ordinal);
        var writes = isTruncate
            || (use.What == "COPY" && context.Facts.Accesses.Any(a => a is { Kind: AccessKind.Object, Action: SqlAction.Insert } && a.Name == use.Name));
        if (!writes || Beneath(context, use.Name, use.Kind, isOnly: false))
        {
            return writes;
        }

        var obligations = context.Obligations.Of(use.Name);
        if (!obligations.Filters.IsEmpty)
        {
            context.Refuse(
                $"{(isTruncate ? "TRUNCATE" : "COPY FROM")} of `{use.Name}` is not supported under a row filter; "
                + $"use {(isTruncate ? "DELETE" : "INSERT")}, or except the subject from the rule",
                obligations.Filters[0].Rule);
        }

        return true;
    }

    /// <summary>Refuses a target beneath which bound tables lie: a view, or a table whose partitions or children are bound for themselves.</summary>
    public static bool Beneath(SecuringContext context, ObjectName name, RelationKind? kind, bool isOnly)
    {
        var isView = kind is RelationKind.View or RelationKind.MaterializedView;
        var beneath = context.Obligations.BoundBeneath(name, kind);
        var bound = isView ? beneath is { IsEmpty: false } tables ? tables[0] : beneath is null ? name : null
            : isOnly ? null
            : context.Obligations.BoundBeyond(name);
        if (bound is not { } table)
        {
            return false;
        }

        context.Refuse(
            beneath is null
                ? $"writing to `{name}` is not supported, since what lies beneath it is not known; write to the table itself"
                : $"writing to `{name}` is not supported, since `{table}` beneath it is under a mask or filter; "
                    + (isView ? "write to the table itself, or except the subject from the rule" : "put the rule on the whole table"),
            context.Obligations.Of(table).Rule);
        return true;
    }
}
