using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting.Targets;

/// <summary>Masked columns of a target where they are read, RETURNING aside: the mask's expression over the column as it is written.</summary>
internal static class MaskedReads
{
    public static void Secure(WriteTarget target)
    {
        var context = target.Context;
        if (target.Reference.UsesWholeRow && !target.Obligations.Masks.IsEmpty)
        {
            target.Refuse($"`{target.Reference.Name}` has masked columns, so its row as a value is not supported here; name the columns");
            return;
        }

        foreach (var (use, mask) in target.MaskedUses())
        {
            if (WriteTarget.Contains(target.Query.Returning, use.Span) || IsUnchanged(target, use, mask))
            {
                continue;
            }

            if (target.Query.Assignments.Any(a => a.ColumnSpan == use.Span))
            {
                context.Refuse(
                    $"`{target.Reference.Name}.{use.Column}` is masked, so nothing can be added to its value",
                    mask.Rules.IsDefaultOrEmpty ? null : mask.Rules[0]);
                return;
            }

            if (use.Span.Length == 0 || IsArbiter(target, use))
            {
                context.Refuse(
                    $"`{target.Reference.Name}.{use.Column}` is masked and cannot be what ON CONFLICT or a join goes by here",
                    mask.Rules.IsDefaultOrEmpty ? null : mask.Rules[0]);
                return;
            }

            if (context.Mask(mask, target.Obligations.Table, context.TextOf(use.Span).ToString()) is not { } sql)
            {
                return;
            }

            context.Edits.Replace(use.Span, sql);
        }
    }

    /// <summary><c>SET c = c</c> of a mask that allows writing: the value stays, and nothing of it leaves.</summary>
    private static bool IsUnchanged(WriteTarget target, ColumnUse use, ColumnMask mask) =>
        target.Query.Assignments.Any(a => a.Source == use.Span && string.Equals(a.Column, mask.Column, StringComparison.Ordinal));

    /// <summary>A column of <c>ON CONFLICT (…)</c>, not of what DO UPDATE does.</summary>
    private static bool IsArbiter(WriteTarget target, ColumnUse use) =>
        use.Usage == ColumnUsage.OnConflict
        && !target.Query.Assignments.Any(a => WriteTarget.Contains(a.Source, use.Span))
        && !target.Context.Map.Inserts.Any(
            i => i.Query == target.Reference.Query && i.ConflictWhere is { } where && WriteTarget.Contains(where.Span, use.Span));
}
