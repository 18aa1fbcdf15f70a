using System.Buffers;

namespace ProxyDb.Protocols.Statements;

/// <summary>What a login state machine needs next from its driver.</summary>
public enum LoginStep
{
    /// <summary>More bytes of the peer.</summary>
    NeedMore,

    /// <summary>Flush the output, then start TLS on the connection and call <c>TlsStarted</c>. Bytes already received in clear are not read any more.</summary>
    StartTls,

    /// <summary>
    /// As <see cref="StartTls"/>, for a peer whose first bytes are TLS already (TDS 8.0, ALPN): what was received and not consumed is
    /// the beginning of its handshake.
    /// </summary>
    StartDirectTls,

    /// <summary>
    /// Client side, TDS with <see cref="ClientTls.LoginOnly"/>: TLS ends behind the records that were shown so far, all later bytes of both
    /// directions travel in clear. From <see cref="StartTls"/> to here the driver shows one record at a time.
    /// </summary>
    EndTls,

    /// <summary>Client side: look the user up and call <see cref="IClientLogin.UseVerifier"/>.</summary>
    NeedVerifier,

    /// <summary>An expensive derivation: run <see cref="ILoginWork.Run"/> of <c>Work</c> on a worker thread, then advance again.</summary>
    NeedWork,

    /// <summary>Client side: authenticated. Backend side: ReadyForQuery was seen.</summary>
    Done,

    /// <summary>Flush the output (it holds the native error), then close.</summary>
    Refused,

    /// <summary>Backend side: the server is elsewhere, see <see cref="IServerLogin.Route"/>. Close, and log in there (TDS ENVCHANGE 20).</summary>
    Routed,

    /// <summary>Client side: the connection is a cancel request; see <see cref="IClientLogin.CancelKey"/>. Nothing is answered.</summary>
    Cancel,
}

/// <summary>Work that must not run on a loop (key derivation).</summary>
public interface ILoginWork
{
    void Run();
}

/// <summary>Key of a running session as the client knows it; Secret may be longer than 4 bytes from protocol 3.2 on.</summary>
public readonly record struct CancelKey(int ProcessId, int Secret);

/// <summary>A SCRAM-SHA-256 verifier (RFC 5803): what the users file holds instead of a password.</summary>
public sealed record ScramVerifier(int Iterations, byte[] Salt, byte[] StoredKey, byte[] ServerKey);

/// <summary>Every verifier the users file holds of one user, or mocks of them; a protocol takes what its methods can use.</summary>
/// <param name="Scram">PostgreSQL.</param>
/// <param name="CachingSha2">MySQL: <c>$A$005$…</c>, the crypt form of caching_sha2_password.</param>
/// <param name="MysqlNative">MySQL: <c>*</c> and SHA1(SHA1(password)) in hexadecimal.</param>
public sealed record PasswordVerifiers(ScramVerifier? Scram, string? CachingSha2 = null, string? MysqlNative = null);

/// <summary>
/// What a protocol puts around its packets once both sides have agreed to it (compression): bytes as they travel ↔ bytes as the
/// conversation reads and writes them. One object a connection; both ways keep state.
/// </summary>
public interface IByteCodec
{
    /// <summary>Appends what is complete to <paramref name="plain"/>; returns how much of the input was taken. Throws <see cref="Wire.WireFault"/>.</summary>
    int Decode(ReadOnlySpan<byte> travelled, Wire.WireBuffer plain);

    /// <summary>Whole messages, as they are to travel.</summary>
    void Encode(ReadOnlySpan<byte> plain, Wire.WireBuffer travelled);
}

/// <summary>
/// What a protocol puts around the records of a TLS handshake (TDS 7: PRELOGIN packets). It ends with the handshake: behind it records
/// travel bare. One object a connection.
/// </summary>
public interface IHandshakeFraming
{
    /// <summary>
    /// Appends the records within one frame, or within a part of one; returns how much of the input was taken, 0 when more bytes are
    /// needed. Never takes from a second frame: it may be the first bare record. Throws <see cref="Wire.WireFault"/>.
    /// </summary>
    int Unwrap(ReadOnlySpan<byte> received, Wire.WireBuffer records);

    /// <summary>One flight of records, as it is to travel.</summary>
    void Wrap(ReadOnlySpan<byte> records, Wire.WireBuffer travelling);
}

/// <summary>How TLS of a connection differs from what the listener or cluster configures; part of the login that asks for it.</summary>
/// <param name="Framing">Around the handshake; null: none.</param>
/// <param name="Only12">TLS 1.2 and no other: records behind a handshake of 1.3 would be framed by one peer and not by the other.</param>
/// <param name="ApplicationProtocol">ALPN (<c>tds/8.0</c>); null: none. Of a client that names none it is taken for granted.</param>
public sealed record TlsTraits(IHandshakeFraming? Framing, bool Only12, string? ApplicationProtocol)
{
    public static TlsTraits Plain { get; } = new(null, false, null);
}

/// <summary>Where a server says that the database is.</summary>
public readonly record struct ServerRoute(string Host, int Port);

/// <summary>The login of one client, without I/O: bytes in, bytes out, and a step that says what is needed.</summary>
public interface IClientLogin
{
    string User { get; }

