using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting.Targets;

/// <summary>SET of a column that a filter names: the row must still satisfy it afterwards.</summary>
internal static class AssignmentChecks
{
    /// <param name="insertsChecked">ON CONFLICT: what <c>EXCLUDED</c> holds was checked as an inserted value.</param>
    public static void Secure(WriteTarget target, bool insertsChecked)
    {
        if (target.Query.Assignments.IsEmpty || target.Conjuncts() is not { } conjuncts)
        {
            return;
        }

        foreach (var assignment in target.Query.Assignments)
        {
            if (!target.MayWrite(assignment.Column, MaskedWrites.Allow))
            {
                return;
            }

            foreach (var (filter, conjunct) in conjuncts)
            {
                if (Generates(target, conjunct, assignment.Column) is { } generated)
                {
                    target.Context.Refuse(
                        $"`{target.Reference.Name}.{assignment.Column}` cannot be written: `{generated}`, which the row filter names, is computed from it",
                        filter.Rule);
                    return;
                }

                if (conjunct.Names(assignment.Column) && !IsUnchanged(target, assignment)
                    && !(insertsChecked && IsExcluded(target, assignment))
                    && !WrittenValues.Check(target, filter, conjunct, assignment.Column, assignment.Value))
                {
                    return;
                }
            }
        }
    }

    /// <summary>A generated column of the filter whose expression may read the assigned column.</summary>
    private static string? Generates(WriteTarget target, FilterConjunct conjunct, string assigned)
    {
        foreach (var column in conjunct.Columns)
        {
            if (target.Column(column) is { IsGenerated: true } generated
                && generated.Default?.Contains(assigned, StringComparison.OrdinalIgnoreCase) is not false)
            {
                return column;
            }
        }

        return null;
    }

    /// <summary><c>SET c = c</c></summary>
    private static bool IsUnchanged(WriteTarget target, AssignmentMap assignment) =>
        target.Reference.Uses.Any(u => u.Usage != ColumnUsage.Assigned && u.Span == assignment.Source
            && string.Equals(u.Column, assignment.Column, StringComparison.Ordinal));

    /// <summary><c>SET c = EXCLUDED.c</c>, <c>c = VALUES(c)</c></summary>
    private static bool IsExcluded(WriteTarget target, AssignmentMap assignment) =>
        target.Syntax.IsInserted(target.Context.TextOf(assignment.Source), assignment.Column);
}
