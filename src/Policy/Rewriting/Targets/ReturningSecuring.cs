using System.Text;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting.Targets;

/// <summary>
/// RETURNING of a target: masked columns become their masks and keep their names, a star becomes the columns it stands for, and
/// keyed masks of plain items that the client sees are left to the wire.
/// </summary>
internal static class ReturningSecuring
{
    /// <summary>Whether columns of the relation are left out of what a star stands for.</summary>
    public static bool Hides(SecuringContext context, RelationReference reference) =>
        !context.Obligations.HiddenOf(reference.Name).IsEmpty;

    public static void Secure(WriteTarget target)
    {
        var returning = target.Query.Returning;
        if (returning.Length == 0)
        {
            return;
        }

        var uses = target.MaskedUses().Where(u => WriteTarget.Contains(returning, u.Use.Span)).ToList();
        var ordinal = IsShown(target) ? 0 : -1;
        foreach (var item in target.Query.ReturningItems)
        {
            ordinal = item.IsStar ? Star(target, item, ordinal) : Item(target, item, uses, ordinal);
            if (target.Context.Refusal is not null)
            {
                return;
            }
        }

        if (uses.Count > 0 && target.Query.ReturningItems.IsEmpty)
        {
            target.Refuse("the items of RETURNING are not known");
        }
    }

    /// <summary>The items are the columns of the message's one result.</summary>
    private static bool IsShown(WriteTarget target) =>
        target.Query.Parent < 0 && !target.Query.ReturnsInto && target.Context.Map.Kind is "INSERT" or "REPLACE" or "UPDATE" or "DELETE"
        && !target.Context.Facts.Flags.HasFlag(StatementFlags.MultiStatement);

    /// <summary>Secures an item and tells the ordinal of the next; −1 when ordinals do not count.</summary>
    private static int Item(WriteTarget target, ReturningItem item, List<(ColumnUse Use, ColumnMask Mask)> uses, int ordinal)
    {
        var context = target.Context;
        var isChanged = false;
        foreach (var (use, mask) in uses.Where(u => WriteTarget.Contains(item.Span, u.Use.Span)))
        {
            if (ordinal >= 0 && mask.Mask.IsKeyed && use.Span == item.Span)
            {
                OnWire(target, mask, ordinal);
                continue;
            }

            if (context.Mask(mask, target.Obligations.Table, context.TextOf(use.Span).ToString()) is not { } sql)
            {
                return -1;
            }

            context.Edits.Replace(use.Span, sql);
            isChanged = true;
        }

        if (isChanged && !item.HasLabel && item.Name.Length > 0)
        {
            context.Edits.Insert(item.Span.End, " AS " + target.Context.Syntax.Quote(item.Name));
        }

        return ordinal < 0 ? -1 : ordinal + 1;
    }

    private static int Star(WriteTarget target, ReturningItem item, int ordinal)
    {
        var (context, reference) = (target.Context, target.Reference);
        if (!reference.Uses.Any(u => u.Column == "*" && WriteTarget.Contains(item.Span, u.Span)))
        {
            // Of another item of FROM: how many columns there are is not known here.
            return -1;
        }

        if (target.Obligations.Masks.IsEmpty && !Hides(context, reference))
        {
            return ordinal < 0 || target.Query.HasOtherItems || reference.Columns.IsEmpty ? -1 : ordinal + reference.Columns.Length;
        }

        if (context.TextOf(item.Span) is "*" && target.Query.HasOtherItems)
        {
            target.Refuse($"RETURNING * over more than `{reference.Name}` is not supported under a mask; name the columns, or write `{target.Qualifier}.*`");
            return -1;
        }

        if (reference.Columns.IsEmpty)
        {
            target.Refuse($"the columns of `{reference.Name}` are not known, so RETURNING * cannot be secured");
            return -1;
        }

        return Expand(target, item, ordinal);
    }

    private static int Expand(WriteTarget target, ReturningItem item, int ordinal)
    {
        var (context, reference) = (target.Context, target.Reference);
        var list = new StringBuilder();

        // As the client writes it: inserted and deleted are two rows of the same target.
        var star = context.TextOf(item.Span).TrimEnd().TrimEnd('*');
        var qualifier = star.IsEmpty ? target.Qualifier + "." : star.ToString();
        var hidden = context.Obligations.HiddenOf(reference.Name);
        foreach (var column in reference.Columns.Where(c => !hidden.Contains(c, StringComparer.Ordinal)))
        {
            var name = target.Context.Syntax.Quote(column);
            var sql = qualifier + name;
            if (target.Obligations.MaskOf(column) is { } mask)
            {
                if (ordinal >= 0 && mask.Mask.IsKeyed)
                {
                    OnWire(target, mask, ordinal);
                }
                else if (context.Mask(mask, target.Obligations.Table, sql) is { } masked)
                {
                    sql = masked + " AS " + name;
                }
                else
                {
                    return -1;
                }
            }

            list.Append(list.Length == 0 ? "" : ", ").Append(sql);
            ordinal = ordinal < 0 ? -1 : ordinal + 1;
        }

        if (list.Length == 0)
        {
            target.Refuse($"every column of `{reference.Name}` is left out of RETURNING *; name the columns");
        }

        context.Edits.Replace(item.Span, " " + list);
        return ordinal;
    }

    private static void OnWire(WriteTarget target, ColumnMask mask, int ordinal)
    {
        target.Context.WireMasks.Add(new WireMask(ordinal, mask.Mask, mask.Table, mask.Column));
        target.Context.Masked.Add($"{mask.Table}.{mask.Column}");
    }
}