    string Database { get; }

    /// <summary>What the client claims to be (application_name); empty when it says nothing.</summary>
    string Application { get; }

    /// <summary>Settings the client asked for at start-up, <c>options=-c</c> unfolded, in order, names folded.</summary>
    IReadOnlyList<KeyValuePair<string, string>> Settings { get; }

    /// <summary>Set with <see cref="LoginStep.Cancel"/>.</summary>
    CancelKey CancelKey { get; }

    /// <summary>Set with <see cref="LoginStep.Refused"/>.</summary>
    Denial? Refusal { get; }

    ILoginWork? Work { get; }

    /// <summary>How the client proved itself, for the audit: <c>scram-sha-256</c>, <c>password</c>.</summary>
    string Method { get; }

    /// <summary>Consumes what it can of <paramref name="input"/>.</summary>
    LoginStep Advance(ReadOnlySpan<byte> input, out int consumed, IBufferWriter<byte> output);

    void TlsStarted();

    /// <summary>
    /// The verifier of the user. For an unknown user the driver passes a mock made from a stable secret and the name, with
    /// <paramref name="isMock"/>: the exchange runs to its end and fails there, so that names cannot be told apart.
    /// </summary>
    void UseVerifier(PasswordVerifiers verifiers, bool isMock);

    /// <summary>
    /// What makes backend connections differ on the wire or in meaning for this client (MySQL: <c>found_rows</c> …), in a stable order;
    /// part of the pool's key and given to the backend's login. Empty: the plain kind.
    /// </summary>
    string Variant => "";

    /// <summary>Set when the login is done and the client wants its bytes wrapped from then on.</summary>
    IByteCodec? Codec => null;

    /// <summary>Read at <see cref="LoginStep.StartTls"/> and <see cref="LoginStep.StartDirectTls"/>.</summary>
    TlsTraits Tls => TlsTraits.Plain;

    /// <summary>What the conversation must know of what was negotiated; handed to <see cref="IWireProtocol.CreateConversation"/>.</summary>
    object? Negotiated => null;

    /// <summary>Writes the native error of a refusal decided by the driver (source address, no backend …).</summary>
    void Refuse(Denial denial, IBufferWriter<byte> output);

    /// <summary>Writes the end of the login: authentication ok, parameters, key, ready.</summary>
    void Complete(IReadOnlyList<KeyValuePair<string, string>> parameters, CancelKey key, IBufferWriter<byte> output);
}

/// <summary>What a backend login needs to know.</summary>
/// <param name="Methods">Methods the server may ask for (<c>login.auth</c>): <c>scram-sha-256 password md5 trust</c>.</param>
/// <param name="Settings">Settings sent with the start-up message.</param>
public sealed record ServerLoginOptions(
    string User,
    string Database,
    ReadOnlyMemory<byte> Password,
    IReadOnlyList<string> Methods,
    bool RequireTls,
    bool TryTls,
    IReadOnlyList<KeyValuePair<string, string>> Settings)
{
    /// <summary>As <see cref="IClientLogin.Variant"/> of the clients it is for.</summary>
    public string Variant { get; init; } = "";

    /// <summary>Compress the connection if the server can (<c>clusters.x.compression</c>).</summary>
    public bool Compress { get; init; }

    /// <summary>TLS comes before everything else (TDS 8.0, <c>tls.mode: strict</c>): the driver starts it, then the login.</summary>
    public bool StrictTls { get; init; }

    /// <summary>The endpoint as configured, for protocols that name the server in their login.</summary>
    public string Server { get; init; } = "";
}

/// <summary>The login at a backend, without I/O.</summary>
public interface IServerLogin
{
    /// <summary>What the server reported (ParameterStatus), last value of each.</summary>
    IReadOnlyList<KeyValuePair<string, string>> Parameters { get; }

    CancelKey CancelKey { get; }

    /// <summary>Set with <see cref="LoginStep.Refused"/>: the server's own words, control characters stripped, or ours.</summary>
    string? Failure { get; }

    /// <summary>The server's error code with <see cref="Failure"/>, null when the failure is ours.</summary>
    string? FailureCode { get; }

    ILoginWork? Work { get; }

    /// <summary>Set when the login is done and both sides have agreed to wrap their bytes.</summary>
    IByteCodec? Codec => null;

    /// <summary>Read at <see cref="LoginStep.StartTls"/>; of a strict login also before <see cref="Start"/>, which follows the handshake then.</summary>
    TlsTraits Tls => TlsTraits.Plain;

    /// <summary>Set with <see cref="LoginStep.Routed"/>.</summary>
    ServerRoute Route => default;

    /// <summary>What was negotiated with this server; handed to <see cref="IWireProtocol.CreateBackendState"/>.</summary>
    object? Negotiated => null;

    /// <summary>Writes the first bytes (SSLRequest or StartupMessage).</summary>
    void Start(IBufferWriter<byte> output);

    LoginStep Advance(ReadOnlySpan<byte> input, out int consumed, IBufferWriter<byte> output);

    void TlsStarted(IBufferWriter<byte> output);
}
