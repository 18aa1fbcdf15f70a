using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using NUnit.Framework;
using ProxyDb.Samples.TdsServer.Wire;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Kit;

/// <summary>The codec of the sample server and of the raw client reads what others have written: recorded conversations beside the project.</summary>
[TestFixture]
public sealed class RecordedConversationsTests
{
    /// <summary>Its nvarchar values have odd lengths, which a server refuses (the remarks on these files).</summary>
    private const string Malformed = "pymssql-2.2.2__bulk";

    [Test]
    public void Every_message_in_clear_is_read_to_its_end()
    {
        var folder = FindBeside("shared/captures/tds");
        if (folder is null)
            Assert.Ignore("the recorded conversations are not there");
        var failures = new List<string>();
        var messages = 0;
        foreach (var file in Directory.EnumerateFiles(folder!, "*.jsonl.gz").Where(f => !f.Contains("tls-full", StringComparison.Ordinal) && !f.Contains(Malformed, StringComparison.Ordinal)).Order())
        {
            foreach (var conversation in Read(file).GroupBy(r => r.Connection))
                messages += Walk(Path.GetFileName(file), [.. conversation], failures);
        }

        Assert.That(failures, Is.Empty, string.Join('\n', failures.Take(20)));
        Assert.That(messages, Is.GreaterThan(1000));
    }

    private static int Walk(string name, List<(int Connection, bool FromClient, byte[] Bytes)> reads, List<string> failures)
    {
        var login = Messages(reads, fromClient: true).FirstOrDefault(m => m.Type == PacketType.Login);
        if (login.Bytes is null)
            return 0;
        var rank = TdsVersion.Rank(TdsVersion.Negotiate(Login7Message.Read(login.Bytes).Version)!.Value);
        var count = 0;
        var tokens = new TdsTokenReader(rank);
        foreach (var (type, bytes) in Messages(reads, fromClient: true).Where(m => m.Type is PacketType.Batch or PacketType.Rpc or PacketType.Bulk))
            Try(() => ReadRequest(type, bytes, rank), $"{name} client {++count} type {type}", failures);
        // The first answer is that of PRELOGIN, where there was one.
        var skip = Messages(reads, fromClient: true).Any(m => m.Type == PacketType.Prelogin) ? 1 : 0;
        foreach (var (_, bytes) in Messages(reads, fromClient: false).Where(m => m.Type == PacketType.Response).Skip(skip))
            Try(() => tokens.Read(bytes), $"{name} server {++count}", failures);
        return count;
    }

    private static void ReadRequest(byte type, byte[] bytes, int rank)
    {
        var reader = new ByteReader(bytes, 0, bytes.Length);
        if (type == PacketType.Bulk)
        {
            _ = TableReader.ReadBulk(reader, rank).Rows.Count();
            return;
        }

        if (rank >= TdsVersion.Rank72)
            TransactionHeader.Read(reader);
        if (type == PacketType.Rpc)
            RpcCall.Read(reader, rank >= TdsVersion.Rank72);
    }

    private static void Try(Action read, string what, List<string> failures)
    {
        try
        {
            read();
        }
        catch (Exception error) when (error is ProtocolError or InvalidDataException)
        {
            failures.Add($"{what}: {error.Message}");
        }
    }

    private static IEnumerable<(byte Type, byte[] Bytes)> Messages(List<(int Connection, bool FromClient, byte[] Bytes)> reads, bool fromClient)
    {
        byte[] all = [.. reads.Where(r => r.FromClient == fromClient).SelectMany(r => r.Bytes)];
        var message = new MemoryStream();
        for (var at = 0; at + 8 <= all.Length;)
        {
            // What is left of a TLS handshake or record is no packet.
            if (all[at] is 0x14 or 0x15 or 0x16 or 0x17 && all[at + 1] == 3)
            {
                at += 5 + BinaryPrimitives.ReadUInt16BigEndian(all.AsSpan(at + 3));
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(all.AsSpan(at + 2));
            message.Write(all, at + 8, length - 8);
            if ((all[at + 1] & 1) != 0)
            {
                yield return (all[at], message.ToArray());
                message = new MemoryStream();
            }

            at += length;
        }
    }

    private static IEnumerable<(int Connection, bool FromClient, byte[] Bytes)> Read(string file)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        text.ReadLine();
        while (text.ReadLine() is { } line)
        {
            using var read = JsonDocument.Parse(line);
            var root = read.RootElement;
            yield return (root.GetProperty("conn").GetInt32(), root.GetProperty("dir").GetString() == "c2s", Convert.FromHexString(root.GetProperty("hex").GetString()!));
        }
    }

    private static string? FindBeside(string path)
    {
        for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, path);
            if (Directory.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
