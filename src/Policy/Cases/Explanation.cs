using System.Collections.Immutable;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Cases;

/// <summary>Why a text is decided as it is.</summary>
/// <param name="Error">Why there are no facts.</param>
public sealed record Explanation(PolicyAnswer Answer, AnalysisError? Error, ImmutableArray<StatementExplanation> Statements);

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
