using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>
/// The value of <c>constant</c> as the server would print it for the type, so that SQL and wire give the same bytes. Only forms
/// that mean the same under every setting of a session are taken.
/// </summary>
internal static partial class PostgresConstant
{
    /// <summary>Null when the text is no value of the type.</summary>
    public static string? Canonical(string text, PostgresColumnType type) => type.Code switch
    {
        PostgresTypeCode.Text or PostgresTypeCode.VarChar => FitsLength(text, type) ? text : null,
        PostgresTypeCode.Char => FitsLength(text.TrimEnd(' '), type) ? text.TrimEnd(' ') : null,
        PostgresTypeCode.Int2 => Whole(text, short.MinValue, short.MaxValue),
        PostgresTypeCode.Int4 => Whole(text, int.MinValue, int.MaxValue),
        PostgresTypeCode.Int8 => Whole(text, long.MinValue, long.MaxValue),
        PostgresTypeCode.Numeric => Number(text, type),
        PostgresTypeCode.Float4 or PostgresTypeCode.Float8 => Float(text),
        PostgresTypeCode.Boolean => text is "true" or "false" ? text : null,
        PostgresTypeCode.Uuid => Guid.TryParseExact(text, "D", out var id) ? id.ToString("D") : null,
        PostgresTypeCode.Date => Date(text),
        PostgresTypeCode.Timestamp => Time(text, hasZone: false),
        PostgresTypeCode.TimestampTz => Time(text, hasZone: true),
        _ => null,
    };

    /// <summary>What a constant of the type looks like.</summary>
    public static string Expected(PostgresColumnType type) => type.Code switch
    {
        PostgresTypeCode.Boolean => "the constant must be `true` or `false`",
        PostgresTypeCode.Uuid => "the constant must be a uuid with hyphens",
        PostgresTypeCode.Date => "the constant must be a date such as `2000-01-31`",
        PostgresTypeCode.Timestamp => "the constant must be a time such as `2000-01-31 12:00:00`",
        PostgresTypeCode.TimestampTz => "the constant must be a time with its zone, such as `2000-01-31 12:00:00+00`",
        PostgresTypeCode.Text or PostgresTypeCode.VarChar or PostgresTypeCode.Char => "the constant is longer than the column",
        _ => "the constant must be a number of the column's range and decimals",
    };

    private static bool FitsLength(string text, PostgresColumnType type) =>
        type.Length is not { } most || text.EnumerateRunes().Count() <= most;

    private static string? Whole(string text, long min, long max) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value.ToString(CultureInfo.InvariantCulture)
            : null;

    private static string? Number(string text, PostgresColumnType type)
    {
        if (!Decimal().IsMatch(text) || !decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var value))
        {
            return null;
        }

        if (value == 0)
        {
            value = Math.Abs(value);
        }

        if (type.Scale is not { } scale)
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        var normal = MaskBounds.Normal(value);
        var bound = BigInteger.Pow(10, type.Modifiers[0]);
        return scale is >= 0 and <= 28 && normal.Scale <= scale && (BigInteger)(Math.Abs(normal)) * BigInteger.Pow(10, scale) < bound
            ? normal.ToString("F" + scale.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Up to six digits and nothing below 0.0001: every float prints those as they are.</summary>
    private static string? Float(string text) =>
        Decimal().IsMatch(text) && text.Count(char.IsAsciiDigit) <= 6
        && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) && (value == 0 || Math.Abs(value) >= 0.0001m)
            ? MaskBounds.Normal(value == 0 ? 0 : value).ToString(CultureInfo.InvariantCulture)
            : null;

    private static string? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) && value.Year > 0 ? text : null;

    private static string? Time(string text, bool hasZone)
    {
        var match = Clock().Match(text);
        if (!match.Success || match.Groups["zone"].Success != hasZone)
        {
            return null;
        }

        var zone = match.Groups["zone"].Value switch
        {
            "Z" or "" => "+00:00",
            { Length: 3 } hours => hours + ":00",
            var written => written,
        };
        return DateTimeOffset.TryParseExact(
            $"{match.Groups["day"].Value} {match.Groups["time"].Value}{zone}", "yyyy-MM-dd HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None,
            out var value)
            ? value.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + (hasZone ? "+00" : "")
            : null;
    }

    [GeneratedRegex(@"^-?[0-9]{1,27}(\.[0-9]{1,27})?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Decimal();

    [GeneratedRegex(
        "^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[ T](?<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(?<zone>Z|[+-][0-9]{2}(:[0-9]{2})?)?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Clock();
}
