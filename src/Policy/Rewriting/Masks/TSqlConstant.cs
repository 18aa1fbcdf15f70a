using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>
/// The value of <c>constant</c> as the server would print it for the type. Only forms that mean the same under every setting of a
/// session are taken.
/// </summary>
internal static partial class TSqlConstant
{
    /// <summary>Null when the text is no value of the type.</summary>
    public static string? Canonical(string text, TSqlType type) => type.Code switch
    {
        TSqlTypeCode.VarChar or TSqlTypeCode.NVarChar => FitsLength(text, type) ? text : null,
        TSqlTypeCode.Char or TSqlTypeCode.NChar => FitsLength(text.TrimEnd(' '), type) ? text.TrimEnd(' ') : null,
        TSqlTypeCode.Bit => text switch { "1" or "true" => "1", "0" or "false" => "0", _ => null },
        TSqlTypeCode.TinyInt => Whole(text, 0, byte.MaxValue),
        TSqlTypeCode.SmallInt => Whole(text, short.MinValue, short.MaxValue),
        TSqlTypeCode.Int => Whole(text, int.MinValue, int.MaxValue),
        TSqlTypeCode.BigInt => Whole(text, long.MinValue, long.MaxValue),
        TSqlTypeCode.Decimal => Number(text, type.Precision, type.Scale),
        TSqlTypeCode.Money => Number(text, 18, 4),
        TSqlTypeCode.SmallMoney => Number(text, 9, 4),
        TSqlTypeCode.Real or TSqlTypeCode.Float => Float(text),
        TSqlTypeCode.Date => Date(text, 1),
        TSqlTypeCode.SmallDateTime => Time(text, 0, 1900, 2078),
        TSqlTypeCode.DateTime => Time(text, 3, 1753, 9999),
        TSqlTypeCode.DateTime2 => Time(text, type.Fraction, 1, 9999),
        TSqlTypeCode.DateTimeOffset => Time(text, type.Fraction, 2, 9998) is { } time ? time + " +00:00" : null,
        TSqlTypeCode.UniqueIdentifier => Guid.TryParseExact(text, "D", out var id) ? id.ToString("D").ToUpperInvariant() : null,
        _ => null,
    };

    /// <summary>What a constant of the type looks like.</summary>
    public static string Expected(TSqlType type) => type.Code switch
    {
        TSqlTypeCode.Bit => "the constant must be `0` or `1`",
        TSqlTypeCode.Date => "the constant must be a date such as `2000-01-31`",
        TSqlTypeCode.UniqueIdentifier => "the constant must be a uuid with hyphens",
        _ when type.IsDate => "the constant must be a time such as `2000-01-31 12:00:00`",
        _ when type.IsText => "the constant is longer than the column",
        _ => "the constant must be a number of the column's range and decimals",
    };

    private static bool FitsLength(string text, TSqlType type) => type.Length is not { } most || text.Length <= most;

    private static string? Whole(string text, long least, long most) =>
        Decimal().IsMatch(text) && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        && value >= least && value <= most
            ? value.ToString(CultureInfo.InvariantCulture)
            : null;

    private static string? Number(string text, int precision, int scale)
    {
        if (!Decimal().IsMatch(text) || !decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var value))
        {
            return null;
        }

        var normal = MaskBounds.Normal(value == 0 ? 0 : value);
        return scale <= 28 && normal.Scale <= scale && (BigInteger)Math.Abs(normal) < BigInteger.Pow(10, precision - scale)
            ? normal.ToString("F" + scale.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Up to six digits and nothing below 0.0001: every float prints those as they are.</summary>
    private static string? Float(string text) =>
        Decimal().IsMatch(text) && text.Count(char.IsAsciiDigit) <= 6
        && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) && (value == 0 || Math.Abs(value) >= 0.0001m)
            ? MaskBounds.Normal(value == 0 ? 0 : value).ToString(CultureInfo.InvariantCulture)
            : null;

    private static string? Date(string text, int least) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) && value.Year >= least ? text : null;

    private static string? Time(string text, int fraction, int least, int most) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value)
        && value.Year >= least && value.Year <= most
            ? text + (fraction == 0 ? "" : "." + new string('0', fraction))
            : null;

    [GeneratedRegex(@"^-?[0-9]{1,27}(\.[0-9]{1,27})?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Decimal();
}
