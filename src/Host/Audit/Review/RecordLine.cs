using System.Buffers.Text;

namespace ProxyDb.Host.Audit.Review;

/// <summary>The fixed parts of a line of the log, found without parsing it.</summary>
internal readonly ref struct RecordLine
{
    private const int HexLength = 64;

    /// <summary><c>,"prev":"…","hash":"…"}</c>.</summary>
    private const int SuffixLength = 9 + HexLength + 10 + HexLength + 2;

    private RecordLine(ReadOnlySpan<byte> line, long seq, int afterSeq)
    {
        Line = line;
        Seq = seq;
        AfterSeq = line[afterSeq..];
    }

    public ReadOnlySpan<byte> Line { get; }

    public long Seq { get; }

    /// <summary>What follows the number: <c>,"writer":…</c>.</summary>
    public ReadOnlySpan<byte> AfterSeq { get; }

    /// <summary>The bytes that are hashed.</summary>
    public ReadOnlySpan<byte> Canonical => Line[..^SuffixLength];

    public ReadOnlySpan<byte> PrevHex => Line.Slice(Line.Length - SuffixLength + 9, HexLength);

    public ReadOnlySpan<byte> HashHex => Line.Slice(Line.Length - 2 - HexLength, HexLength);

    public static bool TryParse(ReadOnlySpan<byte> line, out RecordLine record)
    {
        record = default;
        if (!line.StartsWith("{\"v\":1,\"seq\":"u8) || !Utf8Parser.TryParse(line[13..], out long seq, out var digits) ||
            line.Length < 13 + digits + SuffixLength)
        {
            return false;
        }

        var suffix = line[^SuffixLength..];
        if (!suffix.StartsWith(",\"prev\":\""u8) || !suffix[(9 + HexLength)..].StartsWith("\",\"hash\":\""u8) || !suffix.EndsWith("\"}"u8))
        {
            return false;
        }

        record = new RecordLine(line, seq, 13 + digits);
        return true;
    }
}
