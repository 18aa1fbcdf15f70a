using System.Text;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>PostgreSQL's protocol 3.0.</summary>
public sealed class WireProtocol : IWireProtocol
{
    private readonly ScramKeyCache _keys = new();

    public string Name => "postgres";

    public int DefaultPort => 5432;

    public string VersionOf(IReadOnlyList<KeyValuePair<string, string>> parameters) => Parameter(parameters, "server_version") ?? "";

    /// <summary>Servers report it from version 14 on; an older one is taken as it is.</summary>
    public bool IsStandby(IReadOnlyList<KeyValuePair<string, string>> parameters) => Parameter(parameters, "in_hot_standby") == "on";

    /// <summary>Wrong password, unknown database, no rights: trying again only locks accounts.</summary>
    public bool IsFinalRefusal(string code) => code.StartsWith("28", StringComparison.Ordinal) || code is "3D000" or "42501";

    public IClientLogin CreateClientLogin(ClientLoginOptions options) => new ClientLogin(options);

    public IServerLogin CreateServerLogin(ServerLoginOptions options) => new ServerLogin(options, _keys);

    public IConversation CreateConversation(IGatewaySession gateway, WireLimits limits, object? negotiated) => new Conversation(gateway, limits);

    public IBackendState CreateBackendState(int preparedStatements, object? negotiated) => new ServerStatements(preparedStatements);

    public void WriteOwn(WireBuffer buffer, IBackendState state, string text) => QueryMessage.Write(buffer, Encoding.UTF8.GetBytes(text));

    public void WriteReset(WireBuffer buffer, IBackendState state, string database) => SessionReset.Write(buffer, ResetScope.All);

    public bool TryReadOwnEnd(
        ReadOnlySpan<byte> bytes, WireLimits limits, IBackendState state, Action<string, string> reported, ref bool failed, out int consumed,
        out bool isClean)
    {
        consumed = 0;
        isClean = false;
        while (ServerMessageReader.TryRead(bytes[consumed..], limits, out var kind, out var frame))
        {
            consumed += frame.Raw.Length;
            failed |= kind == ServerMessageKind.ErrorResponse;
            if (kind == ServerMessageKind.ParameterStatus)
            {
                var parameter = ParameterStatusMessage.Read(frame.Payload);
                reported(Encoding.UTF8.GetString(parameter.Name), Encoding.UTF8.GetString(parameter.Value));
            }

            if (kind == ServerMessageKind.ReadyForQuery)
            {
                isClean = !failed && ReadyForQueryMessage.Read(frame.Payload).Status == TransactionStatus.Idle;
                return true;
            }
        }

        return false;
    }

    public void WriteCancel(WireBuffer buffer, CancelKey key) => StartupRequest.WriteCancel(buffer, key.ProcessId, key.Secret);

    public void WriteTlsRequest(WireBuffer buffer) => buffer.WriteBytes(StartupRequest.Ssl);

    public string CodeOf(Denial denial) => ErrorWriter.CodeOf(denial);

    public string?[] ReadRow(ReadOnlySpan<byte> row)
    {
        var reader = new WireReader(row);
        var values = new string?[reader.ReadUInt16()];
        for (var i = 0; i < values.Length; i++)
        {
            var length = reader.ReadInt32();
            values[i] = length < 0 ? null : Encoding.UTF8.GetString(reader.ReadBytes(length));
        }

        return values;
    }

    public string ListText(IReadOnlyList<string> values) => LiteralText.List(values);

    public ulong ForeignParameters(ReadOnlySpan<byte> parameterTypes) => DeclaredTypes.Foreign(parameterTypes);

    public string Literal(string value) => LiteralText.Quote(value);

    public void WriteTerminate(WireBuffer buffer) => buffer.WriteBytes(FrameWriter.Terminate);

    private static string? Parameter(IReadOnlyList<KeyValuePair<string, string>> parameters, string name)
    {
        foreach (var (key, value) in parameters)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }
}
