using System.Collections.Immutable;

namespace ProxyDb.Host.Admin;

/// <summary>What the administration port may ask of the running gateway. Called from threads of the web server.</summary>
public interface IGatewayControl
{
    /// <summary>Copies of current state; in no particular order.</summary>
    IReadOnlyList<PoolRow> Pools();

    IReadOnlyList<SessionRow> Sessions();

    IReadOnlyList<ServerRow> Servers();

    /// <summary>No new leases; statements wait. False: no such cluster.</summary>
    bool Pause(string cluster);

    bool Resume(string cluster);

    /// <summary>Ends one session. False: no such session.</summary>
    bool Kill(string sessionId);

    /// <summary>Starts what SIGTERM starts.</summary>
    void Drain();

    ProbeState Probes { get; }
}

/// <summary>What the probes say. None of them asks a database.</summary>
/// <param name="Live">The loops turn.</param>
/// <param name="Started">Configuration, policies and audit are up.</param>
/// <param name="Ready">New sessions are welcome; false while draining.</param>
/// <param name="Reason">One line for a human, empty when all is well. Needs no login, so it names no secret.</param>
public readonly record struct ProbeState(bool Live, bool Started, bool Ready, string Reason);

/// <summary>One pool; the columns PgBouncer's SHOW POOLS has and tools parse, and the pinned sessions with their reasons.</summary>
/// <param name="Login">The service login.</param>
/// <param name="MaxWait">How long the oldest waiter has waited.</param>
/// <param name="Pinned">Count of pinned sessions by reason.</param>
public sealed record PoolRow(
    string Cluster, string Database, string Login, int ClientsActive, int ClientsWaiting, int ServersActive, int ServersIdle,
    int ServersLogin, TimeSpan MaxWait, string PoolMode, bool Paused, ImmutableSortedDictionary<string, int> Pinned)
{
    /// <summary>Connections begun since the start; idle + active + connecting = created − closed, always.</summary>
    public long Created { get; init; }

    public long Closed { get; init; }
}

/// <summary>One client session.</summary>
/// <param name="State"><c>login idle waiting active transaction closing</c>.</param>
/// <param name="Server"><c>host:port</c> of the leased backend, null without one.</param>
public sealed record SessionRow(
    string Id, string User, string Database, string Listener, string State, string Client, string Application, string? Tls,
    string? Server, string? PinReason, DateTimeOffset Since, long Statements);

/// <summary>One backend connection.</summary>
/// <param name="State"><c>login idle active closing</c>.</param>
/// <param name="SessionId">Whose lease it is, null when idle.</param>
public sealed record ServerRow(
    string Cluster, string Database, string Login, string Server, string State, int ProcessId, string? SessionId,
    DateTimeOffset Since, DateTimeOffset LastUsed);
