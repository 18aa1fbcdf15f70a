using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>EOF without CLIENT_DEPRECATE_EOF: 0xFE, warnings, status.</summary>
public readonly record struct EofPacket(ushort Warnings, ServerStatus Status)
{
    public const byte Header = 0xfe;

    public static EofPacket Read(ReadOnlySpan<byte> payload)
    {
        var reader = new PacketReader(payload[1..]);
        var eof = new EofPacket(reader.ReadUInt16(), (ServerStatus)reader.ReadUInt16());
        reader.ExpectEnd("an EOF packet");
        return eof;
    }

    public void Write(WireBuffer buffer)
    {
        buffer.WriteByte(Header);
        buffer.WriteUInt16(Warnings);
        buffer.WriteUInt16((ushort)(Status & ~ServerStatus.SessionStateChanged));
    }
}
