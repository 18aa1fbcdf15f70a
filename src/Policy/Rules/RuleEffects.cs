namespace ProxyDb.Policy.Rules;

/// <summary>What a rule does to what it matches (policy-language.md §4).</summary>
public enum RuleEffect
{
    Allow,
    Deny,
    Limit,
    Audit,
    Mask,
    Filter,
}

/// <summary>The <c>limit</c> block; null is no limit.</summary>
public sealed record LimitTerms(long? Rows, bool TruncateRows, TimeSpan? Timeout, int? Concurrency);

/// <summary>The <c>audit</c> block, in its own words; null where it says nothing.</summary>
public sealed record AuditTerms(string? Level, string? BindValues)
{
    /// <summary>Whoever watches the audit is to be told.</summary>
    public bool Alert { get; init; }

    /// <summary>The answer counts as a download of data.</summary>
    public bool Download { get; init; }
}
