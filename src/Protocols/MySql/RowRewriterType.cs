using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>How the values of one masked column are written: what its definition says of it.</summary>
/// <param name="Characters">Most characters of a text.</param>
/// <param name="Decimals">Digits behind the point; <see cref="NotFixed"/> for floats without a fixed number.</param>
internal readonly record struct RowRewriterType(
    FieldType Type, ValueKind Kind, bool IsUnsigned, int Characters, byte Decimals, bool IsBinary)
{
    /// <summary>NOT_FIXED_DEC.</summary>
    public const byte NotFixed = 31;

    private const ushort UnsignedFlag = 0x20;

    /// <summary>Bytes of an integer or float.</summary>
    public int Size => Type switch
    {
        FieldType.Tiny => 1,
        FieldType.Short or FieldType.Year => 2,
        FieldType.Int24 => 3,
        FieldType.Long or FieldType.Float => 4,
        FieldType.LongLong or FieldType.Double => 8,
        _ => 0,
    };

    /// <summary>Most characters of a text; 0 without a bound.</summary>
    public int MaxLength => Kind == ValueKind.Text ? Characters : 0;

    public static RowRewriterType Of(in ColumnDefinition41 column, bool isBinary)
    {
        var bytes = BytesOfCharacter(column.Collation);
        var kind = column.Type switch
        {
            FieldType.Tiny or FieldType.Short or FieldType.Int24 or FieldType.Long or FieldType.LongLong or FieldType.Year => ValueKind.Integer,
            FieldType.Decimal or FieldType.NewDecimal => ValueKind.Decimal,
            FieldType.Float or FieldType.Double => ValueKind.Float,
            FieldType.Date or FieldType.NewDate => ValueKind.Date,
            FieldType.DateTime or FieldType.Timestamp => ValueKind.Timestamp,
            FieldType.VarChar or FieldType.VarString or FieldType.String or FieldType.Enum or FieldType.Set or FieldType.TinyBlob or
                FieldType.MediumBlob or FieldType.LongBlob or FieldType.Blob => bytes > 0 ? ValueKind.Text : ValueKind.Other,
            _ => ValueKind.Other,
        };

        // The longest texts have no bound worth the name.
        var characters = bytes > 0 && column.Length <= int.MaxValue / 2 ? (int)(column.Length / (uint)bytes) : 0;
        return new RowRewriterType(column.Type, kind, (column.Flags & UnsignedFlag) != 0, characters, column.Decimals, isBinary);
    }

    /// <summary>Whether a binary value of the type stands behind its length: one byte before times, which such a length is too.</summary>
    public static bool HasLength(FieldType type) => type is not (
        FieldType.Tiny or FieldType.Short or FieldType.Year or FieldType.Long or FieldType.Int24 or FieldType.Float or FieldType.LongLong or
        FieldType.Double);

    /// <summary>
    /// Most bytes of a character for collations of UTF-8 and ASCII; 0 for all others, whose texts are not read
    /// (INFORMATION_SCHEMA.COLLATIONS of MySQL 8.4 and MariaDB 11).
    /// </summary>
    private static int BytesOfCharacter(ushort collation) => collation switch
    {
        11 or 65 => 1,
        33 or 76 or 83 or (>= 192 and <= 223) or (>= 576 and <= 578) or 1057 or 1107 or 1216 or 1238 or (>= 2048 and <= 2303) => 3,
        45 or 46 or (>= 224 and <= 247) or (>= 255 and <= 323) or (>= 608 and <= 610) or 1069 or 1070 or 1248 or 1270 or (>= 2304 and <= 2559) => 4,
        _ => 0,
    };
}
