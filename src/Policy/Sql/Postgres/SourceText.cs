using System.Text;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>The text under analysis, with the way from the parser's byte offsets to UTF-16 code units.</summary>
internal sealed class SourceText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _utf8;
    private readonly bool _ascii;
    private int _lastByte;
    private int _lastUnit;

    public SourceText(string text)
    {
        Text = text;
        _utf8 = new byte[Strict.GetByteCount(text) + 1];
        _ = Strict.GetBytes(text, _utf8);
        _ascii = _utf8.Length - 1 == text.Length;
    }

    public string Text { get; }

    /// <summary>The text in UTF-8 with a NUL at its end.</summary>
    public ReadOnlySpan<byte> Terminated => _utf8;

    /// <summary>The same, not to be changed.</summary>
    public byte[] TerminatedArray => _utf8;

    /// <summary>From places in what was parsed to places in this text; null when it was parsed as it is.</summary>
    public SpanMap? Map { get; set; }

    public int ByteLength => _utf8.Length - 1;

    /// <summary>UTF-16 index of a byte offset in what was parsed; offsets out of range end at the text's end.</summary>
    public int Index(int offset) => UnitOf(Map?.ToOriginal(offset) ?? offset);

    /// <summary>UTF-16 index of a byte offset in the text as sent.</summary>
    public int UnitOf(int offset)
    {
        offset = Math.Clamp(offset, 0, ByteLength);
        if (_ascii)
        {
            return offset;
        }

        if (offset < _lastByte)
        {
            (_lastByte, _lastUnit) = (0, 0);
        }

        _lastUnit += Encoding.UTF8.GetCharCount(_utf8, _lastByte, offset - _lastByte);
        _lastByte = offset;
        return _lastUnit;
    }

    /// <summary>A part of the text in UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8(SourceSpan span)
    {
        if (_ascii)
        {
            return _utf8.AsSpan(span.Start, span.Length);
        }

        var start = Strict.GetByteCount(Text.AsSpan(0, span.Start));
        return _utf8.AsSpan(start, Strict.GetByteCount(Text.AsSpan(span.Start, span.Length)));
    }

    /// <summary>The dotted name that starts at a byte offset, or an empty span when there is none.</summary>
    public SourceSpan NameAt(int offset)
    {
        if (offset < 0)
        {
            return default;
        }

        var start = Index(offset);
        var end = start;
        while (true)
        {
            var part = EndOfPart(end);
            if (part == end)
            {
                break;
            }

            end = part;
            if (end + 1 >= Text.Length || Text[end] != '.')
            {
                break;
            }

            end++;
        }

        return end > start && Text[end - 1] == '.' ? new SourceSpan(start, end - 1 - start) : new SourceSpan(start, end - start);
    }

    private int EndOfPart(int start)
    {
        var at = start;
        if (at < Text.Length && Text[at] == '"')
        {
            var close = Text.IndexOf('"', at + 1);
            while (close >= 0 && close + 1 < Text.Length && Text[close + 1] == '"')
            {
                close = Text.IndexOf('"', close + 2);
            }

            return close < 0 ? Text.Length : close + 1;
        }

        while (at < Text.Length && (char.IsLetterOrDigit(Text[at]) || Text[at] is '_' or '$' || Text[at] >= 0x80))
        {
            at++;
        }

        return at;
    }
}
