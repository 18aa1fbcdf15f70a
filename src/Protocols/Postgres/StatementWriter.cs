using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>Backend messages that ProxyDb writes: client messages under other names, and the constants of a denial.</summary>
internal static class StatementWriter
{
    /// <summary>
    /// A statement that always fails in analysis, whatever the catalog holds (there is no FROM to find the name in), so that nothing
    /// of it can run; in an aborted transaction the server answers 25P02 instead, as it would have to the denied statement.
    /// </summary>
    private static readonly byte[] Failing = "SELECT proxydb.denied"u8.ToArray();

    /// <summary>A name of its own: a Parse without a name would drop the client's unnamed statement.</summary>
    private static readonly byte[] FailingName = "proxydb_denied"u8.ToArray();

    public static void WriteParse(WireBuffer buffer, ReadOnlySpan<byte> name, ClientStatement statement) =>
        ParseMessage.Write(buffer, name, statement.Sent, statement.ParameterTypes);

    /// <summary>The client's Bind with the statement's name at the server. <paramref name="payload"/> may be cut short (streaming).</summary>
    /// <param name="totalLength">Bytes of the client's whole message, header included.</param>
    public static void WriteBind(
        WireBuffer buffer, ReadOnlySpan<byte> payload, int totalLength, ReadOnlySpan<byte> portal, ReadOnlySpan<byte> statement,
        ReadOnlySpan<byte> serverName)
    {
        var rest = payload[(portal.Length + 1 + statement.Length + 1)..];
        buffer.WriteByte((byte)ClientMessageKind.Bind);
        buffer.WriteInt32(totalLength - 1 - statement.Length + serverName.Length);
        buffer.WriteCString(portal);
        buffer.WriteCString(serverName);
        buffer.WriteBytes(rest);
    }

    public static void WriteFailingParse(WireBuffer buffer) => ParseMessage.Write(buffer, FailingName, Failing, default);

    /// <summary>
    /// The server knows a client's statements under names of ours, which other clients may share. A client's <c>DEALLOCATE name</c>
    /// becomes this one: the same command with the same answer in every state of a transaction.
    /// </summary>
    public static byte[] GiveUp { get; } = "DEALLOCATE proxydb_gone"u8.ToArray();

    private static readonly byte[] GoneName = "proxydb_gone"u8.ToArray();

    /// <summary>Prepares what <see cref="GiveUp"/> gives up; neither message can fail, even in an aborted transaction.</summary>
    public static void WriteGone(WireBuffer buffer)
    {
        CloseMessage.Write(buffer, TargetKind.Statement, GoneName);
        ParseMessage.Write(buffer, GoneName, default, default);
    }

    public static void WriteWarning(WireBuffer buffer, string text)
    {
        var mark = ErrorFields.Begin(buffer, ServerMessageKind.NoticeResponse);
        ErrorFields.WriteField(buffer, 'S', "WARNING"u8);
        ErrorFields.WriteField(buffer, 'V', "WARNING"u8);
        ErrorFields.WriteField(buffer, 'C', "01000"u8);
        ErrorFields.WriteField(buffer, 'M', System.Text.Encoding.UTF8.GetBytes(text));
        ErrorFields.End(buffer, mark);
    }

    public static void WriteFailingQuery(WireBuffer buffer) => QueryMessage.Write(buffer, Failing);

    /// <summary>Name of statement and portal of a read of the gateway's own; both are closed behind it.</summary>
    private static readonly byte[] ReadName = "proxydb_read"u8.ToArray();

    /// <summary>Parse, Bind, Execute and the two Closes of an own read; then Flush, or Sync when it stands alone.</summary>
    public static void WriteRead(WireBuffer buffer, string text, bool isAlone)
    {
        ParseMessage.Write(buffer, ReadName, System.Text.Encoding.UTF8.GetBytes(text), default);
        BindMessage.EndText(buffer, BindMessage.BeginText(buffer, ReadName, ReadName, 0));
        ExecuteMessage.Write(buffer, ReadName, 0);
        CloseMessage.Write(buffer, TargetKind.Portal, ReadName);
        CloseMessage.Write(buffer, TargetKind.Statement, ReadName);
        buffer.WriteBytes(isAlone ? FrameWriter.Sync : FrameWriter.Flush);
    }

    /// <summary>Portal and statement name of a Bind whose rest need not be there. False: the names are not complete yet.</summary>
    public static bool TryReadBindNames(ReadOnlySpan<byte> payload, WireLimits limits, out Range portal, out Range statement)
    {
        portal = default;
        statement = default;
        var first = payload.IndexOf((byte)0);
        if (first < 0)
        {
            return Refuse(payload.Length, limits);
        }

        var second = payload[(first + 1)..].IndexOf((byte)0);
        if (second < 0)
        {
            return Refuse(payload.Length - first, limits);
        }

        portal = ..first;
        statement = (first + 1)..(first + 1 + second);
        return first <= limits.NameLength && second <= limits.NameLength
            || WireFault.Throw<bool>("a statement or portal name that is too long");
    }

    private static bool Refuse(int length, WireLimits limits) =>
        length > limits.NameLength && WireFault.Throw<bool>("a statement or portal name that is too long");
}
