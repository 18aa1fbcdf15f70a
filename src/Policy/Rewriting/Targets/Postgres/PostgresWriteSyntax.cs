using System.Collections.Immutable;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Rewriting.Targets.Postgres;

internal sealed class PostgresWriteSyntax : IWriteSyntax
{
    public static PostgresWriteSyntax Instance { get; } = new();

    public ImmutableArray<FilterConjunct> Conjuncts(FilterTerms filter) => PostgresFilterConjuncts.Of(filter);

    public ComparedType Type(string? type) => PostgresComparedTypes.Of(type);
}
