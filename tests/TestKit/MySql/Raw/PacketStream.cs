using System.Buffers.Binary;
using System.IO.Compression;

namespace ProxyDb.TestKit.MySql.Raw;

/// <summary>Packets over a stream, plain or in compressed frames; big payloads are cut and joined at 16 MB − 1.</summary>
public sealed class PacketStream(Stream stream)
{
    public const int MaxPayload = 0xffffff;
    private readonly Queue<byte> _inflated = new();
    private byte _compressedSequence;

    public Stream Stream { get; set; } = stream;

    public bool IsCompressed { get; set; }

    /// <summary>Told of each payload that is read, for tests that search all that a client receives.</summary>
    public Action<byte[]>? PayloadRead { get; set; }

    /// <summary>Sequence id of the next packet of either side.</summary>
    public byte Sequence { get; set; }

    /// <summary>A new command begins: both counters start at 0.</summary>
    public void BeginCommand() => Sequence = _compressedSequence = 0;

    public void Write(ReadOnlySpan<byte> payload) => WriteRaw(Frame(payload));

    /// <summary>The packets of a payload with their headers.</summary>
    public byte[] Frame(ReadOnlySpan<byte> payload)
    {
        var bytes = new List<byte>(payload.Length + 4);
        while (true)
        {
            var length = Math.Min(payload.Length, MaxPayload);
            bytes.AddRange([(byte)length, (byte)(length >> 8), (byte)(length >> 16), Sequence++]);
            bytes.AddRange(payload[..length]);
            payload = payload[length..];
            if (length < MaxPayload)
                return [.. bytes];
        }
    }

    /// <summary>Bytes as they are, inside compressed frames where the connection is compressed.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        if (!IsCompressed)
        {
            Stream.Write(bytes);
            Stream.Flush();
            return;
        }

        Span<byte> header = stackalloc byte[7];
        while (bytes.Length > 0)
        {
            var part = bytes[..Math.Min(bytes.Length, MaxPayload)];
            bytes = bytes[part.Length..];
            var body = part.Length < 50 ? part.ToArray() : Deflate(part);
            BinaryPrimitives.WriteInt32LittleEndian(header, body.Length);
            header[3] = _compressedSequence++;
            var plain = part.Length < 50 ? 0 : part.Length;
            (header[4], header[5], header[6]) = ((byte)plain, (byte)(plain >> 8), (byte)(plain >> 16));
            Stream.Write([.. header, .. body]);
        }

        Stream.Flush();
    }

    /// <summary>The next whole payload; null at the end of the stream.</summary>
    public byte[]? Read()
    {
        var payload = new List<byte>();
        while (true)
        {
            if (Take(4) is not { } header)
                return null;
            var length = header[0] | (header[1] << 8) | (header[2] << 16);
            LastSequence = header[3];
            Sequence = (byte)(header[3] + 1);
            payload.AddRange(Take(length) ?? throw new EndOfStreamException("the connection ended inside a packet"));
            if (length == MaxPayload)
                continue;
            byte[] whole = [.. payload];
            PayloadRead?.Invoke(whole);
            return whole;
        }
    }

    /// <summary>Sequence id of the last packet that was read.</summary>
    public byte LastSequence { get; private set; }

    private static byte[] Deflate(ReadOnlySpan<byte> plain)
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(plain);
        return output.ToArray();
    }

    private byte[]? Take(int count)
    {
        if (!IsCompressed)
            return TakePlain(count);
        while (_inflated.Count < count)
        {
            if (TakePlain(7) is not { } header)
                return null;
            var length = header[0] | (header[1] << 8) | (header[2] << 16);
            _compressedSequence = (byte)(header[3] + 1);
            var plain = header[4] | (header[5] << 8) | (header[6] << 16);
            var body = TakePlain(length) ?? throw new EndOfStreamException("the connection ended inside a compressed frame");
            foreach (var b in plain == 0 ? body : Inflate(body, plain))
                _inflated.Enqueue(b);
        }

        var taken = new byte[count];
        for (var i = 0; i < count; i++)
            taken[i] = _inflated.Dequeue();
        return taken;
    }

    private static byte[] Inflate(byte[] body, int length)
    {
        using var zlib = new ZLibStream(new MemoryStream(body), CompressionMode.Decompress);
        var plain = new byte[length];
        zlib.ReadExactly(plain);
        return plain;
    }

    private byte[]? TakePlain(int count)
    {
        var bytes = new byte[count];
        return Stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) < count ? null : bytes;
    }
}
