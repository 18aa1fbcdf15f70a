using System.Buffers.Binary;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>The eight bytes before each packet's payload (MS-TDS §2.2.3.1). Length and SPID are big-endian.</summary>
/// <param name="Length">Of the whole packet, the header included.</param>
/// <param name="Spid">The server's session number; clients may say anything.</param>
/// <param name="Id">Counts packets modulo 256; nobody relies on it.</param>
public readonly record struct PacketHeader(MessageKind Kind, PacketStatus Status, int Length, ushort Spid, byte Id)
{
    public const int Size = 8;

    /// <summary>Packets before the end of a login.</summary>
    public const int LoginPacketSize = 4096;

    public const int SmallestPacketSize = 512;

    public const int LargestPacketSize = 32_767;

    public bool IsLast => (Status & PacketStatus.EndOfMessage) != 0;

    /// <summary>The client takes back what it has sent of this message.</summary>
    public bool IsIgnored => (Status & (PacketStatus.Ignore | PacketStatus.EndOfMessage)) == (PacketStatus.Ignore | PacketStatus.EndOfMessage);

    public int PayloadLength => Length - Size;

    public void Write(WireBuffer buffer) => Write(buffer.GetSpan(Size), buffer);

    /// <summary>Writes over a place that was left for it.</summary>
    public void WriteTo(Span<byte> header)
    {
        header[0] = (byte)Kind;
        header[1] = (byte)Status;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)Length);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], Spid);
        header[6] = Id;
        header[7] = 0;
    }

    private void Write(Span<byte> header, WireBuffer buffer)
    {
        WriteTo(header);
        buffer.Advance(Size);
    }
}
