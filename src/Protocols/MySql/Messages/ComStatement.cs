using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>COM_STMT_CLOSE (which has no answer) and COM_STMT_RESET: a statement id.</summary>
public static class ComStatement
{
    public static uint Read(ReadOnlySpan<byte> payload)
    {
        var reader = new PacketReader(payload[1..]);
        var id = reader.ReadUInt32();
        reader.ExpectEnd("a command on a statement");
        return id;
    }

    public static void Write(WireBuffer buffer, ClientMessageKind kind, uint statementId)
    {
        buffer.WriteByte((byte)kind);
        buffer.WriteUInt32(statementId);
    }
}
