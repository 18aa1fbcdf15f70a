using System.Collections.Immutable;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Rewriting.Targets.TSql;

internal sealed class TSqlWriteSyntax : IWriteSyntax
{
    public static TSqlWriteSyntax Instance { get; } = new();

    public ImmutableArray<FilterConjunct> Conjuncts(FilterTerms filter) => TSqlFilterConjuncts.Of(filter);

    /// <summary>There are no upserts but MERGE.</summary>
    public bool IsInserted(ReadOnlySpan<char> source, string column) => false;

    public ComparedType Type(string? type) => TSqlComparedTypes.Of(type);
}
