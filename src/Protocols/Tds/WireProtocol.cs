using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>SQL Server's Tabular Data Stream, versions 7.1 to 7.4 and 8.0 (MS-TDS).</summary>
public sealed class WireProtocol : IWireProtocol
{
    public string Name => "tds";

    public int DefaultPort => 1433;

    public bool CancelsInBand => true;

    public IClientLogin CreateClientLogin(ClientLoginOptions options) => throw new NotSupportedException();

    public IServerLogin CreateServerLogin(ServerLoginOptions options) => throw new NotSupportedException();

    public IConversation CreateConversation(IGatewaySession gateway, WireLimits limits, object? negotiated) => throw new NotSupportedException();

    public IBackendState CreateBackendState(int preparedStatements, object? negotiated) => throw new NotSupportedException();

    public void WriteOwn(WireBuffer buffer, IBackendState state, string text) => throw new NotSupportedException();

    public void WriteReset(WireBuffer buffer, IBackendState state, string database) => throw new NotSupportedException();

    public bool TryReadOwnEnd(
        ReadOnlySpan<byte> bytes, WireLimits limits, IBackendState state, Action<string, string> reported, ref bool failed, out int consumed,
        out bool isClean) => throw new NotSupportedException();

    public void WriteCancel(WireBuffer buffer, CancelKey key) => throw new NotSupportedException("a cancel is an Attention on the same connection");

    public void WriteTlsRequest(WireBuffer buffer) => throw new NotSupportedException("TLS is asked for within the login");

    public string CodeOf(Denial denial) => throw new NotSupportedException();

    public ReadOnlySpan<byte> SuccessCode => "0"u8;

    public string?[] ReadRow(ReadOnlySpan<byte> row) => throw new NotSupportedException();

    public string ListText(IReadOnlyList<string> values) => throw new NotSupportedException();

    public ulong ForeignParameters(ReadOnlySpan<byte> parameterTypes) => ulong.MaxValue;

    public string Literal(string value) => throw new NotSupportedException();

    /// <summary>TDS has no good-bye: the connection is closed.</summary>
    public void WriteTerminate(WireBuffer buffer)
    {
    }
}
