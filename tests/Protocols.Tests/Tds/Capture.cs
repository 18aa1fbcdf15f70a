using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ProxyDb.Protocols.Tests.Tds;

/// <summary>One recorded conversation and what an independent decoder has read in it.</summary>
internal sealed partial class Capture
{
    private Capture(string name, string version, IReadOnlyList<CapturedRead> reads, IReadOnlyList<CapturedMessage> decoded) =>
        (Name, Version, Reads, Decoded) = (name, version, reads, decoded);

    public string Name { get; }

    public string Version { get; }

    public IReadOnlyList<CapturedRead> Reads { get; }

    public IReadOnlyList<CapturedMessage> Decoded { get; }

    /// <summary>The folder of the recordings, found by walking up; null: it is not there.</summary>
    public static string? Folder
    {
        get
        {
            for (var at = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); at is not null; at = at.Parent)
            {
                var folder = Path.Combine(at.FullName, "shared", "captures", "tds");
                if (Directory.Exists(folder))
                {
                    return folder;
                }
            }

            return null;
        }
    }

    public static Capture Load(string path)
    {
        var name = Path.GetFileName(path)[..^".jsonl.gz".Length];
        var lines = ReadLines(path);
        var head = JsonDocument.Parse(lines[0]).RootElement;
        var reads = lines.Skip(1).Select(static line => JsonDocument.Parse(line).RootElement).Select(static read => new CapturedRead(
            read.GetProperty("conn").GetInt32(), read.GetProperty("dir").GetString() == "c2s",
            Convert.FromHexString(read.GetProperty("hex").GetString()!)));
        var decoded = Path.Combine(Path.GetDirectoryName(path)!, "decoded", name + ".txt.gz");
        return new Capture(name, head.GetProperty("tds_version").GetString()!, [.. reads], Messages(ReadLines(decoded)));
    }

    private static List<CapturedMessage> Messages(List<string> lines)
    {
        var messages = new List<CapturedMessage>();
        foreach (var line in lines.Skip(1))
        {
            if (Head().Match(line) is { Success: true } head)
            {
                messages.Add(new CapturedMessage(
                    int.Parse(head.Groups[1].Value), head.Groups[2].Value == "c2s", Convert.ToByte(head.Groups[3].Value, 16),
                    int.Parse(head.Groups[4].Value), int.Parse(head.Groups[5].Value), []));
            }
            else if (line.StartsWith('['))
            {
                messages.Add(new CapturedMessage(0, false, 0, 0, 0, []));
            }
            else if (messages.Count > 0)
            {
                messages[^1].Lines.Add(line.Trim());
            }
        }

        return messages;
    }

    private static List<string> ReadLines(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    [GeneratedRegex(@"^\[(\d+)\] +[\d.]+ (c2s|s2c) type=0x(..) st=\S+ pkts=(\d+) bytes=(\d+)")]
    private static partial Regex Head();
}

internal sealed record CapturedRead(int Connection, bool IsClient, byte[] Bytes);

/// <summary>Connection 0: a record of TLS.</summary>
internal sealed record CapturedMessage(int Connection, bool IsClient, byte Kind, int Packets, int Bytes, List<string> Lines);
