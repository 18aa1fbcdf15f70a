using System.Buffers;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// The login of one client: requests for encryption, StartupMessage, then SCRAM-SHA-256 or a password under TLS
/// (<see href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-START-UP"/>). Malformed bytes are faults;
/// a refusal is a FATAL error the driver sends before it closes.
/// </summary>
internal sealed class ClientLogin(ClientLoginOptions options, byte[]? scramNonce = null) : IClientLogin
{
    private readonly WireBuffer _buffer = new();
    private State _state = State.Startup;
    private bool _isTls;
    private bool _askedSsl;
    private bool _askedGss;
    private ScramServer? _scram;
    private ScramVerifier? _verifier;
    private bool _isMock;
    private ScramVerification? _verification;

    private enum State
    {
        Startup,
        Tls,
        Verifier,
        Begin,
        SaslInitial,
        SaslFinal,
        Password,
        Verification,
        Done,
        Refused,
        Cancel,
    }

    public string User { get; private set; } = "";

    public string Database { get; private set; } = "";

    public string Application { get; private set; } = "";

    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; private set; } = [];

    public CancelKey CancelKey { get; private set; }

    public Denial? Refusal { get; private set; }

    public ILoginWork? Work => _verification;

    public string Method => UsesPassword ? "password" : "scram-sha-256";

    private bool UsesPassword => options.AllowPassword && _isTls;

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

        output.Write(_buffer.Written);
        _buffer.Clear();
        return step.Value;
    }

    public void TlsStarted()
    {
        if (_state != State.Tls)
        {
            throw new InvalidOperationException("TLS was not asked for");
        }

        _isTls = true;
        _state = State.Startup;
    }

    public void UseVerifier(PasswordVerifiers verifiers, bool isMock)
    {
        if (_state != State.Verifier)
        {
            throw new InvalidOperationException("no verifier was asked for");
        }

        _verifier = verifiers.Scram ?? throw new ArgumentException("no SCRAM verifier", nameof(verifiers));
        _isMock = isMock;
        _state = State.Begin;
    }

    public void Refuse(Denial denial, IBufferWriter<byte> output)
    {
        Deny(denial);
        output.Write(_buffer.Written);
        _buffer.Clear();
    }

    public void Complete(IReadOnlyList<KeyValuePair<string, string>> parameters, CancelKey key, IBufferWriter<byte> output)
    {
        if (_state != State.Done)
        {
            throw new InvalidOperationException("the client is not authenticated");
        }

        AuthenticationMessage.Write(_buffer, AuthenticationKind.Ok);
        foreach (var (name, value) in parameters)
        {
            ParameterStatusMessage.Write(_buffer, name, value);
        }

        BackendKeyDataMessage.Write(_buffer, key.ProcessId, key.Secret);
        ReadyForQueryMessage.Write(_buffer, TransactionStatus.Idle);
        output.Write(_buffer.Written);
        _buffer.Clear();
    }

    /// <summary>One transition; null when another can follow at once.</summary>
    private LoginStep? StepOnce(ReadOnlySpan<byte> input, out int used)
    {
        used = 0;
        switch (_state)
        {
            case State.Startup:
                return ReadStartup(input, out used);
            case State.Tls:
                if (!input.IsEmpty)
                {
                    WireFault.Throw("bytes in clear after SSLRequest");
                }

                return LoginStep.StartTls;
            case State.Verifier:
                return LoginStep.NeedVerifier;
            case State.Begin:
                return AskForProof();
            case State.SaslInitial or State.SaslFinal or State.Password:
                return ReadProof(input, out used);
            case State.Verification:
                return _verification!.IsDone ? Conclude(_verification.IsVerified) : LoginStep.NeedWork;
            case State.Done:
                return LoginStep.Done;
            case State.Cancel:
                return LoginStep.Cancel;
            default:
                return LoginStep.Refused;
        }
    }

    private LoginStep? ReadStartup(ReadOnlySpan<byte> input, out int used)
    {
        used = 0;
        if (!FrameReader.TryReadStartup(input, options.Limits, out var frame))
        {
            return LoginStep.NeedMore;
        }

        used = frame.Raw.Length;
        switch (StartupRequest.ReadKind(frame.Payload))
        {
            case StartupRequestKind.Cancel:
                if (!StartupRequest.TryReadCancel(frame.Payload, out var processId, out var secret))
                {
                    WireFault.Throw("a CancelRequest with a key that is not one of ours");
                }

                CancelKey = new CancelKey(processId, secret);
                _state = State.Cancel;
                return LoginStep.Cancel;
            case StartupRequestKind.Ssl:
                return AnswerSsl(hasMore: used < input.Length);
            case StartupRequestKind.GssEncryption:
                return AnswerGss(hasMore: used < input.Length);
            default:
                return TakeStartup(StartupMessage.Read(frame.Payload));
        }
    }

    /// <summary>
    /// A client waits for the answer before it goes on. What stands behind the request in clear may be somebody else's, meant to
    /// be read as if it had come under TLS (CVE-2021-23214).
    /// </summary>
    private LoginStep AnswerSsl(bool hasMore)
    {
        if (_askedSsl || _isTls || hasMore)
        {
            WireFault.Throw(hasMore ? "bytes in clear after SSLRequest" : "a second request for TLS");
        }

        _askedSsl = true;
        if (options.Tls == ClientTls.Disable)
        {
            _buffer.WriteByte((byte)'N');
            return LoginStep.NeedMore;
        }

        _buffer.WriteByte((byte)'S');
        _state = State.Tls;
        return LoginStep.StartTls;
    }

    private LoginStep AnswerGss(bool hasMore)
    {
        if (_askedGss || _isTls || hasMore)
        {
            WireFault.Throw(hasMore ? "bytes in clear after GSSENCRequest" : "a second request for GSS encryption");
        }

        _askedGss = true;
        _buffer.WriteByte((byte)'N');
        return LoginStep.NeedMore;
    }

    private LoginStep TakeStartup(StartupMessage message)
    {
        if (message.Major != StartupMessage.Version30 >> 16)
        {
            return Deny(new Denial(DenialCase.FeatureNotSupported, "this protocol version is not supported, use 3.0") { IsFatal = true });
        }

        var parameters = StartupParameters.From(message);
        User = parameters.User;
        Database = parameters.Database;
        Application = parameters.Application;
        Settings = parameters.Settings;
        if (options.Tls == ClientTls.Require && !_isTls)
        {
            return Deny(new Denial(DenialCase.LoginRefused, "this listener takes connections under TLS only, connect with sslmode=require")
            {
                Code = "28000",
            });
        }

        if (parameters.Refusal is { } refusal)
        {
            return Deny(refusal);
        }

        if (message.Minor > 0 || parameters.ProtocolOptions.Count > 0)
        {
            NegotiateProtocolVersionMessage.Write(_buffer, StartupMessage.Version30, parameters.ProtocolOptions);
        }

        _state = State.Verifier;
        return LoginStep.NeedVerifier;
    }

    private LoginStep? AskForProof()
    {
        if (UsesPassword)
        {
            AuthenticationMessage.Write(_buffer, AuthenticationKind.CleartextPassword);
            _state = State.Password;
        }
        else
        {
            _scram = new ScramServer(_verifier!, _isMock, scramNonce ?? ScramSha256.MakeNonce());
            AuthenticationMessage.Write(_buffer, AuthenticationKind.Sasl, "SCRAM-SHA-256\0\0"u8);
            _state = State.SaslInitial;
        }

        return null;
    }

    private LoginStep? ReadProof(ReadOnlySpan<byte> input, out int used)
    {
        used = 0;
        if (!input.IsEmpty && input[0] != (byte)ClientMessageKind.Password)
        {
            WireFault.Throw("a message that has no place in the login");
        }

        if (!FrameReader.TryRead(input, options.Limits, fromClient: true, out var frame))
        {
            return LoginStep.NeedMore;
        }

        used = frame.Raw.Length;
        switch (_state)
        {
            case State.SaslInitial:
                return BeginScram(SaslInitialResponse.Read(frame.Payload));
            case State.SaslFinal:
                var final = _scram!.Finish(SaslResponse.Read(frame.Payload).Data);
                if (final is not null)
                {
                    AuthenticationMessage.Write(_buffer, AuthenticationKind.SaslFinal, final);
                }

                return Conclude(final is not null);
            default:
                _verification = new ScramVerification(PasswordMessage.Read(frame.Payload).Password.ToArray(), _verifier!, _isMock);
                _state = State.Verification;
                return LoginStep.NeedWork;
        }
    }

    private LoginStep? BeginScram(SaslInitialResponse response)
    {
        if (!response.Mechanism.SequenceEqual(ScramSha256.Mechanism))
        {
            WireFault.Throw("a SASL mechanism that was not offered");
        }

        AuthenticationMessage.Write(_buffer, AuthenticationKind.SaslContinue, _scram!.Begin(response.Data));
        _state = State.SaslFinal;
        return null;
    }

    private LoginStep Conclude(bool isProven)
    {
        _verification = null;
        if (!isProven)
        {
            return Deny(new Denial(DenialCase.LoginRefused, $"password authentication failed for user `{PrintableText.From(User, 63)}`"));
        }

        _state = State.Done;
        return LoginStep.Done;
    }

    private LoginStep Deny(Denial denial)
    {
        Refusal = denial with { IsFatal = true };
        ErrorWriter.Write(_buffer, Refusal);
        _state = State.Refused;
        return LoginStep.Refused;
    }
}
