namespace ProxyDb.Protocols.Statements;

/// <summary>What a value is to a mask, whatever the protocol calls its type.</summary>
public enum ValueKind
{
    /// <summary>A type that no mask but <c>null</c> reads.</summary>
    Other,

    /// <summary>UTF-8 in <see cref="NeutralValue.Text"/>; blanks that only fill up a fixed length are not in it.</summary>
    Text,

    /// <summary>A whole number in <see cref="NeutralValue.Integer"/>.</summary>
    Integer,

    /// <summary>Decimal digits in <see cref="NeutralValue.Text"/>: <c>-12.50</c>, <c>NaN</c>, <c>Infinity</c>.</summary>
    Decimal,

    /// <summary>A binary number in <see cref="NeutralValue.Float"/>.</summary>
    Float,
    Boolean,
    Uuid,

    /// <summary>Days since 2000-01-01 in <see cref="NeutralValue.Integer"/>; the ends of its range are the infinities.</summary>
    Date,

    /// <summary>Microseconds since 2000-01-01, of UTC where the type has a zone; the ends of the range are the infinities.</summary>
    Timestamp,
}

/// <summary>
/// A value between its decoding and its encoding. A mask replaces what it holds and keeps <see cref="Kind"/>; spans point into the row
/// or into the mask's scratch.
/// </summary>
public ref struct NeutralValue
{
    public ValueKind Kind;
    public bool IsNull;

    /// <summary><see cref="Text"/> holds a value of the type in its text form, whatever <see cref="Kind"/> says: a constant.</summary>
    public bool IsLiteral;

    public ReadOnlySpan<byte> Text;
    public long Integer;
    public double Float;
    public UInt128 Uuid;

    /// <summary>Bytes of the type of an integer; 0 elsewhere.</summary>
    public int Size;

    /// <summary>Most characters of a text; 0 without a bound.</summary>
    public int MaxLength;
}
