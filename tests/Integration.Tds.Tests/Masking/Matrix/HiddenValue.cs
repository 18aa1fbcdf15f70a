using System.Buffers.Binary;
using System.Data.SqlTypes;
using System.Text;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Masking.Matrix;

/// <summary>A value that must not be received, in every form the wire may give it.</summary>
/// <param name="Forms">As text in UTF-16LE, UTF-8 and the Korean code page; as the binary value with its length in front.</param>
internal sealed record HiddenValue(string Text, IReadOnlyList<byte[]> Forms)
{
    private static readonly Encoding Korean = CodePagesEncodingProvider.Instance.GetEncoding(949)!;

    public static HiddenValue Of(object value)
    {
        var text = Texts(value);
        byte[][] forms = [.. text.SelectMany(AsText), .. Binary(value)];
        return new HiddenValue(text[0], forms);
    }

    public bool IsIn(byte[] received) => Forms.Any(f => received.AsSpan().IndexOf(f) >= 0);

    private static string[] Texts(object value) => value switch
    {
        byte[] bytes => [TdsText.Of(bytes)!, Convert.ToHexString(bytes), Encoding.ASCII.GetString(bytes)],
        DateTime { TimeOfDay.Ticks: 0 } day => [day.ToString("yyyy-MM-dd", null), day.ToString("yyyyMMdd", null)],
        DateTime time => [time.ToString("yyyy-MM-dd HH:mm:ss", null), time.ToString("yyyy-MM-ddTHH:mm:ss", null)],
        Guid guid => [guid.ToString().ToUpperInvariant(), guid.ToString()],
        _ => [TdsText.Of(value)!],
    };

    private static IEnumerable<byte[]> AsText(string text) => [Encoding.Unicode.GetBytes(text), Encoding.UTF8.GetBytes(text), Korean.GetBytes(text)];

    private static IEnumerable<byte[]> Binary(object value) => value switch
    {
        byte[] bytes => [bytes],
        Guid guid => [guid.ToByteArray()],
        int number => [[4, .. BitConverter.GetBytes(number)]],
        DateTime { TimeOfDay.Ticks: 0 } day => [[3, .. BitConverter.GetBytes((int)(day - DateTime.MinValue).TotalDays)[..3]]],
        DateTime time => [DateAndTime(time)],
        SqlDecimal number => [Digits(number, 4), Digits(number, 8)],
        _ => [],
    };

    private static byte[] DateAndTime(DateTime time)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)(time.Date - new DateTime(1900, 1, 1)).TotalDays);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), (int)Math.Round(time.TimeOfDay.TotalMilliseconds * 0.3));
        return bytes;
    }

    private static byte[] Digits(SqlDecimal number, int count)
    {
        var magnitude = number.BinData.AsSpan()[..count];
        return [(byte)(count + 1), 1, .. magnitude];
    }
}
