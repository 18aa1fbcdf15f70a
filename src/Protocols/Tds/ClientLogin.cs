using System.Buffers;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// The login of one client (MS-TDS §3.3.5): PRELOGIN, TLS as both agree, LOGIN7 with its password, which is held against the user's
/// verifier. A listener that allows clear text takes LOGIN7 as the first packet, too; TLS before everything is TDS 8.0. Malformed bytes are
/// faults; a refusal is an ERROR the driver sends before it closes.
/// </summary>
internal sealed class ClientLogin(ClientLoginOptions options, ScramKeyCache proven) : IClientLogin
{
    private readonly WireBuffer _buffer = new();
    private readonly WireBuffer _message = new();
    private State _state = State.First;
    private EncryptionOutcome _encryption;
    private bool _isTls;
    private Login7? _login;
    private BackendVariant? _variant;
    private SessionState? _session;
    private ScramVerifier? _verifier;
    private bool _isMock;
    private ScramVerification? _verification;

    private enum State
    {
        /// <summary>The first byte tells what the connection is.</summary>
        First,
        DirectTls,
        PreLogin,
        Tls,
        Login,
        LoginRest,

        /// <summary>LOGIN7 is there.</summary>
        Taken,
        Verifier,
        Begin,
        Work,
        Done,
        Refused,
    }

    public string User => _login?.UserName ?? "";

    public string Database => _login?.Database ?? "";

    public string Application => _login is null ? "" : PrintableText.From(_login.Application, Login7Reader.LongestText);

    /// <summary>What a client of TDS asks for at its login is all in the variant.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings => [];

    /// <summary>Cancels come on the same connection.</summary>
    public CancelKey CancelKey => default;

    public Denial? Refusal { get; private set; }

    public ILoginWork? Work => _verification;

    public string Method => "password";

    public string Variant => _variant?.ToString() ?? "";

    public object? Negotiated => _session;

    public TlsTraits Tls { get; private set; } = TlsTraits.Plain;

    public LoginStep Advance(ReadOnlySpan<byte> input, out int consumed, IBufferWriter<byte> output)
    {
        consumed = 0;
        LoginStep? step;
        do
        {
            step = StepOnce(input[consumed..], out var used);
            consumed += used;
        }
        while (step is null);

        Flush(output);
        return step.Value;
    }

    public void TlsStarted()
    {
        if (_state is not (State.Tls or State.DirectTls))
        {
            throw new InvalidOperationException("TLS was not asked for");
        }

        _isTls = true;
        _state = _state == State.DirectTls ? State.PreLogin : State.Login;
    }

    public void UseVerifier(PasswordVerifiers verifiers, bool isMock)
    {
        if (_state != State.Verifier)
        {
            throw new InvalidOperationException("no verifier was asked for");
        }

        _verifier = verifiers.Scram ?? throw new ArgumentException("no SCRAM verifier", nameof(verifiers));
        (_isMock, _state) = (isMock, State.Begin);
    }

    public void Refuse(Denial denial, IBufferWriter<byte> output)
    {
        Deny(denial);
        Flush(output);
    }

    public void Complete(IReadOnlyList<KeyValuePair<string, string>> parameters, CancelKey key, IBufferWriter<byte> output)
    {
        if (_state != State.Done)
        {
            throw new InvalidOperationException("the client is not authenticated");
        }

        var (session, variant) = (_session!, _variant!);
        var response = LoginResponse.From(parameters, variant);
        (session.Version, session.PacketSize, session.Spid) = (response.Version, response.PacketSize, (ushort)key.ProcessId);
        (session.Database, session.Collation, session.ServerName) = (response.Database, response.Collation, response.ServerName);
        var mark = FrameWriter.Begin(_buffer);
        response.Write(_buffer, _login!.RequestedVersion == TdsVersions.Strict);
        FrameWriter.End(_buffer, mark, MessageKind.TabularResult, PacketHeader.LoginPacketSize, spid: session.Spid);
        Flush(output);
    }

    private void Flush(IBufferWriter<byte> output)
    {
        output.Write(_buffer.Written);
        _buffer.Clear();
    }

    /// <summary>One transition; null when another can follow at once.</summary>
    private LoginStep? StepOnce(ReadOnlySpan<byte> input, out int used)
    {
        used = 0;
        switch (_state)
        {
            case State.First:
                return input.IsEmpty ? LoginStep.NeedMore : TakeFirst((MessageKind)input[0]);
            case State.DirectTls:
                return LoginStep.StartDirectTls;
            case State.Tls:
                if (!input.IsEmpty)
                {
                    WireFault.Throw("bytes in clear behind a pre-login that TLS is begun with");
                }

                return LoginStep.StartTls;
            case State.PreLogin:
                return ReadPreLogin(input, out used);
            case State.Login or State.LoginRest:
                return ReadLogin(input, out used);
            case State.Taken:
                return TakeLogin();
            case State.Verifier:
                return LoginStep.NeedVerifier;
            case State.Begin:
                return BeginProof();
            case State.Work:
                return _verification!.IsDone ? Conclude(_verification.IsVerified) : LoginStep.NeedWork;
            case State.Done:
                return LoginStep.Done;
            default:
                return LoginStep.Refused;
        }
    }

