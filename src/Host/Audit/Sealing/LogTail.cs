using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ProxyDb.Host.Audit.Sealing;

/// <summary>
/// The end of a writer's log as a start finds it: where the chain goes on, and which spool records it already has. What a kill
/// left of an unfinished last line is cut off; its record is still in the spool.
/// </summary>
internal sealed class LogTail
{
    private const long FirstWindow = 16L << 20;

    private readonly List<string> _damage = [];

    /// <summary>The newest file; null when there is none.</summary>
    public LogFileName? Last { get; private set; }

    public long Seq { get; private set; }

    public byte[] Hash { get; private set; } = new byte[SHA256.HashSizeInBytes];

    /// <summary>Null when a new chain has to be started.</summary>
    public string? ChainId { get; private set; }

    public SpoolMarks Marks { get; private set; } = new();

    /// <summary><c>opened</c> of the records after the last marks.</summary>
    public HashSet<long> Opened { get; } = [];

    public long HighestOpened => Opened.Append(Marks.Opened).Max();

    /// <summary>Why the chain cannot go on; null when it can.</summary>
    public string? Damage => _damage.Count == 0 ? null : _damage[0];

    public static LogTail Read(List<LogFileName> files)
    {
        var tail = new LogTail();
        for (var i = files.Count - 1; i >= 0; i--)
        {
            var file = files[i];
            var scan = Scan(file);
            if (scan.Last is null)
            {
                File.Delete(file.Path); // made, and killed before its first line was written
                continue;
            }

            if (tail.Last is null)
            {
                tail.Last = file;
                tail.ContinueAfter(file, scan.Last);
            }

            tail.Opened.UnionWith(scan.Opened);
            if (scan.Marks is not null)
            {
                tail.Marks = scan.Marks;
                break;
            }
        }

        return tail;
    }

    private void ContinueAfter(LogFileName file, byte[] line)
    {
        try
        {
            var cut = line.AsSpan().LastIndexOf(",\"prev\":\""u8);
            using var record = JsonDocument.Parse(line);
            var root = record.RootElement;
            var prev = Convert.FromHexString(root.GetProperty("prev").GetString()!);
            var hash = SHA256.HashData([.. prev, .. line.AsSpan(0, cut)]);
            if (!hash.AsSpan().SequenceEqual(Convert.FromHexString(root.GetProperty("hash").GetString()!)))
            {
                throw new FormatException("the hash of its last record is wrong");
            }

            (Seq, Hash, ChainId) = (root.GetProperty("seq").GetInt64(), hash, FirstChainId(file));
        }
        catch (Exception e) when (e is FormatException or JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            _damage.Add($"the audit log `{file.Path}` is damaged ({e.Message}): a new chain is started; run `proxydb audit verify`");
        }
    }

    private static string FirstChainId(LogFileName file)
    {
        using var stream = Open(file, 0);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        using var head = JsonDocument.Parse(reader.ReadLine() ?? "");
        return head.RootElement.GetProperty("chain").GetString() ?? throw new FormatException("its first record names no chain");
    }

    private sealed record Found(byte[]? Last, SpoolMarks? Marks, HashSet<long> Opened);

    /// <summary>Looks at the last part of the file; at more of it while that holds no marks.</summary>
    private static Found Scan(LogFileName file)
    {
        if (file.IsCompressed)
        {
            return Scan(file, 0);
        }

        CutUnfinishedLine(file.Path);
        var length = new FileInfo(file.Path).Length;
        for (var window = FirstWindow; window < length; window *= 4)
        {
            if (Scan(file, length - window) is { Marks: not null } found)
            {
                return found;
            }
        }

        return Scan(file, 0);
    }

    private static Found Scan(LogFileName file, long offset)
    {
        using var stream = Open(file, offset);
        using var lines = new Review.LineReader(stream);
        var opened = new HashSet<long>();
        SpoolMarks? marks = null;
        byte[]? last = null;
        if (offset > 0)
        {
            lines.TryRead(out _); // the rest of a line
        }

        while (lines.TryRead(out var line))
        {
            last = line.ToArray();
            if (!TryParse(line, out var number, out var newMarks))
            {
                continue;
            }

            if (newMarks is not null)
            {
                marks = newMarks;
                opened.Clear();
            }

            opened.Add(number);
        }

        return new Found(last, marks, opened);
    }

    private static bool TryParse(ReadOnlyMemory<byte> line, out long opened, out SpoolMarks? marks)
    {
        (opened, marks) = (0, null);
        try
        {
            using var record = JsonDocument.Parse(line);
            opened = record.RootElement.GetProperty("opened").GetInt64();
            marks = record.RootElement.TryGetProperty("spool", out _) ? SpoolMarks.Read(record.RootElement) : null;
            return true;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return false; // a changed line: the verification names it
        }
    }

    private static Stream Open(LogFileName file, long offset)
    {
        var stream = File.OpenRead(file.Path);
        stream.Position = offset;
        return file.IsCompressed ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }

    private static void CutUnfinishedLine(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var end = file.Length;
        var buffer = new byte[64 << 10];
        while (end > 0)
        {
            var start = Math.Max(0, end - buffer.Length);
            file.Position = start;
            var part = buffer.AsSpan(0, (int)(end - start));
            file.ReadExactly(part);
            var newline = part.LastIndexOf((byte)'\n');
            if (newline >= 0)
            {
                end = start + newline + 1;
                break;
            }

            end = start;
        }

        if (end < file.Length)
        {
            file.SetLength(end);
        }
    }
}
