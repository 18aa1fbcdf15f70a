using System.Buffers.Binary;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>Cuts a byte stream into packets and puts messages together: all packets of one kind up to the one with END_OF_MESSAGE.</summary>
public static class FrameReader
{
    /// <summary>Reads the next packet's header. False: fewer than eight bytes so far.</summary>
    /// <param name="packetSize">Longest packet allowed, header included.</param>
    public static bool TryReadHeader(ReadOnlySpan<byte> bytes, int packetSize, out PacketHeader header)
    {
        header = default;
        if (bytes.Length < PacketHeader.Size)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        if (length < PacketHeader.Size)
        {
            WireFault.Throw("a packet shorter than its header");
        }

        if (length > packetSize)
        {
            WireFault.Throw("a packet longer than the packet size that was agreed");
        }

        header = new PacketHeader(
            (MessageKind)bytes[0], (PacketStatus)bytes[1], length, BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]), bytes[6]);
        return true;
    }

    /// <summary>Reads the next packet whole. False: not all of it is there.</summary>
    public static bool TryReadPacket(ReadOnlySpan<byte> bytes, int packetSize, out PacketHeader header, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (!TryReadHeader(bytes, packetSize, out header) || bytes.Length < header.Length)
        {
            return false;
        }

        payload = bytes[PacketHeader.Size..header.Length];
        return true;
    }

    /// <summary>
    /// Reads one whole message. False: not all of it is there, nothing is consumed. One of several packets is put together in
    /// <paramref name="assembly"/>, which the payload then is a view of.
    /// </summary>
    /// <param name="longest">Longest payload allowed, over all packets; held against each header as soon as that is there.</param>
    /// <param name="header">Of the first packet, whose status tells of a reset; <see cref="PacketHeader.IsIgnored"/> is the last one's.</param>
    /// <param name="consumed">Bytes of all its packets with their headers.</param>
    public static bool TryReadMessage(
        ReadOnlySpan<byte> bytes, int packetSize, int longest, WireBuffer assembly, out PacketHeader header, out ReadOnlySpan<byte> payload,
        out int consumed)
    {
        payload = default;
        if (!TryMeasure(bytes, packetSize, longest, out header, out consumed))
        {
            return false;
        }

        if (consumed == header.Length)
        {
            payload = bytes[PacketHeader.Size..consumed];
            return true;
        }

        assembly.Clear();
        for (var at = 0; at < consumed;)
        {
            TryReadPacket(bytes[at..], packetSize, out var packet, out var part);
            assembly.WriteBytes(part);
            at += packet.Length;
        }

        payload = assembly.Written;
        return true;
    }

    private static bool TryMeasure(ReadOnlySpan<byte> bytes, int packetSize, int longest, out PacketHeader header, out int consumed)
    {
        header = default;
        consumed = 0;
        var total = 0L;
        for (var isFirst = true; ; isFirst = false)
        {
            if (!TryReadHeader(bytes[consumed..], packetSize, out var packet))
            {
                return false;
            }

            if (!isFirst && packet.Kind != header.Kind)
            {
                WireFault.Throw("packets of two messages mixed");
            }

            total += packet.PayloadLength;
            if (total > longest)
            {
                WireFault.Throw("a message longer than its kind may be");
            }

            if (bytes.Length - consumed < packet.Length)
            {
                return false;
            }

            consumed += packet.Length;
            header = isFirst ? packet : header with { Status = header.Status | (packet.Status & (PacketStatus.EndOfMessage | PacketStatus.Ignore)) };
            if (packet.IsLast)
            {
                return true;
            }
        }
    }
}
