using System.Collections.Immutable;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Rewriting.Targets.Postgres;

internal sealed class PostgresWriteSyntax : IWriteSyntax
{
    public static PostgresWriteSyntax Instance { get; } = new();

    public ImmutableArray<FilterConjunct> Conjuncts(FilterTerms filter) => PostgresFilterConjuncts.Of(filter);

    public bool IsInserted(ReadOnlySpan<char> source, string column)
    {
        const string Prefix = "excluded.";
        return source.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && source[Prefix.Length..].SequenceEqual(PostgresSecuringSyntax.Instance.Quote(column));
    }

    public ComparedType Type(string? type) => PostgresComparedTypes.Of(type);
}
