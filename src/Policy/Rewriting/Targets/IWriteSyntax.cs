using System.Collections.Immutable;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Rewriting.Targets;

/// <summary>What a dialect says of writes.</summary>
internal interface IWriteSyntax
{
    /// <summary>The conjuncts of a filter; none when its text is not understood, and then nothing may be written under it.</summary>
    ImmutableArray<FilterConjunct> Conjuncts(FilterTerms filter);

    /// <summary>How values of a column's type are compared.</summary>
    /// <param name="type">As the server prints it; null when it is not known.</param>
    ComparedType Type(string? type);
}
