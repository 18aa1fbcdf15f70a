using System.Globalization;

namespace ProxyDb.Host.Audit.Sealing;

/// <summary>
/// Writes <c>"2026-11-22T16:59:53.123456+09:00"</c> in the writer's own time zone. Second and offset are kept until they change.
/// </summary>
internal sealed class LogTime(TimeZoneInfo zone)
{
    private readonly byte[] _text = "\"0000-00-00T00:00:00.000000+00:00\""u8.ToArray();
    private long _second = -1;

    public void Write(LineBuffer line, long utcTicks)
    {
        var second = utcTicks / TimeSpan.TicksPerSecond;
        if (second != _second)
        {
            var utc = new DateTimeOffset(utcTicks, TimeSpan.Zero);
            var local = utc.ToOffset(zone.GetUtcOffset(utc));
            _ = local.TryFormat(_text.AsSpan(1), out _, "yyyy-MM-dd'T'HH:mm:ss.000000zzz", CultureInfo.InvariantCulture);
            _second = second;
        }

        var micros = (int)(utcTicks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);
        for (var i = 26; i > 20; i--)
        {
            _text[i] = (byte)('0' + micros % 10);
            micros /= 10;
        }

        line.Raw(_text);
    }
}
