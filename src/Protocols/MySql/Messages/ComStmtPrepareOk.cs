using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>
/// The first packet of an answer to COM_STMT_PREPARE
/// (<see href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_prepare.html"/>); definitions of parameters and
/// of columns follow, each with an EOF unless that is deprecated.
/// </summary>
public readonly record struct ComStmtPrepareOk(uint StatementId, ushort Columns, ushort Parameters, ushort Warnings)
{
    public static ComStmtPrepareOk Read(ReadOnlySpan<byte> payload)
    {
        var reader = new PacketReader(payload[1..]);
        var id = reader.ReadUInt32();
        var columns = reader.ReadUInt16();
        var parameters = reader.ReadUInt16();
        reader.ReadByte();
        var warnings = reader.Remaining > 0 ? reader.ReadUInt16() : (ushort)0;
        reader.ExpectEnd("COM_STMT_PREPARE_OK");
        return new ComStmtPrepareOk(id, columns, parameters, warnings);
    }

    public void Write(WireBuffer buffer)
    {
        buffer.WriteByte(0);
        buffer.WriteUInt32(StatementId);
        buffer.WriteUInt16(Columns);
        buffer.WriteUInt16(Parameters);
        buffer.WriteByte(0);
        buffer.WriteUInt16(Warnings);
    }
}
