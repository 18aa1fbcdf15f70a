using System.Buffers;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// The login of one client: greeting, SSLRequest, HandshakeResponse41, then the exchange of the method that the user's verifiers serve
/// (<see href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html"/>). Malformed bytes are faults; a
/// refusal is an ERR packet the driver sends before it closes. Begun from a COM_CHANGE_USER it has everything up to the user already.
/// </summary>
internal sealed class ClientLogin : IClientLogin
{
    private readonly ClientLoginOptions _options;
    private readonly HandshakeV10 _greeting;
    private readonly ClientProof _proof;
    private readonly WireBuffer _buffer = new();
    private readonly bool _isChange;
    private State _state;
    private byte _sequence;
    private bool _isTls;
    private HandshakeResponse41? _response;
    private ClientIdentity _identity = ClientIdentity.Unknown;

    public ClientLogin(ClientLoginOptions options, CachingSha2Cache cache, LoginKey key, byte[]? scramble = null)
    {
        _options = options;
        _greeting = ServerGreeting.For(options, scramble ?? HandshakeV10.MakeScramble());
        _proof = new ClientProof(cache, key, _greeting.Scramble, options.AllowPassword);
        _state = State.Greeting;
    }

    /// <param name="before">What the login before had negotiated: capabilities, scramble, TLS and compression stay.</param>
    /// <param name="packet">A whole COM_CHANGE_USER with its header.</param>
    public ClientLogin(ClientLoginOptions options, CachingSha2Cache cache, LoginKey key, SessionState before, ReadOnlySpan<byte> packet)
    {
        (_options, _isChange, _isTls) = (options, true, before.IsTls);
        _greeting = ServerGreeting.For(options, before.Scramble) with { Capabilities = before.Capabilities };
        _proof = new ClientProof(cache, key, before.Scramble, options.AllowPassword);
        _sequence = 1;
        _response = ComChangeUser.Read(packet[FrameReader.HeaderLength..], before.Capabilities);
        _state = State.Changed;
    }

    private enum State
    {
        Greeting,
        Response,
        Tls,
        Changed,
        Verifier,
        Begin,
        Proof,
        Work,
        Done,
        Refused,
    }

    public string User => _identity.User;

    public string Database => _identity.Database;

    public string Application => _identity.Application;

    public IReadOnlyList<KeyValuePair<string, string>> Settings => _identity.Settings;

    public string Variant => _identity.Variant;

    /// <summary>A cancel request is a statement (KILL QUERY) here.</summary>
    public CancelKey CancelKey => default;

    public Denial? Refusal { get; private set; }

    public ILoginWork? Work => _proof.Work;

    public string Method => _proof.Method;

    public IByteCodec? Codec { get; private set; }

    public object? Negotiated { get; private set; }

    private Capabilities Agreed => _response is null ? Capabilities.None : _response.Capabilities & _greeting.Capabilities;

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
        if (_state != State.Tls)
        {
            throw new InvalidOperationException("TLS was not asked for");
        }

