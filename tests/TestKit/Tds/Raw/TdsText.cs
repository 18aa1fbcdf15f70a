using System.Data.SqlTypes;
using System.Globalization;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.TestKit.Tds.Raw;

/// <summary>Values as text, the same on every machine.</summary>
public static class TdsText
{
    public static string? Of(object? value) => value switch
    {
        null => null,
        string text => text,
        bool bit => bit ? "1" : "0",
        byte[] bytes => "0x" + Convert.ToHexString(bytes),
        DateTime d => d.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture),
        DateTimeOffset d => d.ToString("yyyy-MM-dd HH:mm:ss.fffffff zzz", CultureInfo.InvariantCulture),
        SqlDecimal d => d.ToString(),
        SqlVariant v => $"{Of(v.Value)} ({v.Type})",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
