using System.Text;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>Commands that ProxyDb writes for a backend of its own account.</summary>
internal static class StatementWriter
{
    /// <summary>A COM_QUERY of one of the gateway's own texts.</summary>
    public static void WriteQuery(WireBuffer buffer, Capabilities capabilities, string text)
    {
        buffer.Clear();
        byte sequence = 0;
        var mark = FrameWriter.Begin(buffer);
        ComQuery.Write(buffer, capabilities, default, Encoding.UTF8.GetBytes(text));
        FrameWriter.End(buffer, mark, ref sequence);
    }

    /// <summary>A command on a statement of the server's: COM_STMT_RESET, COM_STMT_CLOSE.</summary>
    public static void WriteStatement(WireBuffer buffer, ClientMessageKind kind, uint id)
    {
        buffer.Clear();
        byte sequence = 0;
        var mark = FrameWriter.Begin(buffer);
        ComStatement.Write(buffer, kind, id);
        FrameWriter.End(buffer, mark, ref sequence);
    }
}
