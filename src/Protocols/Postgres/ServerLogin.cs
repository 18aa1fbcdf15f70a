using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// The login at a backend: SSLRequest, StartupMessage (protocol 3.0), the one method that the options allow, then everything up to
/// ReadyForQuery. A backend that asks for another method gets nothing of the password.
/// </summary>
internal sealed class ServerLogin(ServerLoginOptions options, ScramKeyCache keys, byte[]? scramNonce = null) : IServerLogin
{
    private const int FailureLength = 1024;
    private const int ParameterCount = 256;
    private const int ParameterLength = 8192;

    private readonly WireBuffer _buffer = new();
    private readonly Dictionary<string, string> _parameters = new(StringComparer.Ordinal);
    private State _state = State.Start;
    private ScramClient? _scram;
    private ScramDerivation? _derivation;
    private ScramKeys? _derived;
    private bool _isTls;

    private enum State
    {
        Start,
        TlsAnswer,
        Tls,
        Authentication,
        SaslContinue,
        Derivation,
        SaslFinal,
        AuthenticationOk,
        Ready,
        Done,
        Refused,
    }

    public IReadOnlyList<KeyValuePair<string, string>> Parameters => [.. _parameters];

    public CancelKey CancelKey { get; private set; }

    public string? Failure { get; private set; }

    public string? FailureCode { get; private set; }

    public ILoginWork? Work => _derivation;

    public void Start(IBufferWriter<byte> output)
    {
        if (options.RequireTls || options.TryTls)
        {
            _buffer.WriteBytes(StartupRequest.Ssl);
            _state = State.TlsAnswer;
        }
        else
        {
            WriteStartup();
        }

        Flush(output);
    }

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

    public void TlsStarted(IBufferWriter<byte> output)
    {
        if (_state != State.Tls)
        {
            throw new InvalidOperationException("TLS was not granted");
        }

        _isTls = true;
        WriteStartup();
        Flush(output);
    }

    private void Flush(IBufferWriter<byte> output)
    {
        output.Write(_buffer.Written);
        _buffer.Clear();
    }

    private void WriteStartup()
    {
        StartupMessage.Write(_buffer, [new("user", options.User), new("database", options.Database), .. options.Settings]);
        _state = State.Authentication;
    }

    /// <summary>One transition; null when another can follow at once.</summary>
    private LoginStep? StepOnce(ReadOnlySpan<byte> input, out int used)
    {
        used = 0;
        switch (_state)
        {
            case State.Start:
                throw new InvalidOperationException("the login was not started");
            case State.TlsAnswer:
                return ReadTlsAnswer(input, out used);
            case State.Tls:
                if (!input.IsEmpty)
                {
                    WireFault.Throw("bytes in clear after the server granted TLS");
                }

                return LoginStep.StartTls;
            case State.Derivation:
                return AnswerScram();
            case State.Done:
                return LoginStep.Done;
            case State.Refused:
                return LoginStep.Refused;
            default:
                return ReadMessage(input, out used);
        }
    }

    private LoginStep ReadTlsAnswer(ReadOnlySpan<byte> input, out int used)
    {
        used = 0;
        if (input.IsEmpty)
        {
            return LoginStep.NeedMore;
        }

        used = 1;
        switch (input[0])
        {
            case (byte)'E':
                // Whatever text follows is not authenticated and may be anybody's: it is not shown (CVE-2024-10977).
                used = input.Length;
                return Refuse("the server answered the request for TLS with an error");
            case (byte)'S' or (byte)'N' when input.Length > 1:
                WireFault.Throw("bytes in clear behind the server's answer to SSLRequest");
                break;
            case (byte)'S':
                _state = State.Tls;
                return LoginStep.StartTls;
            case (byte)'N' when options.RequireTls:
                return Refuse("the server does not offer TLS, which `tls.mode` demands");
            case (byte)'N':
                WriteStartup();
                return LoginStep.NeedMore;
        }

        return WireFault.Throw<LoginStep>("an answer to SSLRequest that is neither yes nor no");
    }

    private LoginStep? ReadMessage(ReadOnlySpan<byte> input, out int used)
    {
        used = 0;
        if (!ServerMessageReader.TryRead(input, WireLimits.Default, out var kind, out var frame))
        {
            return LoginStep.NeedMore;
        }

        used = frame.Raw.Length;
        switch (kind)
        {
            case ServerMessageKind.ErrorResponse:
                var fields = ErrorFields.Read(frame.Payload);
                FailureCode = PrintableText.FromUtf8(fields.Code, 5);
                return Refuse(PrintableText.FromUtf8(fields.Message, FailureLength));
            case ServerMessageKind.NoticeResponse:
                ErrorFields.Read(frame.Payload);
                return null;
            case ServerMessageKind.NegotiateProtocolVersion:
                return Refuse("the server does not speak protocol 3.0");
            case ServerMessageKind.Authentication when _state != State.Ready:
                return TakeAuthentication(AuthenticationMessage.Read(frame.Payload));
            default:
                return _state == State.Ready
                    ? TakeSessionFact(kind, frame)
                    : WireFault.Throw<LoginStep?>("a message of the server that has no place before the end of authentication");
        }
    }

