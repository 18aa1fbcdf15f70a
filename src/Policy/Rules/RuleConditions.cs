using System.Collections.Immutable;

namespace ProxyDb.Policy.Rules;

/// <summary>The <c>conditions</c> of a rule that a statement or session answers once; null is not asked.</summary>
public sealed record RuleConditions
{
    public static RuleConditions None { get; } = new();

    public bool? WithoutWhere { get; init; }

    public bool? WithoutLimit { get; init; }

    public bool? MultiStatement { get; init; }

    public bool? DynamicSql { get; init; }

    public bool? Tls { get; init; }

    /// <summary>Whether a role statement speaks of the login that the pool's backends use. The floor's own condition.</summary>
    public bool? ServiceLogin { get; init; }

    /// <summary>Statement shapes, one of which must be the statement's; empty is not asked.</summary>
    public ImmutableArray<string> Shapes { get; init; } = [];

    /// <summary>Whether the statement as written must have something that a statement beneath it has or has not.</summary>
    public bool AskHowItIsWritten => WithoutWhere is not null || WithoutLimit is not null;
}