        _isTls = true;
        _state = State.Response;
    }

    public void UseVerifier(PasswordVerifiers verifiers, bool isMock)
    {
        if (_state != State.Verifier)
        {
            throw new InvalidOperationException("no verifier was asked for");
        }

        _proof.UseVerifiers(verifiers, isMock, _isTls, Agreed);
        _state = State.Begin;
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

        var mark = FrameWriter.Begin(_buffer);
        new OkPacket { Status = StatusOf(parameters) }.Write(_buffer, OkPacket.Header, Agreed);
        FrameWriter.End(_buffer, mark, ref _sequence);
        Flush(output);
    }

    private string UsedPassword => _proof.UsedPassword ? "YES" : "NO";

    private static ServerStatus StatusOf(IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        var status = ServerStatus.Autocommit;
        foreach (var (name, value) in parameters)
        {
            status = name switch
            {
                "autocommit" when value is "OFF" or "0" => status & ~ServerStatus.Autocommit,
                "sql_mode" when value.Contains("NO_BACKSLASH_ESCAPES", StringComparison.Ordinal) => status | ServerStatus.NoBackslashEscapes,
                _ => status,
            };
        }

        return status;
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
            case State.Greeting:
                var mark = FrameWriter.Begin(_buffer);
                _greeting.Write(_buffer);
                FrameWriter.End(_buffer, mark, ref _sequence);
                _state = State.Response;
                return null;
            case State.Tls:
                if (!input.IsEmpty)
                {
                    WireFault.Throw("bytes in clear after SSLRequest");
                }

                return LoginStep.StartTls;
            case State.Changed:
                return TakeIdentity();
            case State.Verifier:
                return LoginStep.NeedVerifier;
            case State.Begin:
                return After(_proof.Begin(_buffer, ref _sequence, _response!));
            case State.Work:
                return _proof.IsWorkDone ? After(_proof.AfterWork(_buffer, ref _sequence)) : LoginStep.NeedWork;
            case State.Done:
                return LoginStep.Done;
            case State.Refused:
                return LoginStep.Refused;
            default:
                return ReadPacket(input, out used);
        }
    }

    private LoginStep? ReadPacket(ReadOnlySpan<byte> input, out int used)
    {
        used = 0;
        if (!FrameReader.TryRead(input, _options.Limits.AuthenticationLength, out var frame))
        {
            return LoginStep.NeedMore;
        }

        used = frame.Raw.Length;
        if (frame.Raw[3] != _sequence)
        {
            WireFault.Throw("a packet of the login out of order");
        }

        _sequence++;
        return _state == State.Proof
            ? After(_proof.Take(_buffer, ref _sequence, frame.Payload))
            : TakeResponse(frame.Payload);
    }

    /// <summary>
    /// A client waits for nothing after SSLRequest but begins TLS. What stands behind the request may be its hello: nothing of it is read
    /// here, and TLS refuses what somebody else has put there.
    /// </summary>
    private LoginStep? TakeResponse(ReadOnlySpan<byte> payload)
    {
        if (!HandshakeResponse41.IsOfProtocol41(payload))
        {
            return Deny(new Denial(DenialCase.ProtocolViolation, "Bad handshake") { Code = "1043" });
        }

        if (HandshakeResponse41.IsSslRequest(payload))
        {
            if (_isTls || _options.Tls == ClientTls.Disable)
            {
                WireFault.Throw("a request for TLS that was not offered");
            }

            _state = State.Tls;
            return LoginStep.StartTls;
        }

        _response = HandshakeResponse41.Read(payload);
        return TakeIdentity();
    }

    private LoginStep TakeIdentity()
    {
        _identity = ClientIdentity.From(_response!, Agreed, _greeting.ServerVersion);
        if (_options.Tls == ClientTls.Require && !_isTls)
        {
            return Deny(new Denial(
                DenialCase.LoginRefused, "Connections using insecure transport are prohibited while --require_secure_transport=ON.",
                "this listener takes connections under TLS only")
            {
                Code = "3159",
            });
        }

        if (_identity.Refusal is { } refusal)
        {
            return Deny(refusal);
        }

        _state = State.Verifier;
        return LoginStep.NeedVerifier;
    }

    private LoginStep? After(ProofStep step)
    {
        switch (step)
        {
            case ProofStep.NeedPacket:
                _state = State.Proof;
                return null;
            case ProofStep.NeedWork:
                _state = State.Work;
                return null;
            case ProofStep.Proven:
                return Conclude();
            case ProofStep.Unusable:
                return Deny(new Denial(
                    DenialCase.LoginRefused,
                    "Client does not support authentication protocol requested by server; consider upgrading MySQL client")
                {
                    Code = "1251",
                });
            default:
                return Deny(new Denial(
                    DenialCase.LoginRefused,
                    $"Access denied for user '{PrintableText.From(User, 80)}'@'{_options.ClientHost}' (using password: {UsedPassword})"));
        }
    }

    private LoginStep Conclude()
    {
        Negotiated = new SessionState
        {
            Capabilities = Agreed, IsMariaDb = SessionState.IsMariaDbVersion(_greeting.ServerVersion), ServerVersion = _greeting.ServerVersion,
            ConnectionId = (uint)_options.ConnectionId, Database = _identity.Database, Collation = _response!.Collation, IsTls = _isTls,
            Scramble = _greeting.Scramble,
        };
        Codec = (Agreed & Capabilities.Compress) != 0 && !_isChange ? new CompressedPackets(facesClient: true) : null;
        _state = State.Done;
        return LoginStep.Done;
    }

    private LoginStep Deny(Denial denial)
    {
        Refusal = denial with { IsFatal = true };
        if (_response is null)
        {
            ErrorWriter.WriteEarly(_buffer, ref _sequence, Refusal);
        }
        else
        {
            ErrorWriter.Write(_buffer, ref _sequence, Refusal);
        }

        _state = State.Refused;
        return LoginStep.Refused;
    }
}
