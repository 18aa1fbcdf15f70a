using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>ERR (<see href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_err_packet.html"/>).</summary>
public readonly ref struct ErrPacket
{
    public const byte Header = 0xff;

    private const int SqlStateLength = 5;

    public ushort Code { get; init; }

    /// <summary>Five characters; empty before the client has said that it speaks protocol 4.1.</summary>
    public ReadOnlySpan<byte> SqlState { get; init; }

    public ReadOnlySpan<byte> Message { get; init; }

    public static ErrPacket Read(ReadOnlySpan<byte> payload)
    {
        var reader = new PacketReader(payload[1..]);
        var code = reader.ReadUInt16();
        if (reader.Remaining == 0 || reader.Rest[0] != '#')
        {
            return new ErrPacket { Code = code, Message = reader.ReadRest() };
        }

        reader.ReadByte();
        var state = reader.ReadBytes(SqlStateLength);
        return new ErrPacket { Code = code, SqlState = state, Message = reader.ReadRest() };
    }

    public static void Write(WireBuffer buffer, int code, ReadOnlySpan<byte> sqlState, ReadOnlySpan<byte> message)
    {
        buffer.WriteByte(Header);
        buffer.WriteUInt16(code);
        if (!sqlState.IsEmpty)
        {
            buffer.WriteByte((byte)'#');
            buffer.WriteBytes(sqlState);
        }

        buffer.WriteBytes(message);
    }
}
