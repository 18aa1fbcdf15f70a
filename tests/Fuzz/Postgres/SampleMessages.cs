using System.Text;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Fuzz.Postgres;

/// <summary>One well-formed message of each kind (and a few more), as bytes on the wire.</summary>
public static class SampleMessages
{
    public static IReadOnlyList<(string Name, byte[] Bytes)> Client { get; } =
    [
        Make("query", buffer => QueryMessage.Write(buffer, "SELECT 1"u8)),
        Make("query-empty", buffer => QueryMessage.Write(buffer, ""u8)),
        Make("parse", buffer => ParseMessage.Write(buffer, "s1"u8, "SELECT $1::int + $2"u8, [0, 0, 0, 23, 0, 0, 0, 0])),
        Make("parse-unnamed", buffer => ParseMessage.Write(buffer, ""u8, "SELECT 1"u8, [])),
        Make("bind", buffer => BindMessage.Write(buffer, "p"u8, "s1"u8,
            [0, 2, 0, 0, 0, 1, 0, 3, 0, 0, 0, 2, (byte)'4', (byte)'2', 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1, 0, 1])),
        Make("bind-text", buffer =>
        {
            var mark = BindMessage.BeginText(buffer, ""u8, "s"u8, 2);
            BindMessage.WriteParameter(buffer, "search_path"u8);
            BindMessage.WriteParameter(buffer, "public"u8);
            BindMessage.EndText(buffer, mark);
        }),
        Make("describe", buffer => DescribeMessage.Write(buffer, TargetKind.Statement, "s1"u8)),
        Make("execute", buffer => ExecuteMessage.Write(buffer, "p"u8, 100)),
        Make("close", buffer => CloseMessage.Write(buffer, TargetKind.Portal, "p"u8)),
        Make("sync", buffer => buffer.WriteBytes(FrameWriter.Sync)),
        Make("flush", buffer => buffer.WriteBytes(FrameWriter.Flush)),
        Make("terminate", buffer => buffer.WriteBytes(FrameWriter.Terminate)),
        Make("copy-data", buffer => CopyDataMessage.Write(buffer, "1\tone\n"u8)),
        Make("copy-done", buffer => buffer.WriteBytes(FrameWriter.CopyDone)),
        Make("copy-fail", buffer => CopyFailMessage.Write(buffer, "changed my mind"u8)),
    ];

