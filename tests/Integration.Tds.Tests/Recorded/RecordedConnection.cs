using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ProxyDb.Samples.TdsServer.Wire;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Recorded;

/// <summary>One recorded connection: its login and the whole messages behind it, in the order of their last bytes.</summary>
internal sealed class RecordedConnection
{
    private readonly List<byte> _client = [];
    private readonly List<byte> _server = [];
    private bool _isOpaque;
    private bool _isLoggedIn;

    public string Name { get; private init; } = "";

    /// <summary>LOGIN7 without its packet headers; null where it cannot be read or was refused.</summary>
    public byte[]? Login { get; private set; }

    /// <summary>Messages with their packets.</summary>
    public List<(bool IsClient, byte[] Bytes)> Messages { get; } = [];

    /// <summary>How a client of the same kind logs in.</summary>
    public RawTdsLogin LoginTo(int port) => new(port)
    {
        Version = BinaryPrimitives.ReadUInt32LittleEndian(Login.AsSpan(4)), PacketSize = BinaryPrimitives.ReadInt32LittleEndian(Login.AsSpan(8)),
        Flags1 = Login![24], Flags2 = Login[25], TypeFlags = Login[26], Timeout = TimeSpan.FromSeconds(20),
    };

    public static IEnumerable<RecordedConnection> ReadAll(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.jsonl.gz").Order(StringComparer.Ordinal))
        {
            foreach (var reads in Reads(file).GroupBy(r => r.Connection))
            {
                var connection = new RecordedConnection { Name = $"{Path.GetFileName(file).Replace(".jsonl.gz", "", StringComparison.Ordinal)} connection {reads.Key}" };
                foreach (var (_, isClient, bytes) in reads)
                    connection.Read(isClient, bytes);
                if (connection is { _isLoggedIn: true, Login: not null })
                    yield return connection;
            }
        }
    }

    private static IEnumerable<(int Connection, bool IsClient, byte[] Bytes)> Reads(string file)
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

    private void Read(bool isClient, byte[] read)
    {
        var bytes = isClient ? _client : _server;
        bytes.AddRange(read);
        while (!_isOpaque && LengthOfMessage(bytes) is > 0 and var length)
        {
            Take(isClient, [.. bytes.Take(length)]);
            bytes.RemoveRange(0, length);
        }
    }

    private static int LengthOfMessage(List<byte> bytes)
    {
        for (var at = 0; at + 8 <= bytes.Count;)
        {
            var isLast = (bytes[at + 1] & PacketType.EndOfMessage) != 0;
            at += (bytes[at + 2] << 8) | bytes[at + 3];
            if (isLast)
                return at <= bytes.Count ? at : 0;
        }

        return 0;
    }

    private void Take(bool isClient, byte[] message)
    {
        if (_isLoggedIn)
        {
            Messages.Add((isClient, message));
        }
        else if (isClient)
        {
            if (message[0] == PacketType.Login)
                Login = Payload(message);
        }
        else if (Login is not null)
        {
            _isLoggedIn = new TdsTokenReader(TdsVersion.Rank(BinaryPrimitives.ReadUInt32LittleEndian(Login.AsSpan(4)))).Read(Payload(message)).OfType<TdsLoginAck>().Any();
            _isOpaque = !_isLoggedIn;
        }
        else
        {
            // Encryption, of the login alone or of all, hides what is needed here.
            _isOpaque = PreloginMessage.Read(Payload(message)).Encryption != PreloginMessage.NotSupported;
        }
    }

    /// <summary>What the packets of a message hold.</summary>
    public static byte[] Payload(byte[] message)
    {
        using var all = new MemoryStream();
        for (var at = 0; at < message.Length;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at + 2));
            all.Write(message, at + 8, length - 8);
            at += length;
        }

        return all.ToArray();
    }

    /// <summary>The text of a batch.</summary>
    public static string Text(byte[] payload, bool hasHeaders) => Encoding.Unicode.GetString(payload.AsSpan(hasHeaders ? BinaryPrimitives.ReadInt32LittleEndian(payload) : 0));
}
