using System.Globalization;
using System.Text;

namespace ProxyDb.Protocols.Wire;

/// <summary>Text of the other side made safe to show in a log, an error or a terminal.</summary>
public static class PrintableText
{
    /// <summary>
    /// Replaces control and format characters (which can hide or forge lines) by <c>?</c>, keeps tab and new line as a space, and
    /// cuts the text.
    /// </summary>
    /// <param name="maxLength">Most UTF-16 units kept.</param>
    public static string From(ReadOnlySpan<char> text, int maxLength)
    {
        var result = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (result.Length + rune.Utf16SequenceLength > maxLength)
            {
                break;
            }

            result.Append(Show(rune).ToString());
        }

        return result.ToString();
    }

    /// <summary>As <see cref="From(ReadOnlySpan{char}, int)"/>; bytes that are not UTF-8 are replaced.</summary>
    public static string FromUtf8(ReadOnlySpan<byte> text, int maxLength)
    {
        var most = (int)Math.Min(text.Length, (long)maxLength * 4);
        return From(Encoding.UTF8.GetString(text[..most]), maxLength);
    }

    private static Rune Show(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control when rune.Value is '\t' or '\n' or '\r' => new Rune(' '),
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or
            UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate => new Rune('?'),
        _ => rune,
    };
}
