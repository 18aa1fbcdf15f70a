namespace ProxyDb.Policy.Rules;

/// <summary>How a listener takes the answers of the policy (policy-language.md §5, 7).</summary>
public enum Enforcement
{
    Enforce,

    /// <summary>
    /// Allow, deny and limit are recorded, not enforced. The floor, unparsed and incomplete statements and size limits stay enforced.
    /// </summary>
    Observe,
}
