using System.Security.Cryptography;
using System.Text;

namespace ProxyDb.Host.Audit.Review;

/// <summary>
/// Whole lines of one file, checked by themselves on any thread: each hash against the line, each line against the one before
/// it in the block. What needs the rest of the file (the first line's link, signatures) is left to <see cref="ChainVerifier"/>.
/// </summary>
internal sealed class LogBlock
{
    /// <summary>A line that only the whole picture can judge: a file's head or a checkpoint.</summary>
    public readonly record struct Signed(long LineNumber, long Seq, bool IsHead, byte[] Line);

    private readonly List<Signed> _signed = [];

    public long FirstLine { get; private init; }

    public long Lines { get; private set; }

    public long FirstSeq { get; private set; }

    public long LastSeq { get; private set; }

    public byte[] FirstPrev { get; } = new byte[32];

    public byte[] LastHash { get; } = new byte[32];

    public IReadOnlyList<Signed> SignedLines => _signed;

    /// <summary>The block's first fault; lines behind it were not looked at.</summary>
    public (long Line, long? Seq, string Problem)? Fault { get; private set; }

    /// <summary>The fault is a last line without its line feed.</summary>
    public bool EndsUnfinished { get; private set; }

    /// <summary>There are lines in front of the fault, or no fault.</summary>
    public bool HasGoodLines => Lines > 0;

    /// <param name="bytes">Lines, each with its line feed but for an unfinished last one.</param>
    /// <param name="writer">What must follow each number: <c>,"writer":"…","event":"</c>.</param>
    public static LogBlock Check(ReadOnlySpan<byte> bytes, long firstLine, byte[] writer, IReadOnlyDictionary<long, string> anchors)
    {
        var block = new LogBlock { FirstLine = firstLine };
        Span<byte> hash = stackalloc byte[32];
        var work = new byte[4096];
        while (!bytes.IsEmpty && block.Fault is null)
        {
            var end = bytes.IndexOf((byte)'\n');
            if (end < 0)
            {
                block.Fail(null, "the line is unfinished");
                block.EndsUnfinished = true;
                break;
            }

            if (work.Length < end + 32)
            {
                work = new byte[end * 2 + 32];
            }

            block.Line(bytes[..end], writer, anchors, work, hash);
            bytes = bytes[(end + 1)..];
        }

        return block;
    }

    private void Line(ReadOnlySpan<byte> line, byte[] writer, IReadOnlyDictionary<long, string> anchors, byte[] work, Span<byte> hash)
    {
        if (!RecordLine.TryParse(line, out var record))
        {
            Fail(null, "the line is not an audit record");
            return;
        }

        Span<byte> stated = stackalloc byte[32];
        var prev = work.AsSpan(0, 32);
        if (!IsHex(record.PrevHex, prev) || !IsHex(record.HashHex, stated))
        {
            Fail(record.Seq, "`prev` or `hash` is not 64 lower-case hexadecimal digits");
            return;
        }

        record.Canonical.CopyTo(work.AsSpan(32));
        SHA256.HashData(work.AsSpan(0, 32 + record.Canonical.Length), hash);
        if (!hash.SequenceEqual(stated))
        {
            Fail(record.Seq, "the record was changed: its hash does not match");
        }
        else if (!record.AfterSeq.StartsWith(writer))
        {
            Fail(record.Seq, "the record is of another writer");
        }
        else if (Lines > 0 && (record.Seq != LastSeq + 1 || !prev.SequenceEqual(LastHash)))
        {
            Fail(record.Seq, Links.Problem(record.Seq, LastSeq, "the record before"));
        }
        else if (anchors.TryGetValue(record.Seq, out var anchor) && !anchor.Equals(Convert.ToHexString(hash), StringComparison.OrdinalIgnoreCase))
        {
            Fail(record.Seq, "the record differs from the anchor known elsewhere: the log was rewritten");
        }
        else
        {
            Accept(in record, prev, hash, record.AfterSeq[writer.Length..]);
        }
    }

    private void Accept(in RecordLine record, ReadOnlySpan<byte> prev, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> eventName)
    {
        if (Lines == 0)
        {
            FirstSeq = record.Seq;
            prev.CopyTo(FirstPrev);
        }

        var isHead = eventName.StartsWith("file\""u8);
        if (isHead || eventName.StartsWith("checkpoint\""u8))
        {
            _signed.Add(new Signed(FirstLine + Lines, record.Seq, isHead, record.Line.ToArray()));
        }

        LastSeq = record.Seq;
        hash.CopyTo(LastHash);
        Lines++;
    }

    private void Fail(long? seq, string problem) => Fault = (FirstLine + Lines, seq, problem);

    private static bool IsHex(ReadOnlySpan<byte> text, Span<byte> bytes) =>
        !text.ContainsAnyInRange((byte)'A', (byte)'F') &&
        Convert.FromHexString(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done && written == 32;
}

/// <summary>Says what it means that a record does not follow another.</summary>
internal static class Links
{
    public static string Problem(long seq, long before, string whom) => (seq - before) switch
    {
        1 => $"the record does not continue {whom}: `prev` is not its hash",
        2 => $"record {before + 1} is missing in front of it",
        > 2 => $"records {before + 1} to {seq - 1} are missing in front of it",
        _ => $"the record is out of order or doubled: {before} stands in front of it",
    };
}
