using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace ProxyDb.Policy.Catalog;

/// <summary>Generated columns show what they are made of: who may not see a column may not see what is generated from it.</summary>
internal static class GeneratedColumns
{
    /// <summary>
    /// Columns of the relation that the expression of a generated one names; a word of the expression that only looks like one counts.
    /// Empty for a column that is not generated.
    /// </summary>
    public static ImmutableArray<string> SourcesOf(RelationDescription relation, string column) =>
        relation.Column(column) is { IsGenerated: true } generated
            ? [.. relation.Columns.Where(c => c != column && (generated.Default is null || Names(generated.Default, c)))]
            : [];

    private static bool Names(string expression, string column) =>
        expression.Contains("\"" + column.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"", StringComparison.Ordinal)
        || Regex.IsMatch(expression, $@"(?<![\w$""]){Regex.Escape(column)}(?![\w$""])", RegexOptions.CultureInvariant);
}
