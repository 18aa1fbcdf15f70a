using System.IO.Compression;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// The compressed protocol
/// (<see href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_compression_packet.html"/>): three bytes of length,
/// one of a sequence id of its own, three of the length before compression, 0 where the payload is as it was. Packets are cut
/// without regard to those inside.
/// </summary>
/// <param name="facesClient">The other side is a client: it begins each command's sequence; else this side does.</param>
internal sealed class CompressedPackets(bool facesClient) : IByteCodec
{
    private const int HeaderLength = 7;

    /// <summary>MIN_COMPRESS_LENGTH: what is shorter travels as it is.</summary>
    private const int ShortestCompressed = 50;

    /// <summary>Most plain bytes put into one packet.</summary>
    private const int LongestPlain = 1 << 20;

    private readonly WireBuffer _scratch = new();
    private byte _next;

    /// <summary>Rest of the inner packet whose beginning was encoded, and what of the next inner header is known.</summary>
    private int _innerRest;
    private byte _innerSequence;

    public int Decode(ReadOnlySpan<byte> travelled, WireBuffer plain)
    {
        var consumed = 0;
        while (travelled.Length - consumed >= HeaderLength)
        {
            var rest = travelled[consumed..];
            var length = rest[0] | (rest[1] << 8) | (rest[2] << 16);
            var plainLength = rest[4] | (rest[5] << 8) | (rest[6] << 16);
            if (rest.Length < HeaderLength + length)
            {
                break;
            }

            TakeSequence(rest[3]);
            var payload = rest.Slice(HeaderLength, length);
            if (plainLength == 0)
            {
                plain.WriteBytes(payload);
            }
            else
            {
                Inflate(payload, plainLength, plain);
            }

            consumed += HeaderLength + length;
        }

        return consumed;
    }

    public void Encode(ReadOnlySpan<byte> plain, WireBuffer travelled)
    {
        while (!plain.IsEmpty)
        {
            var length = NextCut(plain, out var beginsCommand);
            if (beginsCommand)
            {
                _next = 0;
            }

            Write(plain[..length], travelled);
            plain = plain[length..];
        }
    }

    /// <summary>
    /// A client goes on or begins a command. The answers of a server to commands that were sent in one go each begin anew, behind the number of
    /// packets that their command took: nothing can be held against them.
    /// </summary>
    private void TakeSequence(byte sequence)
    {
        if (facesClient && sequence != _next && sequence != 0)
        {
            WireFault.Throw("compressed packets out of order");
        }

        _next = (byte)(sequence + 1);
        _innerSequence = 0;
    }

    /// <summary>
    /// How much goes into the next packet: whole inner packets up to a bound, and not over the beginning of a command, since that begins
    /// the sequence of these packets anew.
    /// </summary>
    private int NextCut(ReadOnlySpan<byte> plain, out bool beginsCommand)
    {
        beginsCommand = false;
        var at = 0;
        while (at < plain.Length && at < LongestPlain)
        {
            if (_innerRest == 0)
            {
                if (!FrameReader.TryReadHeader(plain[at..], out var length, out var sequence))
                {
                    throw new ArgumentException("not whole packets", nameof(plain));
                }

                // 0 behind 255 is the same message going on.
                var isCommand = !facesClient && sequence == 0 && _innerSequence != byte.MaxValue;
                if (isCommand && at > 0)
                {
                    return at;
                }

                beginsCommand |= isCommand;
                _innerSequence = sequence;
                _innerRest = FrameReader.HeaderLength + length;
            }

            var taken = Math.Min(Math.Min(_innerRest, plain.Length - at), LongestPlain - at);
            _innerRest -= taken;
            at += taken;
        }

        return at;
    }

    private void Write(ReadOnlySpan<byte> plain, WireBuffer travelled)
    {
        _scratch.Clear();
        if (plain.Length >= ShortestCompressed)
        {
            Deflate(plain);
        }

        var isCompressed = _scratch.Length > 0 && _scratch.Length < plain.Length;
        travelled.WriteUInt24(isCompressed ? _scratch.Length : plain.Length);
        travelled.WriteByte(_next++);
        travelled.WriteUInt24(isCompressed ? plain.Length : 0);
        travelled.WriteBytes(isCompressed ? _scratch.Written : plain);
    }

    private void Deflate(ReadOnlySpan<byte> plain)
    {
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(plain);
        }

        _scratch.WriteBytes(target.GetBuffer().AsSpan(0, (int)target.Length));
    }

    /// <summary>Not a byte more than the header promised is made, so that a small packet cannot grow without bound.</summary>
    private static void Inflate(ReadOnlySpan<byte> payload, int length, WireBuffer plain)
    {
        try
        {
            using var source = new MemoryStream(payload.ToArray());
            using var zlib = new ZLibStream(source, CompressionMode.Decompress);
            var target = plain.GetSpan(length)[..length];
            zlib.ReadExactly(target);
            if (zlib.ReadByte() >= 0)
            {
                WireFault.Throw("a compressed packet longer than its header says");
            }

            plain.Advance(length);
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            throw new WireFault("a compressed packet that cannot be read", fault);
        }
    }
}
