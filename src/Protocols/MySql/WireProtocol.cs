using System.Globalization;
using System.Text;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>MySQL's and MariaDB's client/server protocol.</summary>
public sealed class WireProtocol : IWireProtocol
{
    public string Name => "mysql";

    public int DefaultPort => 3306;

    public bool ServerSpeaksFirst => true;

    public bool CancelNeedsLogin => true;

    public string CancelText(CancelKey key) => string.Create(CultureInfo.InvariantCulture, $"KILL QUERY {(uint)key.ProcessId}");

    public IClientLogin CreateClientLogin(ClientLoginOptions options) => ClientLogin.Begin();

    public IClientLogin CreateChangedLogin(ClientLoginOptions options, object? negotiated, ReadOnlySpan<byte> packet) => throw new NotSupportedException();

    public IServerLogin CreateServerLogin(ServerLoginOptions options) => ServerLogin.Begin();

    public IConversation CreateConversation(IGatewaySession gateway, WireLimits limits, object? negotiated) =>
        new Conversation(gateway, limits, (SessionState)negotiated!);

    public IBackendState CreateBackendState(int preparedStatements, object? negotiated) =>
        new BackendState(preparedStatements, (SessionState)negotiated!);

    public void WriteOwn(WireBuffer buffer, IBackendState state, string text)
    {
        byte sequence = 0;
        var mark = FrameWriter.Begin(buffer);
        ComQuery.Write(buffer, ((BackendState)state).Session.Capabilities, default, Encoding.UTF8.GetBytes(text));
        FrameWriter.End(buffer, mark, ref sequence);
    }

    public void WriteReset(WireBuffer buffer, IBackendState state, string database) =>
        SessionReset.Write(buffer, (BackendState)state, database);

    public bool TryReadOwnEnd(
        ReadOnlySpan<byte> bytes, WireLimits limits, IBackendState state, Action<string, string> reported, ref bool failed, out int consumed,
        out bool isClean) =>
        ((BackendState)state).Own.TryRead(bytes, limits, reported, ref failed, out consumed, out isClean);

    public void WriteCancel(WireBuffer buffer, CancelKey key) => throw new NotSupportedException("a cancel request is a KILL QUERY");

    public void WriteTlsRequest(WireBuffer buffer) => throw new NotSupportedException("TLS is asked for within the login");

    public string CodeOf(Denial denial) => ErrorWriter.CodeOf(denial);

    public string?[] ReadRow(ReadOnlySpan<byte> row)
    {
        var reader = new PacketReader(row);
        var values = new List<string?>();
        while (reader.Remaining > 0)
        {
            values.Add(reader.TryReadString(out var value) ? Encoding.UTF8.GetString(value) : null);
        }

        return [.. values];
    }

    public string ListText(IReadOnlyList<string> values) => LiteralText.List(values);

    /// <summary>None: a comparison converts without ever failing.</summary>
    public ulong ForeignParameters(ReadOnlySpan<byte> parameterTypes) => 0;

    public string Literal(string value) => LiteralText.Quote(value);

    public void WriteTerminate(WireBuffer buffer) => buffer.WriteBytes(FrameWriter.Quit);
}
