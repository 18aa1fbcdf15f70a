namespace ProxyDb.Policy.Rules;

/// <summary>One rule as compiled.</summary>
public sealed record Rule
{
    /// <summary>Unique over all files.</summary>
    public required string Id { get; init; }
}
