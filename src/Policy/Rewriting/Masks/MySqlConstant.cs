using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>
/// The value of <c>constant</c> as the server would print it for the type. Only forms that mean the same under every setting of a
/// session are taken.
/// </summary>
internal static partial class MySqlConstant
{
    /// <summary>Null when the text is no value of the type.</summary>
    public static string? Canonical(string text, MySqlColumnType type) => type.Code switch
    {
        MySqlTypeCode.VarChar or MySqlTypeCode.Text => FitsLength(text, type) ? text : null,
        MySqlTypeCode.Char => FitsLength(text.TrimEnd(' '), type) ? text.TrimEnd(' ') : null,
        MySqlTypeCode.Decimal => Number(text, type),
        MySqlTypeCode.Float or MySqlTypeCode.Double => Float(text),
        MySqlTypeCode.Date => Date(text),
        MySqlTypeCode.DateTime or MySqlTypeCode.Timestamp => Time(text, type),
        _ => type.IsInteger ? Whole(text, type) : null,
    };

    /// <summary>What a constant of the type looks like.</summary>
    public static string Expected(MySqlColumnType type) => type.Code switch
    {
        MySqlTypeCode.Date => "the constant must be a date such as `2000-01-31`",
        MySqlTypeCode.DateTime or MySqlTypeCode.Timestamp => "the constant must be a time such as `2000-01-31 12:00:00`",
        MySqlTypeCode.Text or MySqlTypeCode.VarChar or MySqlTypeCode.Char => "the constant is longer than the column",
        _ => "the constant must be a number of the column's range and decimals",
    };

    private static bool FitsLength(string text, MySqlColumnType type) =>
        type.Length is not { } most || text.EnumerateRunes().Count() <= most;

    private static string? Whole(string text, MySqlColumnType type)
    {
        var most = BigInteger.Pow(2, type.IsUnsigned ? type.Bits : type.Bits - 1);
        return Decimal().IsMatch(text) && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value < most && value >= (type.IsUnsigned ? BigInteger.Zero : -most)
            ? value.ToString(CultureInfo.InvariantCulture)
            : null;
    }

    private static string? Number(string text, MySqlColumnType type)
    {
        if (!Decimal().IsMatch(text) || !decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var value)
            || (type.IsUnsigned && value < 0))
        {
            return null;
        }

        var normal = MaskBounds.Normal(value == 0 ? 0 : value);
        var bound = BigInteger.Pow(10, type.Precision);
        return type.Scale <= 28 && normal.Scale <= type.Scale && (BigInteger)Math.Abs(normal) * BigInteger.Pow(10, type.Scale) < bound
            ? normal.ToString("F" + type.Scale.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Up to six digits and nothing below 0.0001: every float prints those as they are.</summary>
    private static string? Float(string text) =>
        Decimal().IsMatch(text) && text.Count(char.IsAsciiDigit) <= 6
        && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) && (value == 0 || Math.Abs(value) >= 0.0001m)
            ? MaskBounds.Normal(value == 0 ? 0 : value).ToString(CultureInfo.InvariantCulture)
            : null;

    private static string? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) && value.Year >= 1000 ? text : null;

    private static string? Time(string text, MySqlColumnType type) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) && value.Year >= 1000
            ? text + (type.Fraction == 0 ? "" : "." + new string('0', type.Fraction))
            : null;

    [GeneratedRegex(@"^-?[0-9]{1,27}(\.[0-9]{1,27})?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Decimal();
}
