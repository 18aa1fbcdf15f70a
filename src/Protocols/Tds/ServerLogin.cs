using System.Buffers;
using System.Runtime.InteropServices;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// The login at a backend (MS-TDS §3.2.5): PRELOGIN, TLS for the whole session or not at all, LOGIN7 in the version and with the options of
/// the clients it is for, then what the server says of the session. A server that demands what was not configured gets no password.
/// </summary>
internal sealed class ServerLogin(ServerLoginOptions options) : IServerLogin
{
    private const string Program = "proxydb";

    private readonly BackendVariant _variant = BackendVariant.Parse(options.Variant);
    private readonly WireBuffer _buffer = new();
    private readonly WireBuffer _message = new();
    private readonly ServerReports _reports = new();
    private TokenReader? _tokens;
    private DoneToken? _done;
    private State _state = State.Start;
    private PacketHeader _last;

    private enum State
    {
        Start,
        PreLogin,
        Tls,
        Response,
        Done,
        Routed,
        Refused,
    }

    public IReadOnlyList<KeyValuePair<string, string>> Parameters => _reports.Parameters;

    /// <summary>Cancels go on the same connection.</summary>
    public CancelKey CancelKey => default;

    public string? Failure { get; private set; }

    public string? FailureCode { get; private set; }

    public ILoginWork? Work => null;

    public object? Negotiated { get; private set; }

    public ServerRoute Route { get; private set; }

    public TlsTraits Tls { get; } = options.StrictTls ? PreLoginFraming.StrictTraits : PreLoginFraming.Traits;

    private bool WantsTls => options.RequireTls || options.TryTls;

