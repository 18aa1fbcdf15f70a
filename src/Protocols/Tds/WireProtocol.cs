using System.Buffers.Binary;
using System.Security.Cryptography;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>SQL Server's Tabular Data Stream, versions 7.1 to 7.4 and 8.0 (MS-TDS).</summary>
public sealed class WireProtocol : IWireProtocol
{
    private readonly ScramKeyCache _proven = new();

    public string Name => "tds";

    public int DefaultPort => 1433;

    public bool CancelsInBand => true;

    public string VersionOf(IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        foreach (var (name, value) in parameters)
        {
            if (name == "version")
            {
                return value;
            }
        }

        return "";
    }

    /// <summary>
    /// Wrong password, unknown or forbidden database, disabled, expired or locked login: trying again only locks accounts. Too many
    /// connections (17809, 10928) and a server that starts (17142, 18461, 922) pass.
    /// </summary>
    public bool IsFinalRefusal(string code) =>
        code is "911" or "916" or "4060" or "4062" or "4063" or "4064" or "18452" or "18456" or "18470" or "18486" or "18487" or "18488";

    public Denial? RefusedDatabase(string code, string database) => code switch
    {
        "916" => new Denial(DenialCase.DatabaseRefused, $"The gateway's login is not able to access the database \"{database}\""),
        "911" or "4060" => new Denial(
            DenialCase.UnknownDatabase, $"Cannot open database \"{database}\" requested by the login. The login failed."),
        _ => null,
    };

    public IClientLogin CreateClientLogin(ClientLoginOptions options) => new ClientLogin(options, _proven);

    public IServerLogin CreateServerLogin(ServerLoginOptions options) => new ServerLogin(options);

    public IConversation CreateConversation(IGatewaySession gateway, WireLimits limits, object? negotiated) =>
        new Conversation(gateway, limits, (SessionState)negotiated!);

    public IBackendState CreateBackendState(int preparedStatements, object? negotiated) =>
        new BackendState(preparedStatements, (SessionState)negotiated!);

    public void WriteOwn(WireBuffer buffer, IBackendState state, string text) =>
        StatementWriter.WriteBatch(buffer, (BackendState)state, text);

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

    public void WriteCancel(WireBuffer buffer, CancelKey key) => throw new NotSupportedException("a cancel is an Attention on the same connection");

    public void WriteTlsRequest(WireBuffer buffer) => throw new NotSupportedException("TLS is asked for within the login");

    public string CodeOf(Denial denial) => ErrorWriter.CodeOf(denial);

    public ReadOnlySpan<byte> SuccessCode => "0"u8;

    public string?[] ReadRow(ReadOnlySpan<byte> row) => OwnRows.Read(row);

    public string ListText(IReadOnlyList<string> values) => LiteralText.List(values);

    /// <summary>The literals of IN ( ), each quoted by itself.</summary>
    public string ListLiteral(IReadOnlyList<string> values) => LiteralText.List(values);

    /// <summary>
    /// Not which they are, but a digest of the definitions: what a comparison converts is known from the types themselves, and a form that was
    /// made for some is not used for others.
    /// </summary>
    public ulong ForeignParameters(ReadOnlySpan<byte> parameterTypes)
    {
        if (parameterTypes.IsEmpty)
        {
            return 0;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(parameterTypes, digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest) | 1;
    }

    public string Literal(string value) => LiteralText.Quote(value);

    /// <summary>TDS has no good-bye: the connection is closed.</summary>
    public void WriteTerminate(WireBuffer buffer)
    {
    }
}
