using System.Globalization;
using System.Text;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Values as text, by the styles of CONVERT.</summary>
internal static class TextForm
{
    public static string Of(object value, SqlType from, SqlType to, int style = -1) => value switch
    {
        string s => s,
        long l => l.ToString(CultureInfo.InvariantCulture),
        Dec d when TypeRules.IsMoney(from) => Money(d, style),
        Dec d => d.ToScale(from.Scale).ToString(),
        double d => Float(d, from, style),
        Guid g => g.ToString().ToUpperInvariant(),
        byte[] b => style is 1 ? "0x" + Convert.ToHexString(b) : style is 2 ? Convert.ToHexString(b)
            : (to.IsUnicode ? Encoding.Unicode : to.EffectiveCollation.Encoding).GetString(b),
        DateTime d => OfDate(d, from, style),
        TimeSpan t => DateText.Format(new DateTime(t.Ticks), style < 0 ? 121 : style, from.Scale, false, true) ?? throw BadStyle(style, from, to),
        DateTimeOffset o => OfOffset(o, from, style),
        SqlVariant v => Of(v.Value, v.Type, to, style),
        _ => throw Errors.NoConversion(from, to),
    };

    private static string Money(Dec value, int style)
    {
        if (style is 2)
            return value.ToScale(4).ToString();
        var text = value.ToScale(2).ToString();
        if (style != 1)
            return text;
        return value.ToScale(2).ToDecimal().ToString("#,##0.00", CultureInfo.InvariantCulture);
    }

    // Six digits at most, as CAST gives them; styles 1 and 2 are scientific, 3 round-trips.
    private static string Float(double value, SqlType from, int style)
    {
        if (style is 1)
            return Exponent(value.ToString("0.0000000e+000", CultureInfo.InvariantCulture));
        if (style is 2)
            return Exponent(value.ToString("0.000000000000000e+000", CultureInfo.InvariantCulture));
        if (style is 3)
            return from.Name == SqlTypeName.Real ? ((float)value).ToString("R", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);
        if (value == 0)
            return "0";
        var magnitude = Math.Floor(Math.Log10(Math.Abs(value)));
        if (magnitude is >= 6 or < -4)
            return Exponent(value.ToString("0.#####e+000", CultureInfo.InvariantCulture));
        return Math.Round((decimal)value, (int)Math.Max(0, 5 - magnitude), MidpointRounding.AwayFromZero).ToString("0.##########", CultureInfo.InvariantCulture);
    }

    private static string Exponent(string text) => text;

    private static string OfDate(DateTime d, SqlType from, int style)
    {
        var hasTime = from.Name != SqlTypeName.Date;
        if (style < 0)
            style = from.Name is SqlTypeName.DateTime or SqlTypeName.SmallDateTime ? 0 : 121;
        var fraction = from.Name switch { SqlTypeName.DateTime => 3, SqlTypeName.DateTime2 => from.Scale, _ => 0 };
        return DateText.Format(d, style, fraction, true, hasTime) ?? throw BadStyle(style, from, SqlType.VarChar(30));
    }

    private static string OfOffset(DateTimeOffset o, SqlType from, int style)
    {
        var text = DateText.Format(o.DateTime, style < 0 ? 121 : style, from.Scale, true, true) ?? throw BadStyle(style, from, SqlType.VarChar(30));
        return style is < 0 or 121 or 120 or 126 or 20 or 21 ? string.Create(CultureInfo.InvariantCulture, $"{text}{(style == 126 ? "" : " ")}{o:zzz}") : text;
    }

    private static SqlError BadStyle(int style, SqlType from, SqlType to) =>
        new(281, 16, $"{style} is not a valid style number when converting from {Errors.Name(from)} to a character string.");
}