    private LoginStep? TakeFirst(MessageKind kind)
    {
        switch (kind)
        {
            case MessageKind.PreLogin when options.Tls != ClientTls.Strict:
                _state = State.PreLogin;
                return null;
            case MessageKind.PreLogin:
                // Its client waits for an answer that says how to go on within TDS 7, and can read no other.
                return WireFault.Throw<LoginStep?>("a client that begins without TLS at a listener of TDS 8.0 (`encrypt=strict`)");
            case MessageKind.Login7 when options.Tls == ClientTls.Strict:
                return Deny(OnlyTls);
            case MessageKind.TlsHandshake when options.Tls != ClientTls.Disable:
                (Tls, _state) = (PreLoginFraming.StrictTraits, State.DirectTls);
                return null;
            case MessageKind.Login7:
                _state = State.Login;
                return null;
            default:
                return WireFault.Throw<LoginStep?>("the first packet is none that a connection begins with");
        }
    }

    /// <summary>The answer has the form that every known client reads; a client that it does not suit closes.</summary>
    private LoginStep? ReadPreLogin(ReadOnlySpan<byte> input, out int used)
    {
        _message.Clear();
        if (!FrameReader.TryReadMessage(
            input, PacketHeader.LoginPacketSize, PacketHeader.LoginPacketSize, _message, out var header, out var payload, out used))
        {
            return LoginStep.NeedMore;
        }

        if (header.Kind != MessageKind.PreLogin)
        {
            WireFault.Throw("a packet in the place of a pre-login");
        }

        var client = PreLogin.Read(payload);
        _message.Clear();
        (var answer, _encryption) = EncryptionAnswer.Decide(options.Tls, client, _isTls);
        var mark = FrameWriter.Begin(_buffer);
        new PreLogin(LoginResponse.GreetingVersion(options.ServerVersion), answer) { Mars = false }.Write(_buffer, isServer: true);
        FrameWriter.End(_buffer, mark, MessageKind.TabularResult, PacketHeader.LoginPacketSize);
        _state = State.Login;
        if (_encryption is EncryptionOutcome.Full or EncryptionOutcome.LoginOnly)
        {
            (Tls, _state) = (PreLoginFraming.Traits, State.Tls);
        }

        return null;
    }

    /// <summary>LOGIN7, packet by packet: of a client that has only its login encrypted, TLS ends behind the first.</summary>
    private LoginStep? ReadLogin(ReadOnlySpan<byte> input, out int used)
    {
        used = 0;
        if (!FrameReader.TryReadPacket(input, PacketHeader.LoginPacketSize, out var header, out var payload))
        {
            return LoginStep.NeedMore;
        }

        if (header.Kind != MessageKind.Login7 || header.IsIgnored)
        {
            WireFault.Throw("a packet in the place of a login");
        }

        if (_message.Length + payload.Length > Login7.LongestLength)
        {
            WireFault.Throw("a login that is longer than it may be");
        }

        used = header.Length;
        _message.WriteBytes(payload);
        _state = header.IsLast ? State.Taken : State.LoginRest;
        if (_encryption != EncryptionOutcome.LoginOnly || !_isTls)
        {
            return null;
        }

        if (used < input.Length)
        {
            WireFault.Throw("bytes under TLS behind the packet with the login");
        }

        _isTls = false;
        return LoginStep.EndTls;
    }

    private LoginStep? TakeLogin()
    {
        var login = Login7.Read(_message.Written);
        _message.WrittenSpan.Clear();
        _message.Clear();
        _login = login;
        _variant = BackendVariant.Of(login);
        _session = new SessionState { Version = _variant.Version, PacketSize = _variant.PacketSize, Database = login.Database };
        if (_encryption == EncryptionOutcome.Impossible || (!_isTls && _encryption != EncryptionOutcome.LoginOnly && IsTlsDemanded))
        {
            return Deny(OnlyTls);
        }

        if (ClientIdentity.Refuse(login) is { } refusal)
        {
            return Deny(refusal);
        }

        _state = State.Verifier;
        return null;
    }

    private bool IsTlsDemanded => options.Tls is ClientTls.Require or ClientTls.Strict;

    private static Denial OnlyTls =>
        new(DenialCase.LoginRefused, "this listener and the client do not agree on encryption: set the client's `encrypt` as the listener demands");

    /// <summary>A password that was proven before costs no derivation.</summary>
    private LoginStep? BeginProof()
    {
        if (_login!.PasswordText() is not { } password)
        {
            return Conclude(isProven: false);
        }

        if (proven.TryGet(password, _verifier!.Salt, _verifier.Iterations, out var keys))
        {
            Array.Clear(password);
            return Conclude(ScramVerification.Fits(keys!, _verifier) && !_isMock);
        }

        _verification = new ScramVerification(password, _verifier, _isMock, proven);
        _state = State.Work;
        return null;
    }

    private LoginStep Conclude(bool isProven)
    {
        _verification = null;
        _login = _login!.WithoutPassword();
        if (!isProven)
        {
            return Deny(ClientIdentity.Failed(User));
        }

        _state = State.Done;
        return LoginStep.Done;
    }

    private LoginStep Deny(Denial denial)
    {
        Refusal = denial with { IsFatal = true };
        _session ??= new SessionState { Version = TdsVersion.V74, PacketSize = PacketHeader.LoginPacketSize };
        var said = new SessionState
        {
            Version = _session.Version < TdsVersion.V71 ? TdsVersion.V71 : _session.Version, PacketSize = PacketHeader.LoginPacketSize,
            Spid = _session.Spid, ServerName = _session.ServerName,
        };
        ErrorWriter.WriteMessage(_buffer, said, Refusal);
        _state = State.Refused;
        return LoginStep.Refused;
    }
}
