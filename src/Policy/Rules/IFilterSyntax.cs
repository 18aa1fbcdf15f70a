using System.Collections.Immutable;

namespace ProxyDb.Policy.Rules;

/// <summary>What a dialect says of the condition of a filter.</summary>
internal interface IFilterSyntax
{
    /// <summary>How a parameter is written.</summary>
    /// <param name="number">1-based.</param>
    string Parameter(int number);

    /// <summary>Checks that the text is one boolean expression on one table's row that only reads.</summary>
    /// <param name="text">With a parameter where each attribute stood.</param>
    /// <param name="parameters">Where those parameters stand, in UTF-16 code units.</param>
    FilterCheck Check(string text, ImmutableArray<int> parameters);
}

/// <summary>The answer to a check.</summary>
/// <param name="Fault">What is wrong; null when nothing is.</param>
/// <param name="Offset">Where, in UTF-16 code units of the text.</param>
/// <param name="Lists">For each attribute whether it stands alone in a list.</param>
/// <param name="Columns">Columns of the protected table that the condition names outside of subqueries.</param>
internal readonly record struct FilterCheck(string? Fault, int Offset, ImmutableArray<bool> Lists, ImmutableArray<FilterColumn> Columns)
{
    public static FilterCheck Of(string fault, int offset) => new(fault, offset, [], []);
}
