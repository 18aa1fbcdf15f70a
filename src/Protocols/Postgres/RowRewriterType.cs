using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Postgres;

/// <summary>How the values of one masked column are written: what RowDescription and Bind say of it.</summary>
/// <param name="Type">Object id of the type; that of the type beneath for a domain, as the server announces it.</param>
/// <param name="Modifier">As announced; -1 without one.</param>
internal readonly record struct RowRewriterType(uint Type, int Modifier, bool IsBinary)
{
    public const uint Boolean = 16;
    public const uint Int8 = 20;
    public const uint Int2 = 21;
    public const uint Int4 = 23;
    public const uint Text = 25;
    public const uint Float4 = 700;
    public const uint Float8 = 701;
    public const uint Char = 1042;
    public const uint VarChar = 1043;
    public const uint Date = 1082;
    public const uint Timestamp = 1114;
    public const uint TimestampTz = 1184;
    public const uint Numeric = 1700;
    public const uint Uuid = 2950;

    /// <summary>The Int32 that stands before a text in its modifier.</summary>
    private const int ModifierHeader = 4;

    public ValueKind Kind => Type switch
    {
        Text or VarChar or Char => ValueKind.Text,
        Int2 or Int4 or Int8 => ValueKind.Integer,
        Numeric => ValueKind.Decimal,
        Float4 or Float8 => ValueKind.Float,
        Boolean => ValueKind.Boolean,
        Uuid => ValueKind.Uuid,
        Date => ValueKind.Date,
        Timestamp or TimestampTz => ValueKind.Timestamp,
        _ => ValueKind.Other,
    };

    /// <summary>Bytes of an integer or float.</summary>
    public int Size => Type switch
    {
        Int2 => 2,
        Int4 or Float4 => 4,
        Int8 or Float8 => 8,
        _ => 0,
    };

    /// <summary>Most characters of a text; 0 without a bound.</summary>
    public int MaxLength => Type is VarChar or Char && Modifier > ModifierHeader ? Modifier - ModifierHeader : 0;
}
