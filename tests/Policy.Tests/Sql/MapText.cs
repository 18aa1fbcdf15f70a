using System.Collections.Immutable;
using System.Text;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Sql;

/// <summary>Maps as text, for case files that people read: spans are shown as the text they cover.</summary>
internal static class MapText
{
    public static string Of(string sql, ImmutableArray<StatementMap>? maps)
    {
        var text = new StringBuilder();
        if (maps is null)
        {
            return "no map\n";
        }

        foreach (var map in maps)
        {
            Statement(text, sql, map);
        }

        return text.ToString();
    }

    private static void Statement(StringBuilder text, string sql, StatementMap map)
    {
        _ = text.Append(map.Kind).Append(map.IsExplain ? " [explain]" : "").Append('\n');
        for (var i = 0; i < map.Queries.Length; i++)
        {
            Query(text, sql, map.Queries[i], i);
        }

        for (var i = 0; i < map.Relations.Length; i++)
        {
            Relation(text, sql, map.Relations[i], i);
        }

        foreach (var insert in map.Inserts)
        {
            Insert(text, sql, insert);
        }

        foreach (var output in map.Outputs)
        {
            _ = text.Append("  output ").Append(output.Name).Append(output.Plain is { } plain ? $" is {plain.Table}.{plain.Column}" : "")
                .Append(output.Plain is null && !output.From.IsEmpty ? " from " + string.Join(", ", output.From.Select(static s => $"{s.Table}.{s.Column}")) : "")
                .Append('\n');
        }

        foreach (var use in map.Unmapped)
        {
            _ = text.Append("  unmapped ").Append(use.Name).Append(": ").Append(use.What).Append(Part(sql, use.Span, " at ")).Append('\n');
        }
    }

    private static void Query(StringBuilder text, string sql, QueryMap query, int index)
    {
        _ = text.Append("  query ").Append(index).Append(' ').Append(Lower(query.Kind)).Append(query.Parent < 0 ? "" : $" in {query.Parent}")
            .Append(Part(sql, query.Span, " ")).Append('\n');
        Condition(text, sql, "where", query.Where);
        Condition(text, sql, "having", query.Having);
        foreach (var on in query.On)
        {
            Condition(text, sql, "on", on);
        }

        if (query.WherePlace != default)
        {
            _ = text.Append("    where goes after ").Append(Tail(sql, query.WherePlace)).Append('\n');
        }

        foreach (var assignment in query.Assignments)
        {
            _ = text.Append("    set ").Append(assignment.Column).Append(Part(sql, assignment.ColumnSpan, " ")).Append(Part(sql, assignment.Source, " to "))
                .Append(assignment.Value is { } value ? " = " + Value(value) : "").Append('\n');
        }

        if (query.Returning != default)
        {
            _ = text.Append("    returning").Append(Part(sql, query.Returning, " ")).Append('\n');
            foreach (var item in query.ReturningItems)
            {
                _ = text.Append("      item ").Append(item.Name).Append(Part(sql, item.Span, " ")).Append(item.HasLabel ? " labelled" : "")
                    .Append(item.IsStar ? " star" : "").Append('\n');
            }
        }
    }

    private static void Condition(StringBuilder text, string sql, string name, ConditionMap? condition)
    {
        if (condition is null)
        {
            return;
        }

        _ = text.Append("    ").Append(name).Append(Part(sql, condition.Span, " ")).Append(condition.IsCurrentOf ? " current of" : "").Append('\n');
        foreach (var conjunct in condition.Conjuncts)
        {
            _ = text.Append("      and").Append(Part(sql, conjunct.Span, " ")).Append(conjunct.IsLeakproof ? " leakproof" : "")
                .Append(conjunct.IsMovable ? " movable" : "").Append(conjunct.Relations.IsEmpty ? "" : " of " + string.Join(",", conjunct.Relations)).Append('\n');
        }
    }

    private static void Relation(StringBuilder text, string sql, RelationReference relation, int index)
    {
        _ = text.Append("  relation ").Append(index).Append(' ').Append(Lower(relation.Role)).Append(' ').Append(relation.Name).Append(" in query ")
            .Append(relation.Query).Append(Part(sql, relation.NameSpan, " ")).Append(Part(sql, relation.RelationSpan, " "))
            .Append(relation.IsOnly ? " only" : "").Append(Part(sql, relation.AliasSpan, " alias ")).Append(relation.Alias is { } alias ? " = " + alias : "")
            .Append(relation.ColumnAliases.IsEmpty ? "" : "(" + string.Join(", ", relation.ColumnAliases) + ")")
            .Append(Part(sql, relation.SampleSpan, " sample ")).Append(Part(sql, relation.TableKeyword, " keyword "))
            .Append(relation.IsLocked ? " locked" : "").Append(relation.IsNullable ? " nullable" : "").Append('\n');
        _ = text.Append("    uses ").AppendJoin(", ", relation.UsedColumns).Append(relation.NeedsAllColumns ? " [all]" : "")
            .Append(relation.UsesWholeRow ? " [row]" : "").Append(relation.SystemColumns.IsEmpty ? "" : " system " + string.Join(", ", relation.SystemColumns)).Append('\n');
        foreach (var use in relation.Uses)
        {
            _ = text.Append("      ").Append(use.Column).Append(' ').Append(Lower(use.Usage)).Append(Part(sql, use.Span, " ")).Append(Part(sql, use.Qualifier, " after ")).Append('\n');
        }
    }

    private static void Insert(StringBuilder text, string sql, InsertMap insert)
    {
        _ = text.Append("  insert into ").Append(insert.Target).Append(" of query ").Append(insert.Query).Append(" (").AppendJoin(", ", insert.Columns).Append(')')
            .Append(insert.IsFromQuery ? " from query" : "").Append(insert.IsDefaultValues ? " default values" : "").Append('\n');
        foreach (var row in insert.Rows)
        {
            _ = text.Append("    row ").AppendJoin(", ", row.Select(static value => value is null ? "…" : Value(value))).Append('\n');
        }

        Condition(text, sql, "on conflict where", insert.ConflictWhere);
        if (insert.UpdatesOnConflict && insert.ConflictWhere is null)
        {
            _ = text.Append("    on conflict where goes after ").Append(Tail(sql, insert.ConflictWherePlace)).Append('\n');
        }
    }

    private static string Value(ConstantValue value) =>
        value.IsDefault ? "default" : value.Parameter > 0 ? "$" + value.Parameter : value.Text is { } text ? $"'{text}'" : "null";

    private static string Part(string sql, SourceSpan span, string before) => span == default ? "" : $"{before}«{sql.Substring(span.Start, span.Length)}»";

    private static string Tail(string sql, SourceSpan place) => $"«{sql[Math.Max(0, place.Start - 12)..place.Start]}»";

    private static string Lower<T>(T value)
        where T : Enum => value.ToString().ToLowerInvariant();
}
