using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>COM_STMT_FETCH: the next rows of a cursor.</summary>
public readonly record struct ComStmtFetch(uint StatementId, uint Rows)
{
    public static ComStmtFetch Read(ReadOnlySpan<byte> payload)
    {
        var reader = new PacketReader(payload[1..]);
        var fetch = new ComStmtFetch(reader.ReadUInt32(), reader.ReadUInt32());
        reader.ExpectEnd("COM_STMT_FETCH");
        return fetch;
    }

    public void Write(WireBuffer buffer)
    {
        buffer.WriteByte((byte)ClientMessageKind.StmtFetch);
        buffer.WriteUInt32(StatementId);
        buffer.WriteUInt32(Rows);
    }
}
