using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>The way of MySQL and MariaDB of writing it.</summary>
internal sealed partial class MySqlSecuringSyntax : SecuringSyntax
{
    private const RegexOptions IgnoreCase = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    public static MySqlSecuringSyntax Instance { get; } = new();

    /// <summary>
    /// A derived table with LIMIT is never merged, and no condition is pushed into it (st_select_lex::can_be_merged and
    /// condition pushdown of MariaDB, the same of MySQL; hints do not change it).
    /// </summary>
    public override string Barrier => " LIMIT 18446744073709551615";

    public override string NoColumns => " 1";

    public override bool GuardsInPlace => true;

    public override bool CompletesGroups => false;

    public override bool Secures(string kind) => kind is "SET" or "DO";

    public override bool IsServerSchema(string? schema) => schema is not null
        && (schema.Equals("information_schema", StringComparison.OrdinalIgnoreCase) || schema.Equals("performance_schema", StringComparison.OrdinalIgnoreCase)
            || schema is "mysql" or "sys");

    public override AnalysisNamespace WithoutPath(AnalysisNamespace names) => names with { SearchPath = [], Database = "" };

    public override AnalysisNamespace WithPath(AnalysisNamespace names, ImmutableArray<string> path) =>
        names with { SearchPath = path, Database = path.IsEmpty ? "" : path[0] };

    public override ImmutableArray<string> PathOf(ObjectName view, ImmutableArray<string>? known, AnalysisNamespace names) =>
        known ?? (view.Schema is { } schema ? [schema] : []);

    /// <summary>The server prints definitions for the default sql_mode; the session may read quotes, backslashes, pipes and NOT otherwise.</summary>
    public override bool ReadsAlike(string definition, AnalysisNamespace names) =>
        names.MySql.Modes == MySqlModes.None || !DependsOnModes().IsMatch(definition);

    /// <summary>Attributes are literals in the text, so parameters keep their places.</summary>
    public override string Slot(int number) => "''";

    public override bool MayRepeat(string condition, string text) => !condition.Contains('?', StringComparison.Ordinal);

    /// <summary>
    /// A CTE, because not every server lets a derived table name its columns. Without LIMIT the order of what stands in it would be dropped;
    /// a query with WITH cannot stand in parentheses everywhere.
    /// </summary>
    public override (string Before, string After)? Wrap(string query, string items, string names) =>
        !query.AsSpan().TrimStart().StartsWith("WITH", StringComparison.OrdinalIgnoreCase) ? ($"WITH q({names}) AS ((", $"){Barrier}) SELECT {items} FROM q")
        : query.Contains("ORDER", StringComparison.OrdinalIgnoreCase) ? null
        : ($"WITH q({names}) AS (", $") SELECT {items} FROM q");

    public override string Quote(string name) => MySqlQuoting.Name(name);

    /// <summary>A list attribute is written as the values of IN.</summary>
    public override string? ListTest(string before) => ListStart().IsMatch(before) ? before : null;

    /// <summary>The map tells it.</summary>
    public override bool IsExistenceTest(ReadOnlySpan<char> condition) => false;

    /// <summary>The map tells it.</summary>
    public override bool HasAggregate(string condition, StatementFacts facts) => false;

    public override int EndOfList(string text, int start) => -1;

    public override bool IsGroupItem(string text, SourceSpan place) => false;

    public override bool MayOrderBy(string query, string name, int place) =>
        OrderOrGroup().Match(query) is { Success: true } start && (name.Contains('`', StringComparison.Ordinal)
            || Regex.IsMatch(query[start.Index..], $@"(?<![\w$])({Regex.Escape(name)}|{place})(?![\w$])", IgnoreCase));

    [GeneratedRegex(@"\b(ORDER|GROUP)\b", IgnoreCase)]
    private static partial Regex OrderOrGroup();

    [GeneratedRegex(@"[""\\|!]|\bNOT\b|\w\s+\(", IgnoreCase)]
    private static partial Regex DependsOnModes();

    [GeneratedRegex(@"(?<![\w$`.])IN\s*\(\s*$", IgnoreCase)]
    private static partial Regex ListStart();
}
