using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Rewriting.Targets.MySql;

internal sealed partial class MySqlWriteSyntax : IWriteSyntax
{
    public static MySqlWriteSyntax Instance { get; } = new();

    public ImmutableArray<FilterConjunct> Conjuncts(FilterTerms filter) => MySqlFilterConjuncts.Of(filter);

    /// <summary><c>VALUES(c)</c>, and MariaDB's <c>VALUE(c)</c>.</summary>
    public bool IsInserted(ReadOnlySpan<char> source, string column) =>
        Inserted().Match(source.ToString()) is { Success: true } match && string.Equals(Name(match), column, StringComparison.OrdinalIgnoreCase);

    public ComparedType Type(string? type) => MySqlComparedTypes.Of(type);

    private static string Name(Match match) => match.Groups["bare"] is { Success: true, Value: var bare }
        ? bare
        : match.Groups["quoted"].Value.Replace("``", "`", StringComparison.Ordinal);

    [GeneratedRegex(@"^\s*VALUES?\s*\(\s*((?<bare>[A-Za-z_][A-Za-z0-9_]*)|`(?<quoted>([^`]|``)+)`)\s*\)\s*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Inserted();
}
