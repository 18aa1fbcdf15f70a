using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>Texts between UTF-16LE or a collation's code page and UTF-8. Keeps what it works with.</summary>
internal sealed class RowRewriterTexts
{
    private const byte Blank = (byte)' ';

    private char[] _units = new char[256];

    /// <summary>Writes the text as UTF-8; false: it is none in its encoding.</summary>
    public bool TryDecode(in RowRewriterType type, ReadOnlySpan<byte> content, WireBuffer utf8)
    {
        if (!TryUnits(type.Info, content, out var units))
        {
            return false;
        }

        if (type.IsPadded)
        {
            units = units.TrimEnd(' ');
        }

        // Half of a surrogate pair is let pass by servers: it is no text, and stands for one character.
        var span = utf8.GetSpan(3 * units.Length);
        Utf8.FromUtf16(units, span, out _, out var written, replaceInvalidSequences: true);
        utf8.Advance(written);
        return true;
    }

    /// <summary>Writes the text in the column's form; what is longer than the column is cut, as an explicit cast does.</summary>
    public void Encode(in RowRewriterType type, ReadOnlySpan<byte> utf8, WireBuffer output)
    {
        Ensure(utf8.Length);
        Utf8.ToUtf16(utf8, _units, out _, out var count, replaceInvalidSequences: true);
        var units = _units.AsSpan(0, count);
        var start = output.Length;
        if (type.Info.IsUnicode)
        {
            output.WriteUnicode(Cut(units, type.MaxLength));
        }
        else
        {
            EncodeNarrow(type, units, output);
        }

        if (type.IsPadded)
        {
            Pad(type.Info, start, output);
        }
    }

    private static ReadOnlySpan<char> Cut(ReadOnlySpan<char> units, int most)
    {
        if (most == 0 || units.Length <= most)
        {
            return units;
        }

        return units[..(char.IsHighSurrogate(units[most - 1]) ? most - 1 : most)];
    }

    /// <summary>A character that the code page does not have becomes a question mark. The last one that does not fit is left out whole.</summary>
    private static void EncodeNarrow(in RowRewriterType type, ReadOnlySpan<char> units, WireBuffer output)
    {
        var encoding = CollationCodePages.WriterOf(type.Info.Collation)!;
        var most = type.MaxLength == 0 ? int.MaxValue : type.MaxLength;
        while (encoding.GetByteCount(units) > most)
        {
            var excess = Math.Max(1, (encoding.GetByteCount(units) - most) / 4);
            units = units[..^Math.Min(excess, units.Length)];
            units = units is [.., var last] && char.IsHighSurrogate(last) ? units[..^1] : units;
        }

        var span = output.GetSpan(encoding.GetMaxByteCount(units.Length));
        output.Advance(encoding.GetBytes(units, span));
    }

    private static void Pad(in TypeInfo type, int start, WireBuffer output)
    {
        while (output.Length - start < type.Size)
        {
            output.WriteByte(Blank);
            if (type.IsUnicode)
            {
                output.WriteByte(0);
            }
        }
    }

    private bool TryUnits(in TypeInfo type, ReadOnlySpan<byte> content, out ReadOnlySpan<char> units)
    {
        units = default;
        if (type.IsUnicode)
        {
            units = MemoryMarshal.Cast<byte, char>(content);
            return content.Length % 2 == 0;
        }

        Ensure(content.Length);
        try
        {
            units = _units.AsSpan(0, CollationCodePages.EncodingOf(type.Collation)!.GetChars(content, _units));
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>No text has more units than bytes.</summary>
    private void Ensure(int count)
    {
        if (_units.Length < count)
        {
            _units = new char[Math.Max(count, 2 * _units.Length)];
        }
    }
}
