using System.Collections.Immutable;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Rewriting.Targets.MySql;

/// <summary>Reads the conjuncts of a filter: <c>column = value</c> and <c>column IN (values)</c>.</summary>
internal static class MySqlFilterConjuncts
{
    public static ImmutableArray<FilterConjunct> Of(FilterTerms filter) => [];
}
