using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Statements;

/// <summary>Characters of UTF-8: code points, as the server counts them.</summary>
internal static class Utf8Characters
{
    public static int Count(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var b in text)
        {
            count += IsFirst(b) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Where the character of this number begins; the text's length behind the last.</summary>
    public static int Offset(ReadOnlySpan<byte> text, int character)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsFirst(text[i]) && character-- == 0)
            {
                return i;
            }
        }

        return text.Length;
    }

    public static void Fill(WireBuffer buffer, byte with, int count)
    {
        if (count > 0)
        {
            buffer.GetSpan(count)[..count].Fill(with);
            buffer.Advance(count);
        }
    }

    private static bool IsFirst(byte b) => (b & 0xc0) != 0x80;
}
