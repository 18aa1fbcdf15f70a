using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.TSql;
using ProxyDb.Policy.Sql.TSql.Mapping;

namespace ProxyDb.Policy.Rewriting;

/// <summary>The way of SQL Server of writing it.</summary>
internal sealed partial class TSqlSecuringSyntax : SecuringSyntax
{
    private const RegexOptions IgnoreCase = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    public static TSqlSecuringSyntax Instance { get; } = new();

    public override string Barrier => "";

    /// <summary>
    /// The optimizer pushes no condition below a TOP that could leave rows out, and it takes only TOP 100 PERCENT for one that cannot. The
    /// number is the greatest that a TOP takes.
    /// </summary>
    public override string BarrierHead => " TOP (9223372036854775807)";

    /// <summary>A column of a derived table must have a name.</summary>
    public override string NoColumns => " 1 AS proxydb_none";

    /// <summary>Parameters have names, so conditions can be repeated.</summary>
    public override bool GuardsInPlace => false;

    public override bool GuardsJoins => true;

    public override bool CompletesGroups => false;

    /// <summary>Conditions are no values: the guard yields 1 where both hold.</summary>
    public override (string Before, string Between, string After) Guard => ("CASE WHEN ", " THEN CASE WHEN (", ") THEN 1 END END = 1");

    public override string InsteadOfMerge => "INSERT, UPDATE or DELETE";

    public override bool Secures(string kind) => Editable.Contains(kind);

    public override bool SpansDatabases => true;

    public override bool IsServerSchema(string? schema) => schema is not null
        && (schema.Equals("sys", StringComparison.OrdinalIgnoreCase) || schema.Equals("INFORMATION_SCHEMA", StringComparison.OrdinalIgnoreCase));

    public override AnalysisNamespace WithoutPath(AnalysisNamespace names) => names with { SearchPath = [] };

    public override AnalysisNamespace WithPath(AnalysisNamespace names, ImmutableArray<string> path) => names with { SearchPath = path };

    public override ImmutableArray<string> PathOf(ObjectName view, ImmutableArray<string>? known, AnalysisNamespace names) =>
        known ?? (view.Schema is { } schema ? [schema, "dbo"] : []);

    /// <summary>A view is read under the QUOTED_IDENTIFIER it was made with, which an index or a schema binding needs to be ON.</summary>
    public override bool ReadsAlike(string definition, AnalysisNamespace names) =>
        names.TSql.QuotedIdentifier is true || !definition.Contains('"', StringComparison.Ordinal);

    public override string? QueryOf(RelationDescription view, string definition) =>
        !view.QuotedIdentifier && definition.Contains('"', StringComparison.Ordinal) ? null : TSqlViewText.QueryOf(definition, view.QuotedIdentifier);

    /// <summary>AUTO calls elements by the name of the table as it is written.</summary>
    public override bool NamesByTable(ReadOnlySpan<char> query) => ForAuto().IsMatch(query);

    /// <summary>Attributes are literals in the text.</summary>
    public override string Slot(int number) => "N''";

    public override bool MayRepeat(string condition, string text) => true;

    /// <summary>Neither WITH nor ORDER BY may stand in a derived table, and its order would be lost.</summary>
    public override (string Before, string After)? Wrap(string query, string items, string names) =>
        NotInDerivedTable().IsMatch(query) ? null : ($"SELECT {items} FROM (", $") AS q({names})");

    public override string NoWrap =>
        "a query whose results are masked cannot have WITH, ORDER BY, FOR or INTO; leave them out, or mask wherever the column is read";

    public override string Quote(string name) => TSqlQuoting.Name(name);

    /// <summary>With the database where the name has one, since its schemas are others than the session's.</summary>
    public override string Qualified(ObjectName name) => name.Database is { } database && name.Schema is not null
        ? (name.Server is { } server ? Quote(server) + "." : "") + Quote(database) + "." + base.Qualified(name)
        : base.Qualified(name);

    /// <summary>A list attribute is written as the values of IN.</summary>
    public override string? ListTest(string before) => ListStart().IsMatch(before) ? before : null;

    /// <summary>The map tells it.</summary>
    public override bool IsExistenceTest(ReadOnlySpan<char> condition) => false;

    /// <summary>The map tells it.</summary>
    public override bool HasAggregate(string condition, StatementFacts facts) => false;

    public override int EndOfList(string text, int start) => -1;

    public override bool IsGroupItem(string text, SourceSpan place) => false;

    /// <summary>Names are compared as the collation says, so any text beyond ASCII may be the name.</summary>
    public override bool MayOrderBy(string query, string name, int place) =>
        OrderBy().Match(query) is { Success: true } start
        && (!System.Text.Ascii.IsValid(query.AsSpan(start.Index)) || !System.Text.Ascii.IsValid(name) || name.AsSpan().IndexOfAny("[]\"") >= 0
            || Regex.IsMatch(query[start.Index..], $@"(?<![\w$#@])({Regex.Escape(name)}|{place})(?![\w$#@])", IgnoreCase));

    /// <summary>Statements whose parts are secured where they stand.</summary>
    private static readonly HashSet<string> Editable = new(StringComparer.Ordinal)
    {
        "SET", "IF", "WHILE", "BEGIN", "BEGIN TRY", "TRY", "DECLARE", "PRINT", "RETURN", "OPEN", "SELECT INTO", "DECLARE CURSOR",
    };

    [GeneratedRegex(@"(?<![\w$#@])(ORDER)(?![\w$#@])", IgnoreCase)]
    private static partial Regex OrderBy();

    [GeneratedRegex(@"(?<![\w$#@])(WITH\s+[\[\w""]+\s*(\(|AS)|ORDER|FOR|INTO)(?![\w$#@])", IgnoreCase)]
    private static partial Regex NotInDerivedTable();

    [GeneratedRegex(@"(?<![\w$#@])FOR\s+(XML|JSON)\s+AUTO(?![\w$#@])", IgnoreCase)]
    private static partial Regex ForAuto();

    [GeneratedRegex(@"(?<![\w$#@\]\.])IN\s*\(\s*$", IgnoreCase)]
    private static partial Regex ListStart();
}
