using System.Collections.Immutable;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Cases;

/// <summary>Why a text is decided as it is.</summary>
/// <param name="Error">Why there are no facts.</param>
public sealed record Explanation(PolicyAnswer Answer, AnalysisError? Error, ImmutableArray<StatementExplanation> Statements)
{
    /// <summary>Masks the decision is bound to.</summary>
    public ImmutableArray<MaskExplanation> Masks { get; init; } = [];

    /// <summary>Row filters the decision is bound to.</summary>
    public ImmutableArray<FilterExplanation> Filters { get; init; } = [];

    /// <summary>Masks and filters on what the text touches that one key kept from matching.</summary>
    public ImmutableArray<NearMiss> NearlySecured { get; init; } = [];
}

/// <summary>A masked column and how the text reaches it.</summary>
/// <param name="Column"><c>schema.table.column</c>.</param>
/// <param name="Mask">As the rule writes it.</param>
/// <param name="Paths">From the text to the base column.</param>
/// <param name="OnWire">Put on the values of the answer, not into the text.</param>
public sealed record MaskExplanation(string Column, string Mask, ImmutableArray<string> Rules, ImmutableArray<string> Paths, bool OnWire, bool ResultsOnly);

/// <summary>A filtered table.</summary>
/// <param name="Where">As the rule writes it.</param>
public sealed record FilterExplanation(string Table, string Where, string Rule);

/// <summary>One statement of the text.</summary>
public sealed record StatementExplanation(StatementFacts Facts, ImmutableArray<AccessExplanation> Accesses)
{
    /// <summary>Denies, limits and audits of the statement as such.</summary>
    public ImmutableArray<string> Matched { get; init; } = [];
}

/// <summary>One access: what allows and denies it, what nearly did, and the least change that would allow it.</summary>
/// <param name="Description">In words: <c>select on `public.orders`</c>.</param>
/// <param name="LeastChange">Keys of the narrowest allow; null when it is allowed.</param>
public sealed record AccessExplanation(
    Access Access,
    string Description,
    ImmutableArray<string> AllowedBy,
    ImmutableArray<string> DeniedBy,
    ImmutableArray<NearMiss> Nearly,
    string? LeastChange);

/// <summary>A rule that one key kept from matching.</summary>
public sealed record NearMiss(string Rule, string Effect, string Key);