    private LoginStep? TakeAuthentication(AuthenticationMessage message)
    {
        switch (_state, message.Kind)
        {
            case (State.Authentication, AuthenticationKind.Sasl):
                return BeginScram(message);
            case (State.Authentication, AuthenticationKind.CleartextPassword):
                return AnswerClearPassword();
            case (State.Authentication, AuthenticationKind.Md5Password):
                return Allows("md5") ? AnswerPassword(Md5Answer(message.Data)) : RefuseMethod("md5");
            case (State.Authentication, AuthenticationKind.Ok):
                if (!Allows("trust"))
                {
                    return RefuseMethod("trust");
                }

                _state = State.Ready;
                return null;
            case (State.SaslContinue, AuthenticationKind.SaslContinue):
                return ReadChallenge(message.Data);
            case (State.SaslFinal, AuthenticationKind.SaslFinal):
                if (!_scram!.IsServerProven(message.Data))
                {
                    return Refuse("the server could not prove that it knows the password's verifier");
                }

                keys.Add(options.Password.Span, _scram.Salt, _scram.Iterations, _derived!);
                _state = State.AuthenticationOk;
                return null;
            case (State.AuthenticationOk, AuthenticationKind.Ok):
                _state = State.Ready;
                return null;
            case (State.Authentication, _):
                return Refuse("the server asks for a login method that is not supported");
            default:
                return Refuse("the server left the order of the login");
        }
    }

    private LoginStep? BeginScram(AuthenticationMessage message)
    {
        if (!Allows("scram-sha-256"))
        {
            return RefuseMethod("scram-sha-256");
        }

        if (!message.Offers(ScramSha256.Mechanism))
        {
            return Refuse("the server does not offer SCRAM-SHA-256");
        }

        _scram = new ScramClient(scramNonce ?? ScramSha256.MakeNonce());
        SaslInitialResponse.Write(_buffer, ScramSha256.Mechanism, _scram.First());
        _state = State.SaslContinue;
        return null;
    }

    private LoginStep? ReadChallenge(ReadOnlySpan<byte> data)
    {
        if (_scram!.ReadServerFirst(data) is { } why)
        {
            return Refuse(why);
        }

        _state = State.Derivation;
        return null;
    }

    private LoginStep? AnswerScram()
    {
        if (!keys.TryGet(options.Password.Span, _scram!.Salt, _scram.Iterations, out _derived))
        {
            _derivation ??= new ScramDerivation(options.Password, _scram.Salt, _scram.Iterations);
            _derived = _derivation.Keys;
            if (_derived is null)
            {
                return LoginStep.NeedWork;
            }
        }

        _derivation = null;
        SaslResponse.Write(_buffer, _scram.Final(_derived!));
        _state = State.SaslFinal;
        return null;
    }

    private LoginStep? AnswerClearPassword()
    {
        if (!Allows("password"))
        {
            return RefuseMethod("password");
        }

        return _isTls || !options.TryTls
            ? AnswerPassword(options.Password.Span)
            : Refuse("the server asks for the password in clear and does not offer TLS");
    }

    private LoginStep? AnswerPassword(ReadOnlySpan<byte> answer)
    {
        if (answer.Contains((byte)0))
        {
            return Refuse("the password of the login holds a zero byte, which this method cannot carry");
        }

        PasswordMessage.Write(_buffer, answer);
        _state = State.AuthenticationOk;
        return null;
    }

    /// <summary>"md5" + md5(md5(password + user) + salt), in hexadecimal.</summary>
    private byte[] Md5Answer(ReadOnlySpan<byte> salt)
    {
        byte[] secret = [.. options.Password.Span, .. Encoding.UTF8.GetBytes(options.User)];
#pragma warning disable CA5351 // the server's own method; only when `login.auth` names it
        var inner = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(MD5.HashData(secret)));
        var outer = Convert.ToHexStringLower(MD5.HashData([.. inner, .. salt]));
#pragma warning restore CA5351
        CryptographicOperations.ZeroMemory(secret);
        return Encoding.ASCII.GetBytes("md5" + outer);
    }

    /// <summary>Between AuthenticationOk and ReadyForQuery: parameters and the key.</summary>
    private LoginStep? TakeSessionFact(ServerMessageKind kind, Frame frame)
    {
        switch (kind)
        {
            case ServerMessageKind.ParameterStatus:
                TakeParameter(ParameterStatusMessage.Read(frame.Payload));
                return null;
            case ServerMessageKind.BackendKeyData:
                var key = BackendKeyDataMessage.Read(frame.Payload);
                CancelKey = new CancelKey(key.ProcessId, key.Secret);
                return null;
            case ServerMessageKind.ReadyForQuery:
                if (ReadyForQueryMessage.Read(frame.Payload).Status != TransactionStatus.Idle)
                {
                    return Refuse("the server begins the session inside a transaction");
                }

                _state = State.Done;
                return LoginStep.Done;
            default:
                return WireFault.Throw<LoginStep?>("a message of the server that has no place before ReadyForQuery");
        }
    }

    private void TakeParameter(ParameterStatusMessage message)
    {
        if (_parameters.Count >= ParameterCount || message.Name.Length > ParameterLength || message.Value.Length > ParameterLength)
        {
            WireFault.Throw("more or longer parameters of the server than make sense");
        }

        _parameters[Encoding.UTF8.GetString(message.Name)] = Encoding.UTF8.GetString(message.Value);
    }

    private bool Allows(string method)
    {
        foreach (var allowed in options.Methods)
        {
            if (allowed == method)
            {
                return true;
            }
        }

        return false;
    }

    private LoginStep RefuseMethod(string method) =>
        Refuse($"the server asks for the login method `{method}`, which `login.auth` does not allow");

    /// <summary>Nothing that was prepared for the server leaves any more.</summary>
    private LoginStep Refuse(string failure)
    {
        _buffer.Clear();
        Failure = failure;
        _state = State.Refused;
        return LoginStep.Refused;
    }
}