    public void Start(IBufferWriter<byte> output)
    {
        if (_state != State.Start)
        {
            throw new InvalidOperationException("the login was started before");
        }

        var encryption = WantsTls && !options.StrictTls ? PreLoginEncryption.On : PreLoginEncryption.NotSupported;
        var mark = FrameWriter.Begin(_buffer);
        new PreLogin(new PreLoginVersion(15, 0, 2000, 0), encryption) { Mars = false }.Write(_buffer, isServer: false);
        FrameWriter.End(_buffer, mark, MessageKind.PreLogin, PacketHeader.LoginPacketSize);
        _state = State.PreLogin;
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

        WriteLogin();
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
            case State.PreLogin:
                return ReadPreLogin(input, out used);
            case State.Tls:
                if (!input.IsEmpty)
                {
                    WireFault.Throw("bytes in clear of a server that TLS is begun with");
                }

                return LoginStep.StartTls;
            case State.Response:
                return ReadResponse(input, out used);
            case State.Done:
                return LoginStep.Done;
            case State.Routed:
                return LoginStep.Routed;
            case State.Refused:
                return LoginStep.Refused;
            default:
                throw new InvalidOperationException("the login was not started");
        }
    }

    private LoginStep? ReadPreLogin(ReadOnlySpan<byte> input, out int used)
    {
        if (!FrameReader.TryReadMessage(
            input, PacketHeader.LoginPacketSize, PacketHeader.LoginPacketSize, _message, out var header, out var payload, out used))
        {
            return LoginStep.NeedMore;
        }

        if (header.Kind != MessageKind.TabularResult)
        {
            WireFault.Throw("a packet of the server in the place of its pre-login");
        }

        // A server that refuses at once, or is too old, sends tokens.
        if (!payload.IsEmpty && payload[0] is (byte)TokenKind.Error)
        {
            TakeEarlyError(payload);
            return Refuse(_reports.Failure ?? "the server refuses connections");
        }

        var answer = PreLogin.Read(payload).Encryption ?? PreLoginEncryption.NotSupported;
        if (options.StrictTls)
        {
            return WriteLogin();
        }

        if (WantsTls)
        {
            return TakeTls(answer);
        }

        return answer is PreLoginEncryption.On or PreLoginEncryption.Required
            ? Refuse("the server demands TLS, which `tls.mode` disables")
            : WriteLogin();
    }

    /// <summary>The login alone under TLS was not offered: a server that answers so does not offer TLS.</summary>
    private LoginStep? TakeTls(PreLoginEncryption answer)
    {
        if (answer is PreLoginEncryption.On or PreLoginEncryption.Required)
        {
            _state = State.Tls;
            return null;
        }

        return options.RequireTls ? Refuse("the server does not offer TLS, which `tls.mode` demands") : WriteLogin();
    }

    private void TakeEarlyError(ReadOnlySpan<byte> payload)
    {
        var tokens = new TokenReader(TdsVersion.V74, WireLimits.Default);
        if (tokens.Read(payload, out var token, out _) == TokenStep.Token)
        {
            _reports.TakeMessage(MessageToken.Read(token, TdsVersion.V74));
        }
    }

    private LoginStep? WriteLogin()
    {
        if (!options.Methods.Contains("password"))
        {
            return Refuse("the server takes a password in clear only, which `login.auth` does not allow");
        }

        var password = options.Password.Span;
        var text = new char[password.Length];
        if (System.Text.Unicode.Utf8.ToUtf16(password, text, out _, out var units, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            return Refuse("the password of the service login is not UTF-8");
        }

        var secret = MemoryMarshal.AsBytes(text.AsSpan(0, units)).ToArray();
        var mark = FrameWriter.Begin(_buffer);
        LoginOf(secret).Write(_buffer);
        FrameWriter.End(_buffer, mark, MessageKind.Login7, PacketHeader.LoginPacketSize);
        Array.Clear(text);
        Array.Clear(secret);
        _tokens = new TokenReader(_variant.Version, WireLimits.Default);
        _state = State.Response;
        return null;
    }

    private Login7 LoginOf(byte[] password) => new((uint)_variant.Version, (uint)_variant.PacketSize, _variant.Flags)
    {
        ClientProgramVersion = 1, UserName = options.User, Password = password, Database = options.Database, Language = _variant.Language,
        HostName = Program, Application = Program, Library = Program, Server = HostOf(options.Server), Features = FeaturesOf(_variant),
    };

    /// <summary>Session recovery is asked for because the server then tells when the session's settings have changed.</summary>
    private static List<Feature> FeaturesOf(BackendVariant variant)
    {
        var features = new List<Feature>();
        if (!variant.Version.HasFeatures())
        {
            return features;
        }

        features.Add(new Feature(FeatureId.SessionRecovery, []));
        if (variant.IsUtf8)
        {
            features.Add(new Feature(FeatureId.Utf8Support, [1]));
        }

        return features;
    }

    private static string HostOf(string server)
    {
        var colon = server.LastIndexOf(':');
        var host = colon > 0 ? server[..colon] : server;
        return host.Length > Login7Reader.LongestText ? host[..Login7Reader.LongestText] : host;
    }

    private LoginStep? ReadResponse(ReadOnlySpan<byte> input, out int used)
    {
        used = 0;
        if (!FrameReader.TryReadPacket(input, PacketHeader.LargestPacketSize, out _last, out var payload))
        {
            return LoginStep.NeedMore;
        }

        if (_last.Kind != MessageKind.TabularResult)
        {
            WireFault.Throw("a packet of the server that is no answer to a login");
        }

        used = _last.Length;
        while (!payload.IsEmpty)
        {
            if (_tokens!.Read(payload, out var token, out var taken) == TokenStep.Token)
            {
                TakeToken(token);
            }

            payload = payload[taken..];
        }

        return _last.IsLast ? Conclude(hasMore: used < input.Length) : null;
    }

    private void TakeToken(ReadOnlySpan<byte> token)
    {
        switch (_tokens!.Kind)
        {
            case TokenKind.Error or TokenKind.Info:
                _reports.TakeMessage(MessageToken.Read(token, _tokens.Version));
                break;
            case TokenKind.EnvChange:
                _reports.TakeChange(EnvChangeToken.Read(token));
                break;
            case TokenKind.LoginAck:
                var ack = LoginAckToken.Read(token);
                if (ack.Version > _variant.Version)
                {
                    WireFault.Throw("a server that answers with a newer version than was asked for");
                }

                _reports.TakeAck(ack);
                _tokens.Version = ack.Version;
                break;
            case TokenKind.FeatureExtAck:
                _reports.TakeFeatures(Feature.Read(token[1..], out _));
                break;
            case TokenKind.SessionState:
                break;
            case TokenKind.Done:
                _done = DoneToken.Read(token, _tokens.Version);
                break;
            default:
                WireFault.Throw("a token of the server that has no place in a login");
                break;
        }
    }

    private LoginStep? Conclude(bool hasMore)
    {
        _tokens!.ExpectEndOfMessage();
        if (_reports.Failure is { } failure)
        {
            FailureCode = _reports.FailureCode;
            return Refuse(failure);
        }

        if (_done is not { HasMore: false, IsError: false } || _reports.Ack is not { } ack || hasMore)
        {
            return WireFault.Throw<LoginStep?>("an answer to a login that is not whole");
        }

        if (_reports.Route is { } route)
        {
            Route = new ServerRoute(route.Host, route.Port);
            _state = State.Routed;
            return LoginStep.Routed;
        }

        Negotiated = new SessionState
        {
            Version = ack.Version, PacketSize = _reports.PacketSize > 0 ? _reports.PacketSize : _variant.PacketSize,
            Database = _reports.Database, Collation = _reports.Collation, Spid = _last.Spid, ServerName = _reports.ServerName,
        };
        _state = State.Done;
        return LoginStep.Done;
    }

    /// <summary>Nothing that was prepared for the server leaves any more.</summary>
    private LoginStep Refuse(string failure)
    {
        _buffer.Clear();
        FailureCode ??= _reports.FailureCode;
        Failure = failure;
        _state = State.Refused;
        return LoginStep.Refused;
    }
}
