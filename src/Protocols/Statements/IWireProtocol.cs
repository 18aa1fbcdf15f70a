using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Statements;

/// <summary>One wire protocol: what the gateway needs to begin conversations in it.</summary>
public interface IWireProtocol
{
    /// <summary>As the configuration names it: <c>postgres</c>.</summary>
    string Name { get; }

    int DefaultPort { get; }

    /// <summary>The server speaks first: a client login is advanced once without bytes, and a backend login starts with nothing to send.</summary>
    bool ServerSpeaksFirst => false;

    /// <summary>
    /// A cancel request is an own statement on a connection that has logged in (<c>KILL QUERY</c>), see <see cref="CancelText"/>;
    /// else <see cref="WriteCancel"/> on a bare one.
    /// </summary>
    bool CancelNeedsLogin => false;

    /// <summary>
    /// What runs is stopped on its own connection (TDS Attention, see <see cref="IConversation.CancelRunning"/>): there are no cancel requests.
    /// </summary>
    bool CancelsInBand => false;

    /// <summary>The statement that stops what a backend runs; only with <see cref="CancelNeedsLogin"/>.</summary>
    string CancelText(CancelKey key) => throw new NotSupportedException();

    /// <summary>Whether the methods of client logins can use one of these verifiers.</summary>
    bool CanUse(PasswordVerifiers verifiers) => verifiers.Scram is not null;

    /// <summary>What the server calls its version, of the parameters a backend login reported; empty when it says nothing.</summary>
    string VersionOf(IReadOnlyList<KeyValuePair<string, string>> parameters) => "";

    /// <summary>The server takes no writes, by the parameters a backend login reported.</summary>
    bool IsStandby(IReadOnlyList<KeyValuePair<string, string>> parameters) => false;

    /// <summary>A server's code of a refused login that another try will not change (wrong password, unknown database, no rights).</summary>
    bool IsFinalRefusal(string code) => false;

    /// <summary>A server's code of a refused login as the denial of the database that was asked for; null: it says nothing of the database.</summary>
    Denial? RefusedDatabase(string code, string database) => null;

    /// <summary>The login of one client that has just connected.</summary>
    IClientLogin CreateClientLogin(ClientLoginOptions options);

    /// <summary>
    /// The login that a client begins anew within its connection (COM_CHANGE_USER); it has nothing to read first and ends as any other.
    /// </summary>
    /// <param name="negotiated">What the login before it had negotiated.</param>
    /// <param name="packet">The whole packet with its header.</param>
    IClientLogin CreateChangedLogin(ClientLoginOptions options, object? negotiated, ReadOnlySpan<byte> packet) => throw new NotSupportedException();

    /// <summary>One login at a backend that was just connected to. Derived keys are kept over the logins of one protocol object.</summary>
    IServerLogin CreateServerLogin(ServerLoginOptions options);

    /// <summary>The conversation of one client after its login.</summary>
    IConversation CreateConversation(IGatewaySession gateway, WireLimits limits, object? negotiated);

    /// <summary>What is remembered of one new backend connection.</summary>
    /// <param name="preparedStatements">Most prepared statements to keep there.</param>
    IBackendState CreateBackendState(int preparedStatements, object? negotiated);

    /// <summary>Writes one of the gateway's own texts as a simple statement.</summary>
    /// <param name="state">Of the backend it goes to.</param>
    void WriteOwn(WireBuffer buffer, IBackendState state, string text);

    /// <summary>Writes the whole reset of a used connection; how many answers follow is noted in the state.</summary>
    /// <param name="database">What the connection's login asked for; empty for none.</param>
    void WriteReset(WireBuffer buffer, IBackendState state, string database);

    /// <summary>
    /// Reads answers to an own statement outside of a conversation. True when its end was seen; what follows was not consumed.
    /// </summary>
    /// <param name="reported">Parameters the server reports meanwhile.</param>
    /// <param name="isClean">No error was among them and the connection is outside of a transaction.</param>
    bool TryReadOwnEnd(
        ReadOnlySpan<byte> bytes, WireLimits limits, IBackendState state, Action<string, string> reported, ref bool failed, out int consumed, out bool isClean);

    /// <summary>As <see cref="TryReadOwnEnd"/>, with the rows of the answers; for protocols whose catalogs are read by the gateway itself.</summary>
    /// <param name="row">Gets row payloads, see <see cref="ReadRow"/>.</param>
    /// <param name="error">Gets the server's words for a failure, code first.</param>
    bool TryReadOwnRows(
        ReadOnlySpan<byte> bytes, WireLimits limits, IBackendState state, OwnRowReader row, Action<string> error, ref bool failed,
        out int consumed, out bool isClean) => throw new NotSupportedException();

    /// <summary>Writes the request that cancels what a backend runs, to be sent on a connection of its own.</summary>
    void WriteCancel(WireBuffer buffer, CancelKey key);

    /// <summary>Writes the request for TLS that stands before a cancel request or a login.</summary>
    void WriteTlsRequest(WireBuffer buffer);

    /// <summary>The protocol's code of a denial, for the audit.</summary>
    string CodeOf(Denial denial);

    /// <summary>The protocol's code of what is no failure, for the audit.</summary>
    ReadOnlySpan<byte> SuccessCode => "00000"u8;

    /// <summary>The columns of a row payload in text format.</summary>
    string?[] ReadRow(ReadOnlySpan<byte> row);

    /// <summary>Several values as the text form of an array, for <c>= ANY (…)</c>.</summary>
    string ListText(IReadOnlyList<string> values);

    /// <summary>What stands in a text in the place of a list: one literal, or those of all values.</summary>
    string ListLiteral(IReadOnlyList<string> values) => Literal(ListText(values));

    /// <summary>
    /// Parameters whose types, declared by the client, may make the server convert a column that is compared with one, by a conversion
    /// that fails for some values: bit n-1 for the nth, the last bit for all from the 64th on.
    /// </summary>
    /// <param name="parameterTypes">As the protocol sends them.</param>
    ulong ForeignParameters(ReadOnlySpan<byte> parameterTypes);

    /// <summary>A value as a literal that means the same whatever the session's settings.</summary>
    string Literal(string value);

    /// <summary>Writes the good-bye of a client.</summary>
    void WriteTerminate(WireBuffer buffer);
}

/// <summary>Takes the payload of one row; valid during the call.</summary>
public delegate void OwnRowReader(ReadOnlySpan<byte> row);

/// <summary>Whether a listener speaks TLS.</summary>
public enum ClientTls
{
    Disable,
    Prefer,
    Require,

    /// <summary>TDS: as <see cref="Prefer"/>, and a client that asks for no more has only its login encrypted.</summary>
    LoginOnly,

    /// <summary>TDS 8.0: TLS before the first packet.</summary>
    Strict,
}

/// <summary>What a client login needs to know.</summary>
/// <param name="AllowPassword">
/// Under TLS, ask for the password in clear instead of SCRAM-SHA-256. It is checked against the same verifier.
/// </param>
public sealed record ClientLoginOptions(ClientTls Tls, bool AllowPassword, WireLimits Limits)
{
    /// <summary>What the cluster's server calls itself, for protocols that greet with it; empty when no connection has told yet.</summary>
    public string ServerVersion { get; init; } = "";

    /// <summary>The client's address, for protocols that name it in a refusal (<c>'user'@'host'</c>).</summary>
    public string ClientHost { get; init; } = "";

    /// <summary>The session's key as <see cref="CancelKey.ProcessId"/>, for protocols that greet with it.</summary>
    public int ConnectionId { get; init; }
}
