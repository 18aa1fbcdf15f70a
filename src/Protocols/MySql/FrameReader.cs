using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// Cuts a byte stream into packets: three bytes of length (little-endian, of the payload alone), one of sequence id
/// (<see href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html"/>). A payload of 2²⁴−1 bytes is
/// continued by the next packet; a message is all packets up to the first shorter one.
/// </summary>
public static class FrameReader
{
    public const int HeaderLength = 4;

    /// <summary>Longest payload of one packet: a packet of this length is continued.</summary>
    public const int LongestPacket = 0xff_ffff;

    /// <summary>Reads length and sequence id of the next packet. False: fewer than four bytes so far.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> bytes, out int length, out byte sequence)
    {
        length = 0;
        sequence = 0;
        if (bytes.Length < HeaderLength)
        {
            return false;
        }

        length = bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
        sequence = bytes[3];
        return true;
    }

    /// <summary>
    /// Reads one whole message that stands in a single packet. False: not all of it is there, nothing is consumed. The frame's kind is the
    /// payload's first byte, 0 for an empty payload.
    /// </summary>
    /// <param name="longest">Longest payload allowed, held against the header as soon as that is there.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, int longest, out Frame frame)
    {
        frame = default;
        if (!TryReadHeader(bytes, out var length, out _))
        {
            return false;
        }

        if (length > longest || length == LongestPacket)
        {
            WireFault.Throw("a packet longer than its kind may be");
        }

        if (bytes.Length < HeaderLength + length)
        {
            return false;
        }

        frame = new Frame(length == 0 ? (byte)0 : bytes[HeaderLength], bytes[..(HeaderLength + length)], HeaderLength);
        return true;
    }

    /// <summary>
    /// Reads one whole message of any number of packets. False: not all of it is there, nothing is consumed. One of several packets is put
    /// together in <paramref name="assembly"/>, which the payload then is a view of.
    /// </summary>
    /// <param name="longest">Longest payload allowed, over all packets; held against each header as soon as that is there.</param>
    /// <param name="consumed">Bytes of all its packets with their headers.</param>
    /// <param name="sequence">Sequence id of its last packet.</param>
    public static bool TryReadMessage(
        ReadOnlySpan<byte> bytes, int longest, WireBuffer assembly, out ReadOnlySpan<byte> payload, out int consumed, out byte sequence)
    {
        payload = default;
        if (!TryMeasure(bytes, longest, out consumed, out sequence))
        {
            return false;
        }

        if (consumed - HeaderLength < LongestPacket)
        {
            payload = bytes[HeaderLength..consumed];
            return true;
        }

        assembly.Clear();
        for (var at = 0; at < consumed;)
        {
            TryReadHeader(bytes[at..], out var length, out _);
            assembly.WriteBytes(bytes.Slice(at + HeaderLength, length));
            at += HeaderLength + length;
        }

        payload = assembly.Written;
        return true;
    }

    private static bool TryMeasure(ReadOnlySpan<byte> bytes, int longest, out int consumed, out byte sequence)
    {
        consumed = 0;
        sequence = 0;
        var rest = bytes;
        var total = 0L;
        for (var isFirst = true; ; isFirst = false)
        {
            if (!TryReadHeader(rest, out var length, out var id))
            {
                return false;
            }

            if (!isFirst && id != (byte)(sequence + 1))
            {
                WireFault.Throw("packets of one message out of order");
            }

            total += length;
            if (total > longest)
            {
                WireFault.Throw("a message longer than its kind may be");
            }

            if (rest.Length < HeaderLength + length)
            {
                return false;
            }

            rest = rest[(HeaderLength + length)..];
            sequence = id;
            if (length < LongestPacket)
            {
                consumed = bytes.Length - rest.Length;
                return true;
            }
        }
    }
}
