namespace ProxyDb.Policy.Sql.MySql.Syntax;

internal enum LiteralKind
{
    Null,
    True,
    False,

    /// <summary>Digits only, of any length.</summary>
    Integer,

    /// <summary>With a point, without an exponent.</summary>
    Decimal,

    /// <summary>With an exponent.</summary>
    Float,

    /// <summary><c>'…'</c>, <c>"…"</c> without ANSI_QUOTES, adjacent ones joined, with or without an introducer.</summary>
    String,

    /// <summary><c>N'…'</c></summary>
    NationalString,

    /// <summary><c>x'…'</c>, <c>0x…</c></summary>
    Hex,

    /// <summary><c>b'…'</c>, <c>0b…</c></summary>
    Bit,

    /// <summary><c>DATE '…'</c></summary>
    Date,

    /// <summary><c>TIME '…'</c></summary>
    Time,

    /// <summary><c>TIMESTAMP '…'</c></summary>
    Timestamp,
}

/// <summary>A constant as written.</summary>
internal sealed class LiteralExpression : MySqlExpression
{
    public required LiteralKind Kind { get; init; }

    /// <summary>
    /// Strings and temporal literals: the value, escapes read by the session's sql_mode. Numbers: as written. Hex and bit: the digits.
    /// Empty for NULL, TRUE and FALSE.
    /// </summary>
    public required string Value { get; init; }

    /// <summary>Character set of <c>_utf8mb4'…'</c> in lower case without the underscore; null: none.</summary>
    public string? Introducer { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}
