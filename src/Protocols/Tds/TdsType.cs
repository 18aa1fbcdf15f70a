namespace ProxyDb.Protocols.Tds;

/// <summary>The first byte of a TYPE_INFO (MS-TDS §2.2.5.4).</summary>
public enum TdsType : byte
{
    Null = 0x1f,
    Image = 0x22,
    Text = 0x23,
    UniqueIdentifier = 0x24,

    /// <summary>VARBINARY with one byte of length.</summary>
    OldVarBinary = 0x25,
    IntN = 0x26,

    /// <summary>VARCHAR with one byte of length.</summary>
    OldVarChar = 0x27,
    Date = 0x28,
    Time = 0x29,
    DateTime2 = 0x2a,
    DateTimeOffset = 0x2b,
    OldBinary = 0x2d,
    OldChar = 0x2f,
    TinyInt = 0x30,
    Bit = 0x32,
    SmallInt = 0x34,
    OldDecimal = 0x37,
    Int = 0x38,
    SmallDateTime = 0x3a,
    Real = 0x3b,
    Money = 0x3c,
    DateTime = 0x3d,
    Float = 0x3e,
    OldNumeric = 0x3f,
    Variant = 0x62,
    NText = 0x63,
    BitN = 0x68,
    DecimalN = 0x6a,
    NumericN = 0x6c,
    FloatN = 0x6d,
    MoneyN = 0x6e,
    DateTimeN = 0x6f,
    SmallMoney = 0x7a,
    BigInt = 0x7f,
    VarBinary = 0xa5,
    VarChar = 0xa7,
    Binary = 0xad,
    Char = 0xaf,
    NVarChar = 0xe7,
    NChar = 0xef,
    Udt = 0xf0,
    Xml = 0xf1,
    Table = 0xf3,
    Json = 0xf4,
    Vector = 0xf5,
}

/// <summary>How the length of a value stands before it.</summary>
public enum ValueForm : byte
{
    /// <summary>It has none: the type says it. Never NULL.</summary>
    Fixed,

    /// <summary>One byte; 0 is NULL.</summary>
    ByteLength,

    /// <summary>Two bytes; 0xFFFF is NULL.</summary>
    UInt16Length,

    /// <summary>Four bytes; 0xFFFFFFFF is NULL (text, ntext, image outside of rows).</summary>
    UInt32Length,

    /// <summary>Four bytes; 0 is NULL (sql_variant).</summary>
    VariantLength,

    /// <summary>A text pointer behind one byte of length (0 is NULL), eight of time stamp, four of length (text, ntext, image in rows).</summary>
    TextPointer,

    /// <summary>Partially length-prefixed: eight bytes of total length (all ones are NULL), chunks of four bytes of length, a chunk of none.</summary>
    Plp,

    /// <summary>A table-valued parameter.</summary>
    Table,
}

/// <summary>Where a TYPE_INFO stands: some types look different there.</summary>
public enum TypePlace : byte
{
    /// <summary>COLMETADATA, ALTMETADATA.</summary>
    Column,

    /// <summary>A parameter of an RPC request.</summary>
    Parameter,

    ReturnValue,

    /// <summary>A column of a table-valued parameter.</summary>
    TableColumn,
}
