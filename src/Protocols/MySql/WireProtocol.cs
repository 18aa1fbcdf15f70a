using System.Globalization;
using System.Text;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>MySQL's and MariaDB's client/server protocol.</summary>
public sealed class WireProtocol : IWireProtocol
{
    private readonly CachingSha2Cache _fast = new();
    private readonly LoginKey _key = new();

    public string Name => "mysql";

    public int DefaultPort => 3306;

    public bool ServerSpeaksFirst => true;

    public bool CancelNeedsLogin => true;

    public string CancelText(CancelKey key) => string.Create(CultureInfo.InvariantCulture, $"KILL QUERY {(uint)key.ProcessId}");

    public bool CanUse(PasswordVerifiers verifiers) => verifiers.CachingSha2 is not null || verifiers.MysqlNative is not null;

    public string VersionOf(IReadOnlyList<KeyValuePair<string, string>> parameters) =>
        Parameter(parameters, "version") ?? Parameter(parameters, "server_version") ?? "";

    /// <summary>A replica is kept from writes by it; a server without a replica behind another has no reason to be.</summary>
    public bool IsStandby(IReadOnlyList<KeyValuePair<string, string>> parameters) => Parameter(parameters, "read_only") is "ON" or "1";

    /// <summary>
    /// ER_DBACCESS_DENIED_ERROR, ER_ACCESS_DENIED_ERROR, ER_BAD_DB_ERROR and their kin: trying again only locks accounts. Too many
    /// connections (1040, 1203, 1226) and a blocked host (1129) pass.
    /// </summary>
    public bool IsFinalRefusal(string code) =>
        code is "1044" or "1045" or "1049" or "1130" or "1251" or "1275" or "1698" or "1820" or "1862" or "3118" or "4151";

    public Denial? RefusedDatabase(string code, string database) => code switch
    {
        "1044" => new Denial(DenialCase.DatabaseRefused, $"Access denied to database '{database}'"),
        "1049" => new Denial(DenialCase.UnknownDatabase, $"Unknown database '{database}'"),
        _ => null,
    };

    public IClientLogin CreateClientLogin(ClientLoginOptions options) => new ClientLogin(options, _fast, _key);

    public IClientLogin CreateChangedLogin(ClientLoginOptions options, object? negotiated, ReadOnlySpan<byte> packet) =>
        new ClientLogin(options, _fast, _key, (SessionState)negotiated!, packet);

    public IServerLogin CreateServerLogin(ServerLoginOptions options) => new ServerLogin(options);

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

    public bool TryReadOwnRows(
        ReadOnlySpan<byte> bytes, WireLimits limits, IBackendState state, OwnRowReader row, Action<string> error, ref bool failed,
        out int consumed, out bool isClean) =>
        ((BackendState)state).Own.TryRead(bytes, limits, static (_, _) => { }, ref failed, out consumed, out isClean, row, error);

    public void WriteCancel(WireBuffer buffer, CancelKey key) => throw new NotSupportedException("a cancel request is a KILL QUERY");

    public void WriteTlsRequest(WireBuffer buffer) => throw new NotSupportedException("TLS is asked for within the login");

    public string CodeOf(Denial denial) => ErrorWriter.CodeOf(denial);

    public ReadOnlySpan<byte> SuccessCode => "0"u8;

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

    /// <summary>The literals of IN ( ), each quoted by itself.</summary>
    public string ListLiteral(IReadOnlyList<string> values) => LiteralText.List(values);

    /// <summary>None: a comparison converts without ever failing.</summary>
    public ulong ForeignParameters(ReadOnlySpan<byte> parameterTypes) => 0;

    public string Literal(string value) => LiteralText.Quote(value);

    public void WriteTerminate(WireBuffer buffer) => buffer.WriteBytes(FrameWriter.Quit);

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
