namespace ProxyDb.Policy.Sql.TSql.Parsing;

internal enum TSqlTokenKind
{
    End,

    /// <summary>A keyword or a name without quotes: <c>select</c>, <c>#t</c>.</summary>
    Word,

    /// <summary><c>[x]</c>, and <c>"x"</c> under QUOTED_IDENTIFIER ON.</summary>
    QuotedName,

    /// <summary><c>'x'</c>, and <c>"x"</c> under QUOTED_IDENTIFIER OFF.</summary>
    String,

    /// <summary><c>N'x'</c>.</summary>
    NationalString,

    Integer,

    /// <summary>With a point: decimal.</summary>
    Decimal,

    /// <summary>With an exponent: float.</summary>
    Float,

    /// <summary><c>0x…</c></summary>
    Binary,

    /// <summary><c>$1.50</c></summary>
    Money,

    /// <summary><c>@x</c>, <c>@@x</c>.</summary>
    Variable,

    OpenParenthesis,

    CloseParenthesis,

    Semicolon,

    Comma,

    Dot,

    Operator,

    /// <summary>A token that does not end, or a character that stands in no token.</summary>
    Invalid,
}
