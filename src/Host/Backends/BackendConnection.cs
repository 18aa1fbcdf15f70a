using System.Diagnostics;
using ProxyDb.Host.Network;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Host.Backends;

/// <summary>What must happen to a connection before somebody else may have it.</summary>
public enum ReturnCondition
{
    /// <summary>Outside of a transaction, nothing outstanding, settings known: as good as new.</summary>
    Clean,

    /// <summary>Holds things of its client: a full reset, proven by its reply.</summary>
    NeedsReset,

    /// <summary>Nobody knows: closed.</summary>
    Broken,
}

/// <summary>
/// One logged-in connection to a server. It lives on one loop at a time; idle ones are watched, and any byte or hang-up there
/// discards them.
/// </summary>
public sealed class BackendConnection : ITransportHandler
{
    private readonly Dictionary<string, string> _parameters;
    private readonly Dictionary<string, string> _loginParameters;
    private SettingsVector? _vector = SettingsVector.Empty;
    private bool _resetFailed;

    internal BackendConnection(BackendPool pool, Transport transport, string server, IServerLogin login, IBackendState state)
    {
        Pool = pool;
        Transport = transport;
        Server = server;
        State = state;
        CancelKey = login.CancelKey;
        Vector = pool.Syntax.Fresh(pool.Database, pool.Variant);
        _parameters = new Dictionary<string, string>(login.Parameters, StringComparer.Ordinal);
        _loginParameters = new Dictionary<string, string>(login.Parameters, StringComparer.Ordinal);
        CreatedAt = Stopwatch.GetTimestamp();
        LastUsedAt = CreatedAt;
        Since = DateTimeOffset.UtcNow;
        transport.Handler = this;
        Arrived = moved =>
        {
            moved.Handler = this;
            Pool.Deliver(this);
        };
    }

    internal BackendPool Pool { get; }

    internal Transport Transport { get; }

    /// <summary>Runs on the loop of the next holder; made once, since connections move at any lease.</summary>
    internal Action<Transport> Arrived { get; }

    /// <summary><c>host:port</c>.</summary>
    public string Server { get; }

    public IBackendState State { get; }

    public CancelKey CancelKey { get; }

    /// <summary>Settings in force beyond the login's defaults; null after code of users may have changed them.</summary>
    public SettingsVector? Vector
    {
        get => _vector;
        set => (_vector, Matched) = (value, null);
    }

    /// <summary>The last wanted settings that were all present without being set; null once anything has changed.</summary>
    public SettingsVector? Matched { get; set; }

    /// <summary>What the server reports (ParameterStatus), last value of each.</summary>
    public IReadOnlyDictionary<string, string> Parameters => _parameters;

    public ILeaseHolder? Holder { get; internal set; }

    /// <summary>Who gave it back last; what it left behind for its next statement is still there. Null after a reset.</summary>
    public ILeaseHolder? LastHolder { get; set; }

    internal LeaseWaiter? GrantedTo { get; set; }

    public DateTimeOffset Since { get; }

    internal long CreatedAt { get; }

    internal long LastUsedAt { get; set; }

    /// <summary>Cancel requests under way to this backend: it is not handed on before they have ended.</summary>
    internal int CancelsOutstanding { get; set; }

    internal bool IsResetting { get; private set; }

    internal bool IsClosed { get; private set; }

    internal string StateName => IsClosed ? "closing" : IsResetting ? "resetting" : Holder is null ? "idle" : "active";

    /// <summary>What the server reported when the connection was opened: RESET goes back to it.</summary>
    public IReadOnlyDictionary<string, string> LoginParameters => _loginParameters;

    public void SetParameter(string name, string value)
    {
        _parameters[name] = value;
        Matched = null;
    }

    /// <summary>
    /// <see cref="Vector"/>, and what the server reports to be as wanted without having been set: it is not set again, so that the
    /// session looks to itself as it would without a gateway.
    /// </summary>
    public SettingsVector? PresentState(SettingsVector wanted)
    {
        var present = Vector;
        if (present is null)
        {
            return null;
        }

        foreach (var (name, value) in wanted.Values)
        {
            if (present[name] is null && _parameters.TryGetValue(name, out var reported) && reported == value)
            {
                present = present.With(name, value);
            }
        }

        return present;
    }

    public int OnReceived(Transport transport, ReadOnlySpan<byte> bytes)
    {
        if (Holder is { } holder)
        {
            return holder.OnBackendReceived(bytes);
        }

        if (IsResetting)
        {
            return OnResetAnswer(bytes);
        }

        // Nobody asked for anything: a shutdown notice, or an answer that was counted wrong. Never somebody else's problem.
        Close("bytes on an idle connection");
        return bytes.Length;
    }

    public void OnDrained(Transport transport) => Holder?.OnBackendDrained();

    public void OnClosed(Transport transport, TransportEnd end)
    {
        if (IsClosed)
        {
            return;
        }

        IsClosed = true;
        var holder = Holder;
        Holder = null;
        Pool.OnConnectionClosed(this);
        holder?.OnBackendClosed(end == TransportEnd.PeerClosed ? "the server closed the connection" : "the connection to the server broke");
    }

    /// <summary>Asks the server to forget everything of the last client; the pool gets the connection back when the reply proves it.</summary>
    internal void BeginReset()
    {
        IsResetting = true;
        _resetFailed = false;
        var buffer = new WireBuffer();
        Pool.Protocol.WriteReset(buffer, State, Pool.Database);
        Transport.Write(buffer.Written);
    }

    /// <summary>In order, because of its age or the end of the process; nobody has it.</summary>
    internal void CloseAged()
    {
        if (!IsClosed)
        {
            var buffer = new WireBuffer();
            Pool.Protocol.WriteTerminate(buffer);
            Transport.Write(buffer.Written);
            IsClosed = true;
            Transport.Handler = null;
            Transport.CloseAfterFlush();
            Pool.OnConnectionClosed(this);
        }
    }

    internal void Close(string reason)
    {
        if (IsClosed)
        {
            return;
        }

        IsClosed = true;
        Holder = null;
        Transport.Handler = null;
        Transport.Close();
        Pool.OnConnectionClosed(this, reason);
    }

    /// <summary>A reset goes to the server's defaults of now, which nobody has told: what analysis depends on is set again.</summary>
    private void ForgetDefaults()
    {
        foreach (var name in Pool.Syntax.KeptFromLogin)
        {
            _parameters.Remove(name);
        }
    }

    private int OnResetAnswer(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (!Pool.Protocol.TryReadOwnEnd(bytes, Pool.Limits, State, SetParameter, ref _resetFailed, out var consumed, out var isClean))
            {
                return consumed;
            }

            if (!isClean || consumed < bytes.Length)
            {
                Close("the reset after a session failed");
                return bytes.Length;
            }

            IsResetting = false;
            State.Forget();
            Vector = Pool.Syntax.Fresh(Pool.Database, Pool.Variant);
            LastHolder = null;
            ForgetDefaults();
            Pool.OnReset(this);
            return consumed;
        }
        catch (WireFault fault)
        {
            Close(fault.Message);
            return bytes.Length;
        }
    }
}
