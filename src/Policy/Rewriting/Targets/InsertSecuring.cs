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

        if (!Masked(target, insert) || !Rows(target, insert))
        {
            return;
        }

        AssignmentChecks.Secure(target, insertsChecked: true);
        if (target.Context.Refusal is null && insert.UpdatesOnConflict && !target.Obligations.Filters.IsEmpty && target.Filter() is { } filter)
        {
            TargetConditions.Join(target, insert.ConflictWhere, insert.ConflictWherePlace, filter, repeats: false);
        }
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
