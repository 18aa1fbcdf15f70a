using System.Buffers;
using System.Globalization;
using System.Text;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// The login at a backend: greeting, SSLRequest, HandshakeResponse41, one of the methods that the options allow, then the session's set-up and
/// what it starts with (<see cref="ServerSetUp"/>). A backend that asks for another method gets nothing of the password.
/// </summary>
internal sealed class ServerLogin(ServerLoginOptions options) : IServerLogin
{
    private const int FailureLength = 1024;
    private const uint MaxPacket = 1 << 30;

    /// <summary>What the conversation always wants of a server; what changes meaning is the variant's.</summary>
    private const Capabilities Wanted =
        Capabilities.LongPassword | Capabilities.LongFlag | Capabilities.LocalFiles | Capabilities.Protocol41 | Capabilities.Transactions |
        Capabilities.SecureConnection | Capabilities.MultiStatements | Capabilities.MultiResults | Capabilities.PreparedMultiResults |
        Capabilities.PluginAuth | Capabilities.ConnectAttributes | Capabilities.PluginAuthLengthEncoded | Capabilities.SessionTrack |
        Capabilities.DeprecateEof | Capabilities.QueryAttributes;

    private readonly WireBuffer _buffer = new();
    private readonly WireBuffer _commands = new();
    private readonly WireBuffer _wrapped = new();
    private readonly WireBuffer _plain = new();
    private State _state = State.Greeting;
    private byte _sequence;
    private bool _isTls;
    private HandshakeV10? _greeting;
    private Capabilities _capabilities;
    private ServerProof? _proof;
    private ServerSetUp? _setUp;

    private enum State
    {
        Greeting,
        Tls,
        Proof,
        SetUp,
        Done,
        Refused,
    }

    public IReadOnlyList<KeyValuePair<string, string>> Parameters => _setUp?.Parameters ?? [];

    public CancelKey CancelKey { get; private set; }

    public string? Failure { get; private set; }

    public string? FailureCode { get; private set; }

    /// <summary>Nothing here is expensive: what proves the password is a few hashes, or one encryption.</summary>
    public ILoginWork? Work => null;

    public IByteCodec? Codec { get; private set; }

    public object? Negotiated { get; private set; }

    /// <summary>The server speaks first.</summary>
    public void Start(IBufferWriter<byte> output)
    {
        if (_state != State.Greeting)
        {
            throw new InvalidOperationException("the login was started before");
        }
    }

