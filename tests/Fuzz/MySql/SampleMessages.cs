using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Fuzz.MySql;

/// <summary>One well-formed message of each kind (and a few more), as bytes on the wire.</summary>
public static class SampleMessages
{
    /// <summary>Of the connections that the samples are for.</summary>
    public const Capabilities Negotiated =
        Capabilities.LongPassword | Capabilities.Protocol41 | Capabilities.SecureConnection | Capabilities.PluginAuth | Capabilities.ConnectAttributes |
        Capabilities.PluginAuthLengthEncoded | Capabilities.ConnectWithDatabase | Capabilities.SessionTrack | Capabilities.QueryAttributes |
        Capabilities.DeprecateEof;

    internal static HandshakeResponse41 Response { get; } =
        new(Negotiated, 1 << 24, 45, "kim"u8.ToArray())
        {
            AuthResponse = new byte[20], Database = "shop"u8.ToArray(), AuthPlugin = "mysql_native_password"u8.ToArray(),
            Attributes = [new("program_name", "orders"), new("_os", "Linux")],
        };

    public static IReadOnlyList<(string Name, byte[] Bytes)> Client { get; } =
    [
        Make("query", buffer => ComQuery.Write(buffer, Negotiated, default, "SELECT 1"u8)),
        Make("query-attributes", buffer => ComQuery.Write(
            buffer, Negotiated, [1, 1, 0, 1, 0xfe, 0, 5, .. "trace"u8, 3, .. "abc"u8], "SELECT 1"u8)),
        Make("prepare", buffer =>
        {
            buffer.WriteByte((byte)ClientMessageKind.StmtPrepare);
            buffer.WriteBytes("SELECT ? + ?"u8);
        }),
        Make("execute", buffer =>
        {
            ComStmtExecute.WriteHead(buffer, 7, ComStmtExecute.ParameterCountAvailable);
            buffer.WriteBytes([2, 2, 1, 8, 0x80, 0, 12, 0, 0, 42, 0, 0, 0, 0, 0, 0, 0]);
        }),
        Make("close", buffer => ComStatement.Write(buffer, ClientMessageKind.StmtClose, 7)),
        Make("reset", buffer => ComStatement.Write(buffer, ClientMessageKind.StmtReset, 7)),
        Make("fetch", buffer => new ComStmtFetch(7, 100).Write(buffer)),
        Make("long-data", buffer => buffer.WriteBytes([0x18, 7, 0, 0, 0, 1, 0, .. "piece"u8])),
        Make("init-db", buffer => buffer.WriteBytes([2, .. "shop"u8])),
        Make("field-list", buffer => buffer.WriteBytes([4, .. "orders"u8, 0, (byte)'%'])),
        Make("set-option", buffer => buffer.WriteBytes([0x1b, 1, 0])),
        Make("ping", buffer => buffer.WriteByte(0x0e)),
        Make("quit", buffer => buffer.WriteByte(1)),
        Make("change-user", buffer => ComChangeUser.Write(buffer, Response)),
    ];

    /// <summary>Each behind a byte that says where it stands: phase, and 4 for a connection without EOF packets.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Server { get; } =
    [
        Place("ok", ServerPhase.Response, buffer => new OkPacket
        {
            AffectedRows = 3, LastInsertId = 70_000, Status = ServerStatus.Autocommit, Info = "Rows matched: 3"u8,
        }.Write(buffer, OkPacket.Header, Negotiated)),
        Place("ok-session-state", ServerPhase.Response, WriteTracked),
        Place("error", ServerPhase.Response, buffer => ErrPacket.Write(buffer, 1146, "42S02"u8, "Table 'shop.none' doesn't exist"u8)),
        Place("local-infile", ServerPhase.Response, buffer => buffer.WriteBytes([LocalInfile.Header, .. "/tmp/data.csv"u8])),
        Place("column-count", ServerPhase.Response, buffer => buffer.WriteLength(300)),
        Place("definition", ServerPhase.Definitions, buffer => new ColumnDefinition41
        {
            Catalog = "def"u8, Schema = "shop"u8, Table = "o"u8, OriginalTable = "orders"u8, Name = "id"u8, OriginalName = "id"u8, Collation = 63,
            Length = 20, Type = FieldType.LongLong, Flags = 0x4203,
        }.Write(buffer)),
        Place("prepare-ok", ServerPhase.PrepareResponse, buffer => new ComStmtPrepareOk(7, 2, 1, 0).Write(buffer)),
        Place("row", ServerPhase.Rows, buffer => buffer.WriteBytes([1, (byte)'1', 0xfb, 3, .. "abc"u8])),
        Place("eof", ServerPhase.Rows, buffer => new EofPacket(1, ServerStatus.Autocommit).Write(buffer), deprecatesEof: false),
        Place("end-of-rows", ServerPhase.Rows, buffer => new OkPacket { Status = ServerStatus.Autocommit }.Write(buffer, OkPacket.EndOfRowsHeader, Negotiated)),
    ];

    private static void WriteTracked(WireBuffer buffer)
    {
        var changes = new WireBuffer();
        SessionStateChanges.WriteVariable(changes, "autocommit"u8, "OFF"u8);
        SessionStateChanges.Write(changes, SessionStateKind.Schema, "shop"u8);
        SessionStateChanges.Write(changes, SessionStateKind.StateChange, "1"u8);
        SessionStateChanges.Write(changes, SessionStateKind.TransactionState, "I_______"u8);
        new OkPacket { StateChanges = changes.Written }.Write(buffer, OkPacket.Header, Negotiated);
    }

    private static (string Name, byte[] Bytes) Make(string name, Action<WireBuffer> write)
    {
        var buffer = new WireBuffer();
        byte sequence = 0;
        var mark = FrameWriter.Begin(buffer);
        write(buffer);
        FrameWriter.End(buffer, mark, ref sequence);
        return (name, buffer.Written.ToArray());
    }

    private static (string Name, byte[] Bytes) Place(string name, ServerPhase phase, Action<WireBuffer> write, bool deprecatesEof = true) =>
        (name, [(byte)((int)phase | (deprecatesEof ? 4 : 0)), .. Make(name, write).Bytes]);
}
