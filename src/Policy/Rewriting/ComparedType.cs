namespace ProxyDb.Policy.Rewriting;

/// <summary>How two texts of a type are told to be one value.</summary>
public enum ValueForm
{
    /// <summary>One text is one value; two texts may be one value too, but that is not known here.</summary>
    Exact,

    /// <summary>Two texts are two values.</summary>
    Text,

    /// <summary>Spaces at the end do not count: <c>character(n)</c>.</summary>
    PaddedText,

    /// <summary>Integers and decimals.</summary>
    Number,
    Boolean,
    Uuid,

    /// <summary>The type may change what is written to it (precision of a timestamp): nothing is known to be equal.</summary>
    Unknown,
}

/// <summary>A column's type as far as comparing needs it.</summary>
/// <param name="Limit">Text: characters at most. Number: digits after the point at most.</param>
public readonly record struct ComparedType(ValueForm Form, int Limit = int.MaxValue);
