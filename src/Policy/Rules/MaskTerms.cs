namespace ProxyDb.Policy.Rules;

/// <summary>What a mask makes of a value (policy-language.md §4).</summary>
public enum MaskKind
{
    Null,
    Constant,
    Partial,
    Email,
    Date,
    Round,
    Hash,
    Token,
}

public enum DatePart
{
    Year,
    Month,
}

/// <summary>The <c>mask</c> block of a rule. Equal terms are one mask: two rules with the same terms do not conflict.</summary>
public sealed record MaskTerms(MaskKind Kind)
{
    /// <summary>constant: the value in the column's text form.</summary>
    public string? Constant { get; init; }

    /// <summary>partial: characters kept at the beginning.</summary>
    public int KeepFirst { get; init; }

    /// <summary>partial: characters kept at the end.</summary>
    public int KeepLast { get; init; }

    /// <summary>partial: what stands for each character that is not kept.</summary>
    public string With { get; init; } = "*";

    /// <summary>date: what the value is cut down to.</summary>
    public DatePart Date { get; init; }

    /// <summary>round: the step.</summary>
    public decimal Step { get; init; }

    /// <summary>hash, token: name of the key in <c>masks.keys</c>.</summary>
    public string Key { get; init; } = "default";

    /// <summary>Needs a key, which SQL text never carries.</summary>
    public bool IsKeyed => Kind is MaskKind.Hash or MaskKind.Token;
}

/// <summary>What who is under a mask may write to the column.</summary>
public enum MaskedWrites
{
    Deny,
    Insert,
    Allow,
}
