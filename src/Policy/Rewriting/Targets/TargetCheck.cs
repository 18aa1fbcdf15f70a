using System.Collections.Immutable;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting.Targets;

/// <summary>What must be true of the targets of a secured text, as its own analysis sees them.</summary>
internal static class TargetCheck
{
    /// <param name="own">Ranges of the text that the mechanisms wrote.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Fault(ObligationIndex obligations, StatementMap secured, ImmutableArray<SourceSpan> own)
    {
        for (var i = 0; i < secured.Relations.Length; i++)
        {
            var reference = secured.Relations[i];
            if (reference.Role == ReferenceRole.Read || obligations.Of(reference.Name) is not { IsEmpty: false } bound)
            {
                continue;
            }

            if (!bound.Filters.IsEmpty && !IsFiltered(secured, i, own))
            {
                return $"`{reference.Name}` is written without its filter";
            }

            foreach (var use in reference.Uses)
            {
                if (use.Column == "*" && !bound.Masks.IsEmpty && !own.Any(o => WriteTarget.Contains(o, use.Span)))
                {
                    return $"the row of `{reference.Name}` is read unmasked";
                }

                if (bound.MaskOf(use.Column) is { } mask && use.Usage != ColumnUsage.Assigned && !MayBeBare(use, mask)
                    && !own.Any(o => WriteTarget.Contains(o, use.Span)))
                {
                    return $"`{reference.Name}.{use.Column}` is read unmasked";
                }
            }
        }

        return null;
    }

    private static bool IsFiltered(StatementMap secured, int index, ImmutableArray<SourceSpan> own)
    {
        var reference = secured.Relations[index];
        if (reference.Role == ReferenceRole.InsertTarget && secured.Inserts.First(i => i.Target == index) is { UpdatesOnConflict: true } upsert
            && InsertSecuring.HasNoCondition(upsert))
        {
            return secured.Queries[reference.Query].Assignments.All(a => own.Any(o => o.Start <= a.Source.Start && a.Source.Start < o.End));
        }

        var where = reference.Role == ReferenceRole.InsertTarget
            ? secured.Inserts.First(i => i.Target == index) is { UpdatesOnConflict: true } insert ? insert.ConflictWhere : null
            : secured.Queries[reference.Query].Where;
        return reference.Role == ReferenceRole.InsertTarget && where is null
            ? !secured.Inserts.First(i => i.Target == index).UpdatesOnConflict
            : where is { IsCurrentOf: false } && own.Any(o => o.Start <= where.Span.Start && where.Span.Start < o.End);
    }

    /// <summary>What is masked on the wire, compared as it is under <c>applies_to: results</c>, or assigned to itself.</summary>
    private static bool MayBeBare(ColumnUse use, ColumnMask mask) => use.Usage switch
    {
        ColumnUsage.PlainReturning => mask.Mask.IsKeyed,
        ColumnUsage.AssignmentSource => mask.Writes == MaskedWrites.Allow,
        ColumnUsage.Where or ColumnUsage.JoinCondition or ColumnUsage.Group or ColumnUsage.Having or ColumnUsage.Order => mask.ResultsOnly,
        _ => false,
    };
}