    public LoginStep Advance(ReadOnlySpan<byte> input, out int consumed, IBufferWriter<byte> output)
    {
        consumed = 0;
        LoginStep? step;
        do
        {
            step = Codec is null || _state != State.SetUp
                ? StepOnce(input[consumed..], out var used)
                : StepWrapped(input[consumed..], out used);
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
        WriteResponse();
        Flush(output);
    }

    private void Flush(IBufferWriter<byte> output)
    {
        output.Write(_buffer.Written);
        _buffer.Clear();
        if (Codec is null)
        {
            output.Write(_commands.Written);
        }
        else
        {
            _wrapped.Clear();
            Codec.Encode(_commands.Written, _wrapped);
            output.Write(_wrapped.Written);
        }

        _commands.Clear();
    }

    /// <summary>One transition; null when another can follow at once.</summary>
    private LoginStep? StepOnce(ReadOnlySpan<byte> input, out int used)
    {
        used = 0;
        switch (_state)
        {
            case State.Tls:
                if (!input.IsEmpty)
                {
                    WireFault.Throw("bytes in clear behind the greeting of a server that TLS is begun with");
                }

                return LoginStep.StartTls;
            case State.Done:
                return LoginStep.Done;
            case State.Refused:
                return LoginStep.Refused;
        }

        if (!FrameReader.TryRead(input, WireLimits.Default.ServerControlLength, out var frame))
        {
            return LoginStep.NeedMore;
        }

        used = frame.Raw.Length;
        if (_state != State.SetUp && frame.Raw[3] != _sequence)
        {
            WireFault.Throw("a packet of the login out of order");
        }

        _sequence = (byte)(frame.Raw[3] + 1);
        if (frame.Payload.IsEmpty)
        {
            WireFault.Throw("an empty packet of the server");
        }

        return frame.Payload[0] == ErrPacket.Header ? TakeError(frame.Payload) : TakePacket(frame.Payload, hasMore: used < input.Length);
    }

    /// <summary>What the set-up says and hears travels compressed already.</summary>
    private LoginStep? StepWrapped(ReadOnlySpan<byte> input, out int used)
    {
        used = Codec!.Decode(input, _plain);
        LoginStep? step = null;
        var taken = 0;
        while (step is null && _state == State.SetUp)
        {
            step = StepOnce(_plain.Written[taken..], out var plain);
            taken += plain;
        }

        var rest = _plain.Written[taken..].ToArray();
        _plain.Clear();
        _plain.WriteBytes(rest);
        if (_state == State.Done && rest.Length > 0)
        {
            WireFault.Throw("packets of the server behind the end of the login");
        }

        return step;
    }

    private LoginStep? TakePacket(ReadOnlySpan<byte> payload, bool hasMore)
    {
        switch (_state)
        {
            case State.Greeting:
                return TakeGreeting(HandshakeV10.Read(payload), hasMore);
            case State.Proof when payload[0] == OkPacket.Header:
                return TakeOk(OkPacket.Read(payload, _capabilities));
            case State.Proof:
                return _proof!.Take(_buffer, ref _sequence, payload) is { } why ? Refuse(why) : null;
            default:
                if (!_setUp!.Take(_commands, payload))
                {
                    return null;
                }

                _state = State.Done;
                return LoginStep.Done;
        }
    }

    private LoginStep? TakeGreeting(HandshakeV10 greeting, bool hasMore)
    {
        const Capabilities Needed = Capabilities.Protocol41 | Capabilities.SecureConnection | Capabilities.PluginAuth;
        _greeting = greeting;
        CancelKey = new CancelKey((int)greeting.ConnectionId, 0);
        if ((greeting.Capabilities & Needed) != Needed || greeting.Scramble.Length != HandshakeV10.ScrambleLength)
        {
            return Refuse("the server is too old: it cannot negotiate how to log in");
        }

        var wanted = Wanted | BackendVariant.CapabilitiesOf(options.Variant) | (options.Compress ? Capabilities.Compress : 0)
            | (options.Database.Length > 0 ? Capabilities.ConnectWithDatabase : 0);
        _capabilities = (wanted & greeting.Capabilities) | Capabilities.ConnectWithDatabase & wanted;
        if (!options.RequireTls && !options.TryTls)
        {
            return WriteResponse();
        }

        if ((greeting.Capabilities & Capabilities.Ssl) == 0)
        {
            return options.RequireTls ? Refuse("the server does not offer TLS, which `tls.mode` demands") : WriteResponse();
        }

        if (hasMore)
        {
            WireFault.Throw("bytes in clear behind the greeting of a server that TLS is begun with");
        }

        _capabilities |= Capabilities.Ssl;
        var mark = FrameWriter.Begin(_buffer);
        ResponseOf([], []).WriteHead(_buffer);
        FrameWriter.End(_buffer, mark, ref _sequence);
        _state = State.Tls;
        return LoginStep.StartTls;
    }

    private LoginStep? WriteResponse()
    {
        _proof = new ServerProof(options, _greeting!.Scramble, _isTls);
        var (method, answer) = _proof.Begin(_greeting.AuthPlugin);
        var mark = FrameWriter.Begin(_buffer);
        ResponseOf(Encoding.ASCII.GetBytes(method), answer).Write(_buffer);
        FrameWriter.End(_buffer, mark, ref _sequence);
        _state = State.Proof;
        return null;
    }

    private HandshakeResponse41 ResponseOf(byte[] method, byte[] answer) =>
        new(_capabilities, MaxPacket, CollationNames.Utf8Mb4GeneralCi, Encoding.UTF8.GetBytes(options.User))
        {
            AuthResponse = answer, Database = Encoding.UTF8.GetBytes(options.Database), AuthPlugin = method,
            Attributes = [new("_client_name", BackendVariant.ClientNameOf(options.Variant)), new("program_name", "proxydb")],
        };

    private LoginStep? TakeOk(OkPacket ok)
    {
        if (_proof!.Unproven is { } why)
        {
            return Refuse(why);
        }

        var session = new SessionState
        {
            Capabilities = _capabilities, IsMariaDb = SessionState.IsMariaDbVersion(_greeting!.ServerVersion),
            ServerVersion = _greeting.ServerVersion, ConnectionId = _greeting.ConnectionId, Collation = CollationNames.Utf8Mb4GeneralCi,
            Database = options.Database, IsTls = _isTls, Status = ok.Status,
        };
        Negotiated = session;
        Codec = session.Has(Capabilities.Compress) ? new CompressedPackets(facesClient: false) : null;
        _setUp = new ServerSetUp(session, options.Settings);
        _setUp.Begin(_commands);

        _state = State.SetUp;
        return null;
    }

    private LoginStep TakeError(ReadOnlySpan<byte> payload)
    {
        var error = ErrPacket.Read(payload);
        FailureCode = error.Code.ToString(CultureInfo.InvariantCulture);
        return Refuse(PrintableText.FromUtf8(error.Message, FailureLength));
    }

    /// <summary>Nothing that was prepared for the server leaves any more.</summary>
    private LoginStep Refuse(string failure)
    {
        _buffer.Clear();
        _commands.Clear();
        Failure = failure;
        _state = State.Refused;
        return LoginStep.Refused;
    }
}
