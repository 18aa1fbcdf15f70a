using System.Text.RegularExpressions;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Corpora;

namespace ProxyDb.Policy.Tests.Sql;

/// <summary>
/// Whether the spans of a map cover what they claim, judged by the parser alone: parentheses round an expression or a query change
/// no tree, a reference can be replaced by a derived table, a WHERE can be put where the map says.
/// </summary>
internal static partial class MapSpanChecks
{
    public static IEnumerable<string> Faults(string sql, IReadOnlyList<StatementMap> maps)
    {
        if (ParseOracle.Tree(sql) is not { } tree)
        {
            yield break;
        }

        tree = Places().Replace(tree, "");
        foreach (var map in maps)
        {
            foreach (var span in Wrappable(map))
            {
                if (!IsInside(sql, span) || Tree(sql, span, "(", ")") != tree)
                {
                    yield return $"parentheses round «{Text(sql, span)}»";
                }
            }

            foreach (var reference in map.Relations)
            {
                if (Fault(sql, map, reference) is { } fault)
                {
                    yield return fault;
                }
            }

            foreach (var place in Places(map))
            {
                if (!IsInside(sql, place) || Tree(sql, place, "", " WHERE true") is null)
                {
                    yield return $"WHERE at {place}";
                }
            }
        }
    }

    /// <summary>What parentheses may stand round without a change.</summary>
    private static IEnumerable<SourceSpan> Wrappable(StatementMap map)
    {
        foreach (var query in map.Queries)
        {
            var conditions = query.On.Add(query.Where!).Add(query.Having!).Where(static c => c is { IsCurrentOf: false });
            foreach (var condition in conditions.Concat(map.Inserts.Select(static i => i.ConflictWhere!).Where(static c => c is not null)))
            {
                yield return condition.Span;
                foreach (var conjunct in condition.Conjuncts)
                {
                    yield return conjunct.Span;
                }
            }

            foreach (var assignment in query.Assignments.Where(static a => a.Value is { IsDefault: false }))
            {
                yield return assignment.Source;
            }

            foreach (var item in query.ReturningItems.Where(static i => !i.IsStar))
            {
                yield return item.Span;
            }

            if (query.Kind == QueryKind.Select && query.Span != default)
            {
                yield return query.Span;
            }
        }
    }

    private static IEnumerable<SourceSpan> Places(StatementMap map) => map.Queries.Select(static q => q.WherePlace)
        .Concat(map.Inserts.Select(static i => i.ConflictWherePlace)).Where(static place => place != default);

    private static string? Fault(string sql, StatementMap map, RelationReference reference)
    {
        var spans = reference.Uses.Select(static u => u.Span).Append(reference.NameSpan).Append(reference.RelationSpan)
            .Append(reference.AliasSpan).Append(reference.SampleSpan).Append(reference.TableKeyword);
        if (spans.FirstOrDefault(span => !IsInside(sql, span)) is var outside && outside != default)
        {
            return $"{outside} is not in the text";
        }

        if (!Text(sql, reference.NameSpan).Contains("U&", StringComparison.OrdinalIgnoreCase)
            && Unquoted(Text(sql, reference.NameSpan)) != reference.Name.Name)
        {
            return $"«{Text(sql, reference.NameSpan)}» names {reference.Name}";
        }

        if (reference.Role != ReferenceRole.Read || reference.IsLocked)
        {
            return null;
        }

        var isTable = reference.TableKeyword != default;
        var derived = "(SELECT 1 FROM x)" + (reference.Alias is null ? " replaced " : "");
        var place = reference.SampleSpan == default
            ? reference.RelationSpan
            : reference.RelationSpan with { Length = reference.SampleSpan.End - reference.RelationSpan.Start };
        if (reference.SampleSpan != default)
        {
            derived = "(SELECT 1 FROM x) replaced ";
        }

        var edited = sql[..place.Start] + derived + sql[place.End..];
        edited = isTable ? edited.Remove(reference.TableKeyword.Start, reference.TableKeyword.Length).Insert(reference.TableKeyword.Start, "SELECT * FROM") : edited;
        return map.Queries[reference.Query].Kind is QueryKind.Merge || ParseOracle.Tree(edited) is not null ? null : $"a derived table: {edited}";
    }

    /// <summary>The last part of a dotted name, folded.</summary>
    private static string Unquoted(string name)
    {
        var part = Comments().Replace(name, "").Trim();
        var quoted = Quoted().Match(part);
        return quoted.Success
            ? quoted.Groups[1].Value.Replace("\"\"", "\"", StringComparison.Ordinal)
            : string.Concat(part[(part.LastIndexOf('.') + 1)..].Trim().Select(static c => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c));
    }

    private static string? Tree(string sql, SourceSpan span, string before, string after) =>
        ParseOracle.Tree(sql[..span.Start] + before + Text(sql, span) + after + sql[span.End..]) is { } tree ? Places().Replace(tree, "") : null;

    private static bool IsInside(string sql, SourceSpan span) => span.Start >= 0 && span.Length >= 0 && span.End <= sql.Length;

    private static string Text(string sql, SourceSpan span) => IsInside(sql, span) ? sql.Substring(span.Start, span.Length) : span.ToString();

    [GeneratedRegex("\"(?:location|stmt_location|stmt_len)\":-?\\d+,?|,(?=\"(?:location|stmt_location|stmt_len)\":-?\\d+})")]
    private static partial Regex Places();

    [GeneratedRegex("\"((?:[^\"]|\"\")*)\"$")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"/\*.*?\*/|--[^\n\r]*", RegexOptions.Singleline)]
    private static partial Regex Comments();
}
