using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>How the values of one masked column are written: what its TYPE_INFO says of it.</summary>
internal readonly record struct RowRewriterType(TypeInfo Info, ValueKind Kind)
{
    private const int MostDecimals = 38;

    /// <summary>Bytes of an integer or float.</summary>
    public int Size => Kind is ValueKind.Integer or ValueKind.Float ? (int)Info.Size : 0;

    /// <summary>Most characters of a text; 0 without a bound.</summary>
    public int MaxLength => Kind == ValueKind.Text && Info.Form == ValueForm.UInt16Length
        ? (int)Math.Max(1, Info.IsUnicode ? Info.Size / 2 : Info.Size)
        : 0;

    /// <summary>Blanks fill the value up to its length.</summary>
    public bool IsPadded => Info.Type is TdsType.Char or TdsType.NChar;

    /// <summary>Money is a decimal of four places.</summary>
    public bool IsMoney => Info.Type is TdsType.Money or TdsType.MoneyN or TdsType.SmallMoney;

    public static RowRewriterType Of(TypeInfo type) => new(type, HasKnownSize(type) ? KindOf(type) : ValueKind.Other);

    private static ValueKind KindOf(in TypeInfo type) => type.Type switch
    {
        TdsType.IntN or TdsType.TinyInt or TdsType.SmallInt or TdsType.Int or TdsType.BigInt => ValueKind.Integer,
        TdsType.Bit or TdsType.BitN => ValueKind.Boolean,
        TdsType.DecimalN or TdsType.NumericN or TdsType.Money or TdsType.MoneyN or TdsType.SmallMoney => ValueKind.Decimal,
        TdsType.Real or TdsType.Float or TdsType.FloatN => ValueKind.Float,
        TdsType.UniqueIdentifier => ValueKind.Uuid,
        TdsType.Date => ValueKind.Date,
        TdsType.DateTime or TdsType.DateTimeN or TdsType.SmallDateTime or TdsType.DateTime2 or TdsType.DateTimeOffset => ValueKind.Timestamp,
        TdsType.NVarChar or TdsType.NChar or TdsType.NText => ValueKind.Text,
        TdsType.VarChar or TdsType.Char or TdsType.Text when type.Collation.CodePage != 0 => ValueKind.Text,
        _ => ValueKind.Other,
    };

    /// <summary>What a server announces may be anything; values of other sizes are not read.</summary>
    private static bool HasKnownSize(in TypeInfo type) => type.Type switch
    {
        TdsType.IntN => type.Size is 1 or 2 or 4 or 8,
        TdsType.BitN => type.Size == 1,
        TdsType.DecimalN or TdsType.NumericN => type.Size is 5 or 9 or 13 or 17 && type.Scale <= MostDecimals,
        TdsType.MoneyN or TdsType.FloatN or TdsType.DateTimeN => type.Size is 4 or 8,
        TdsType.UniqueIdentifier => type.Size == 16,
        _ => true,
    };
}
