using System.Collections.Immutable;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting.Targets;

/// <summary>INSERT: every row must satisfy the filter, and what ON CONFLICT updates is what the filter shows.</summary>
internal static class InsertSecuring
{
    /// <param name="index">Of the target in the map's relations.</param>
    public static void Secure(WriteTarget target, int index)
    {
        if (target.Context.Map.Inserts.FirstOrDefault(i => i.Target == index) is not { } insert)
        {
            target.Refuse($"the rows inserted into `{target.Reference.Name}` are not known");
            return;
        }

        if (!Replaced(target, insert) || !Masked(target, insert) || !Rows(target, insert))
        {
            return;
        }

        AssignmentChecks.Secure(target, insertsChecked: true);
        if (target.Context.Refusal is null && insert.UpdatesOnConflict && !target.Obligations.Filters.IsEmpty && target.Filter() is { } filter)
        {
            if (HasNoCondition(insert))
            {
                if (target.Query.Returning.Length > 0)
                {
                    target.Refuse(
                        $"RETURNING of INSERT … ON DUPLICATE KEY UPDATE into `{target.Reference.Name}` is not supported under a row filter, "
                        + "since it would show a hidden row in its way; SELECT the row afterwards");
                    return;
                }

                GuardAssignments(target, filter);
                return;
            }

            TargetConditions.Join(target, insert.ConflictWhere, insert.ConflictWherePlace, filter, repeats: false);
        }
    }

    /// <summary>ON DUPLICATE KEY UPDATE has no WHERE, nor a place for one.</summary>
    public static bool HasNoCondition(InsertMap insert) => insert.ConflictWhere is null && insert.ConflictWherePlace == default;

    /// <summary>
    /// A hidden row that is in the way keeps its values. Columns are assigned from left to right, and those of the filter get values that
    /// meet it, so that it holds for later assignments if it did for the first.
    /// </summary>
    private static void GuardAssignments(WriteTarget target, SecuredText filter)
    {
        foreach (var assignment in target.Query.Assignments)
        {
            target.Context.Edits.Insert(assignment.Source.Start, new SecuredText("IF(").Append(filter).Append(", "));
            target.Context.Edits.Insert(
                assignment.Source.End, ", " + target.Qualifier + "." + target.Context.Syntax.Quote(assignment.Column) + ")");
        }
    }

    /// <summary>REPLACE deletes the rows in its way, seen or not, with the values of columns that it does not name.</summary>
    private static bool Replaced(WriteTarget target, InsertMap insert)
    {
        if (!insert.Replaces)
        {
            return true;
        }

        if (!target.Obligations.Filters.IsEmpty)
        {
            target.Refuse(
                $"REPLACE of `{target.Reference.Name}` is not supported under a row filter, since it would delete a hidden row in its way; "
                + "use INSERT … ON DUPLICATE KEY UPDATE");
            return false;
        }

        return target.Obligations.Masks.All(m => target.MayWrite(m.Column, MaskedWrites.Allow));
    }

    private static bool Masked(WriteTarget target, InsertMap insert) =>
        insert.IsDefaultValues || insert.Columns.All(c => target.MayWrite(c, MaskedWrites.Insert));

    private static bool Rows(WriteTarget target, InsertMap insert)
    {
        if (target.Obligations.Filters.IsEmpty)
        {
            return true;
        }

        if (target.Conjuncts() is not { } conjuncts)
        {
            return false;
        }

        var rows = insert.IsFromQuery ? insert.QueryItems.IsEmpty ? [] : [insert.QueryItems] : insert.Rows;
        foreach (var (filter, conjunct) in conjuncts)
        {
            if (conjunct.Column is not { } column)
            {
                target.Context.Refuse(
                    $"INSERT into `{target.Reference.Name}` is not supported under a row filter other than column = value and column IN (values)",
                    filter.Rule);
                return false;
            }

            var place = insert.IsDefaultValues ? -1 : insert.Columns.IndexOf(column);
            if (place < 0 || rows.IsEmpty)
            {
                target.Context.Refuse(
                    $"INSERT into `{target.Reference.Name}` must give `{column}`, which its row filter names, as a literal or a parameter", filter.Rule);
                return false;
            }

            foreach (var row in rows)
            {
                if (!WrittenValues.Check(target, filter, conjunct, column, place < row.Length ? row[place] : null))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
