using System.Collections.Immutable;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Rewriting.Targets;

/// <summary>What a dialect says of writes.</summary>
internal interface IWriteSyntax
{
    /// <summary>The conjuncts of a filter; none when its text is not understood, and then nothing may be written under it.</summary>
    ImmutableArray<FilterConjunct> Conjuncts(FilterTerms filter);

    /// <summary>Whether a source of an upsert's SET is the value that was to be inserted into the column, as <c>EXCLUDED.c</c>.</summary>
    bool IsInserted(ReadOnlySpan<char> source, string column);

    /// <summary>How values of a column's type are compared.</summary>
    /// <param name="type">As the server prints it; null when it is not known.</param>
    ComparedType Type(string? type);
}