    public static IReadOnlyList<(string Name, byte[] Bytes)> Server { get; } =
    [
        Make("authentication-ok", buffer => AuthenticationMessage.Write(buffer, AuthenticationKind.Ok)),
        Make("authentication-password", buffer => AuthenticationMessage.Write(buffer, AuthenticationKind.CleartextPassword)),
        Make("authentication-md5", buffer => AuthenticationMessage.Write(buffer, AuthenticationKind.Md5Password, [1, 2, 3, 4])),
        Make("authentication-sasl", buffer =>
            AuthenticationMessage.Write(buffer, AuthenticationKind.Sasl, "SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0"u8)),
        Make("authentication-sasl-continue", buffer =>
            AuthenticationMessage.Write(buffer, AuthenticationKind.SaslContinue, "r=ab,s=QSXCR+Q6sek8bf92,i=4096"u8)),
        Make("backend-key-data", buffer => BackendKeyDataMessage.Write(buffer, 4711, -5)),
        Make("parameter-status", buffer => ParameterStatusMessage.Write(buffer, "server_version", "15.14")),
        Make("ready-for-query", buffer => ReadyForQueryMessage.Write(buffer, TransactionStatus.InTransaction)),
        Make("command-complete", buffer => CommandCompleteMessage.Write(buffer, "INSERT 0 5"u8)),
        Make("row-description", buffer =>
        {
            var mark = RowDescriptionMessage.Begin(buffer, 2);
            RowDescriptionMessage.WriteColumn(buffer, new ColumnDescription("id"u8, 16384, 1, 23, 4, -1, 0));
            RowDescriptionMessage.WriteColumn(buffer, new ColumnDescription("?column?"u8, 0, 0, 25, -1, -1, 1));
            buffer.End(mark);
        }),
        Make("data-row", buffer =>
        {
            var mark = DataRowMessage.Begin(buffer, 3);
            DataRowMessage.WriteValue(buffer, "42"u8);
            DataRowMessage.WriteNull(buffer);
            DataRowMessage.WriteValue(buffer, ""u8);
            buffer.End(mark);
        }),
        Make("empty-query-response", buffer => buffer.WriteBytes(FrameWriter.EmptyQueryResponse)),
        Make("parse-complete", buffer => buffer.WriteBytes(FrameWriter.ParseComplete)),
        Make("bind-complete", buffer => buffer.WriteBytes(FrameWriter.BindComplete)),
        Make("close-complete", buffer => buffer.WriteBytes(FrameWriter.CloseComplete)),
        Make("no-data", buffer => buffer.WriteBytes(FrameWriter.NoData)),
        Make("portal-suspended", buffer => buffer.WriteBytes(FrameWriter.PortalSuspended)),
        Make("parameter-description", buffer => ParameterDescriptionMessage.Write(buffer, [0, 0, 0, 23, 0, 0, 0, 25])),
        Make("error-response", buffer => WriteFields(buffer, ServerMessageKind.ErrorResponse, "ERROR", "42601")),
        Make("notice-response", buffer => WriteFields(buffer, ServerMessageKind.NoticeResponse, "NOTICE", "00000")),
        Make("notification-response", buffer => NotificationResponseMessage.Write(buffer, 12, "jobs"u8, "7"u8)),
        Make("copy-in-response", buffer => CopyResponseMessage.Write(buffer, ServerMessageKind.CopyInResponse, false, [0, 0, 0, 0])),
        Make("copy-out-response", buffer => CopyResponseMessage.Write(buffer, ServerMessageKind.CopyOutResponse, true, [0, 1])),
        Make("copy-data", buffer => FrameWriter.Write(buffer, (byte)ServerMessageKind.CopyData, "1\tone\n"u8)),
        Make("copy-done", buffer => buffer.WriteBytes(FrameWriter.CopyDone)),
        Make("negotiate-protocol-version", buffer =>
            NegotiateProtocolVersionMessage.Write(buffer, StartupMessage.Version30, ["_pq_.one", "_pq_.two"])),
    ];

    public static IReadOnlyList<(string Name, byte[] Bytes)> Startup { get; } =
    [
        Make("startup", buffer => StartupMessage.Write(buffer,
            [new("user", "kim"), new("database", "shop"), new("application_name", "psql"), new("options", @"-c search_path=a\ b --work-mem=4MB")])),
        Make("ssl-request", buffer => buffer.WriteBytes(StartupRequest.Ssl)),
        Make("gssenc-request", buffer => buffer.WriteBytes(StartupRequest.GssEncryption)),
        Make("cancel-request", buffer => StartupRequest.WriteCancel(buffer, 4711, 12345)),
        Make("startup-protocol-options", buffer => StartupMessage.Write(buffer, [new("user", "kim"), new("_pq_.wait", "1"), new("replication", "off")])),
    ];

    private static (string Name, byte[] Bytes) Make(string name, Action<WireBuffer> write)
    {
        var buffer = new WireBuffer();
        write(buffer);
        return (name, buffer.Written.ToArray());
    }

    private static void WriteFields(WireBuffer buffer, ServerMessageKind kind, string severity, string code)
    {
        var mark = ErrorFields.Begin(buffer, kind);
        ErrorFields.WriteField(buffer, 'S', Encoding.UTF8.GetBytes(severity));
        ErrorFields.WriteField(buffer, 'V', Encoding.UTF8.GetBytes(severity));
        ErrorFields.WriteField(buffer, 'C', Encoding.UTF8.GetBytes(code));
        ErrorFields.WriteField(buffer, 'M', "syntax error at or near \"x\""u8);
        ErrorFields.WriteField(buffer, 'P', "8"u8);
        ErrorFields.End(buffer, mark);
    }
}
