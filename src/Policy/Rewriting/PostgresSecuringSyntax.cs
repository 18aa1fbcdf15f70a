using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.Postgres;

namespace ProxyDb.Policy.Rewriting;

/// <summary>PostgreSQL's way of writing it.</summary>
internal sealed partial class PostgresSecuringSyntax : SecuringSyntax
{
    private const RegexOptions IgnoreCase = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    public static PostgresSecuringSyntax Instance { get; } = new();

    /// <summary>A subquery with OFFSET is never pulled up, and no condition is pushed into it (optimizer/path/allpaths.c).</summary>
    public override string Barrier => " OFFSET 0";

    public override string NoColumns => "";

    public override bool GuardsInPlace => false;

    public override bool CompletesGroups => true;

    public override bool IsServerSchema(string? schema) => schema is "pg_catalog" or "information_schema";

    public override AnalysisNamespace WithoutPath(AnalysisNamespace names) => names with { SearchPath = [] };

    public override AnalysisNamespace WithPath(AnalysisNamespace names, ImmutableArray<string> path) => names with { SearchPath = path };

    public override ImmutableArray<string> PathOf(ObjectName view, ImmutableArray<string>? known, AnalysisNamespace names) => known ?? names.SearchPath;

    /// <summary>Literals are printed so that they do not depend on standard_conforming_strings.</summary>
    public override bool ReadsAlike(string definition, AnalysisNamespace names) => true;

    public override string Slot(int number) => "$" + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// A parameter gets its type where it first stands: repeating the condition before another use of it could change what the client
    /// is told of its type.
    /// </summary>
    public override bool MayRepeat(string condition, string text) =>
        !Parameters(condition).Any(number => Parameters(text).Count(n => n == number) > 1);

    public override (string Before, string After)? Wrap(string query, string items, string names) =>
        ($"SELECT {items} FROM (", $") AS q({names})");

    public override string Quote(string name)
    {
        var plain = name.Length > 0 && (char.IsAsciiLetterLower(name[0]) || name[0] == '_')
            && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
            && !PostgresKeywords.MustBeQuoted(name);
        return plain ? name : "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }

    public override string? ListTest(string before)
    {
        var found = ListStart().Match(before);
        return found.Success
            ? string.Concat(before.AsSpan(0, found.Index), found.Groups["not"].Success ? "<> ALL (" : "= ANY (")
            : null;
    }

    public override bool IsExistenceTest(ReadOnlySpan<char> condition)
    {
        var text = condition.ToString();
        var start = ExistenceStart().Match(text);
        if (!start.Success || Unclear().IsMatch(text))
        {
            return false;
        }

        var end = EndOfList(text, start.Length - 1);
        return end > 0 && text.AsSpan(end).Trim(") \t\r\n").IsEmpty;
    }

    public override int EndOfList(string text, int start)
    {
        var depth = 0;
        for (var i = start; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\'' or '"':
                    i = text.IndexOf(text[i], i + 1);
                    if (i < 0)
                    {
                        return -1;
                    }

                    break;
                case '(':
                    depth++;
                    break;
                case ')' when --depth == 0:
                    return i + 1;
                case var other when depth == 0 && !char.IsWhiteSpace(other):
                    return -1;
            }
        }

        return -1;
    }

    /// <summary>Numbers of the client's parameters in a text, and of what looks like one; each as often as it stands there.</summary>
    private static IEnumerable<int> Parameters(string text) =>
        ParameterMark().Matches(text).Select(static m => int.TryParse(m.ValueSpan[1..], out var number) ? number : 0);

    public override bool IsGroupItem(string text, SourceSpan place)
    {
        if (GroupItemsBefore().Match(text[..place.Start]) is not { Success: true } before)
        {
            return false;
        }

        var depth = 0;
        foreach (var symbol in before.Groups["items"].ValueSpan)
        {
            depth += symbol switch { '(' => 1, ')' => -1, '\'' or '"' or '-' or '/' => int.MinValue / 2, _ => 0 };
        }

        return depth == 0 && GroupItemAfter().IsMatch(text[place.End..]);
    }

    [GeneratedRegex(@"^[\s(]*(NOT\s+)?EXISTS\s*\(", IgnoreCase)]
    private static partial Regex ExistenceStart();

    /// <summary>Comments, dollar quotes and escape strings, which the search for the closing parenthesis does not follow.</summary>
    [GeneratedRegex(@"--|/\*|\$[\w]*\$|\\")]
    private static partial Regex Unclear();

    [GeneratedRegex(@"\$[0-9]+")]
    private static partial Regex ParameterMark();

    public override bool HasAggregate(string condition, StatementFacts facts) =>
        Aggregate().Match(condition) is { Success: true, Groups: [_, var name] } && !condition.Contains("select", StringComparison.OrdinalIgnoreCase)
        && !Unclear().IsMatch(condition) && !condition.Contains('\'', StringComparison.Ordinal)
        && !facts.Accesses.Any(a => a is { Kind: AccessKind.Function, Name.Schema: not null }
            && a.Name.Name.Equals(name.Value, StringComparison.OrdinalIgnoreCase));

    public override bool MayOrderBy(string query, string name, int place) =>
        Ordering().Match(query) is { Success: true } start && (name.Contains('"', StringComparison.Ordinal)
            || Regex.IsMatch(query[start.Index..], $@"(?<![\w$])({Regex.Escape(name)}|{place})(?![\w$])|\bU&", IgnoreCase));

    [GeneratedRegex(@"\bORDER\b", IgnoreCase)]
    private static partial Regex Ordering();

    [GeneratedRegex(@"(?<![\w$"".])(count|sum|avg|min|max|bool_and|bool_or|every|array_agg|string_agg)\s*\(", IgnoreCase)]
    private static partial Regex Aggregate();

    /// <summary>The last GROUP BY with the items behind it, each closed by its comma.</summary>
    [GeneratedRegex(@"\bGROUP\s+BY\s+(?<items>((?!\bGROUP\b)[^;])*,\s*)?$", IgnoreCase | RegexOptions.RightToLeft)]
    private static partial Regex GroupItemsBefore();

    [GeneratedRegex(@"^\s*([,);]|$|(HAVING|WINDOW|ORDER|LIMIT|OFFSET|FETCH|FOR|UNION|INTERSECT|EXCEPT|ON|RETURNING)\b)", IgnoreCase)]
    private static partial Regex GroupItemAfter();

    [GeneratedRegex(@"(?<![\w$""])(?<not>NOT\s+)?IN\s*\(\s*$", IgnoreCase)]
    private static partial Regex ListStart();
}
