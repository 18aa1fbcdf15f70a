using System.Collections.Immutable;
using System.Diagnostics;
using ProxyDb.Host.Admin;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Configuration;

namespace ProxyDb.Host.Gateway;

/// <summary>What the administration port sees and does. Copies are made on the loops that own the things.</summary>
internal sealed class GatewayControl(GatewayRuntime runtime, LoopServices[] services, Action drain) : IGatewayControl
{
    /// <summary>A loop that has not ticked for this long hangs.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(15);

    private readonly long[] _beats = [.. services.Select(static _ => Stopwatch.GetTimestamp())];
    private int _isDraining;

    public bool HasStarted { get; set; }

    /// <summary>Until then a draining gateway stays ready: the balancer still sends clients, and a refusal would make pools give up.</summary>
    public bool HasStoppedAccepting { get; set; }

    public bool IsDraining => Volatile.Read(ref _isDraining) != 0;

    public ProbeState Probes
    {
        get
        {
            var hung = Array.FindIndex(_beats, static b => Stopwatch.GetElapsedTime(Volatile.Read(ref b)) > Hang);
            var reason = hung >= 0 ? $"loop {hung} hangs" : !HasStarted ? "starting" : IsDraining ? "draining" : "";
            return new ProbeState(hung < 0, HasStarted, HasStarted && hung < 0 && !HasStoppedAccepting, reason);
        }
    }

    public void Beat(int loop) => Volatile.Write(ref _beats[loop], Stopwatch.GetTimestamp());

    public bool TryBeginDrain() => Interlocked.Exchange(ref _isDraining, 1) == 0;

    public IReadOnlyList<PoolRow> Pools()
    {
        var pinned = Pinned();
        var rows = new List<PoolRow>();
        foreach (var pool in runtime.Clusters.Values.SelectMany(static p => p.All))
        {
            var counts = pool.Counts();
            rows.Add(new PoolRow(
                pool.Cluster.Name, pool.Database, pool.Login.User, counts.Active, counts.Waiting, counts.Active, counts.Idle, counts.Connecting,
                counts.OldestWait, pool.Cluster.Pool.Mode == PoolMode.Session ? "session" : "transaction", pool.IsPaused,
                pinned.GetValueOrDefault(pool) ?? ImmutableSortedDictionary<string, int>.Empty)
            {
                Created = counts.Created, Closed = counts.Closed,
            });
        }

        return rows;
    }

    public IReadOnlyList<SessionRow> Sessions() => [.. OnLoops(static s => s.Clients.Where(static c => c.Session is not null).Select(RowOf).ToList())];

    public IReadOnlyList<ServerRow> Servers()
    {
        var now = Stopwatch.GetTimestamp();
        var rows = new List<ServerRow>();
        foreach (var pool in runtime.Clusters.Values.SelectMany(static p => p.All))
        {
            rows.AddRange(pool.Counts().Connections.Select(c => new ServerRow(
                pool.Cluster.Name, pool.Database, pool.Login.User, c.Server, c.StateName, c.CancelKey.ProcessId, c.Holder?.SessionId, c.Since,
                DateTimeOffset.UtcNow - Stopwatch.GetElapsedTime(c.LastUsedAt, now))));
        }

        return rows;
    }

    public bool Pause(string cluster) => With(cluster, static p => p.Pause());

    public bool Resume(string cluster) => With(cluster, static p => p.Resume());

    public bool Kill(string sessionId) => OnLoops(s =>
    {
        var client = s.Clients.FirstOrDefault(c => c.Session?.Identity.Id == sessionId);
        client?.End(
            new Protocols.Statements.Denial(
                Protocols.Statements.DenialCase.Shutdown, "terminating connection due to administrator command"),
            "killed by an administrator");
        return client is null ? [] : new List<bool> { true };
    }).Count > 0;

    public void Drain() => drain();

    private static SessionRow RowOf(ClientConnection client)
    {
        var session = client.Session!;
        var state = session.Lease.IsWaiting ? "waiting" : session.Conversation.IsBusy ? "active"
            : session.Conversation.InTransaction ? "transaction" : "idle";
        return new SessionRow(
            session.Identity.Id, session.Identity.User.Name, session.Identity.Pool.Database, client.Listener.Name, state,
            client.Remote.ToString(), session.Identity.Subject.Application, session.Identity.Audit.Tls, session.Lease.Connection?.Server,
            session.Pins.Word, session.Identity.Since, session.StatementCount);
    }

    private Dictionary<BackendPool, ImmutableSortedDictionary<string, int>> Pinned()
    {
        var all = OnLoops(static s => s.Clients
            .Where(static c => c.Session is { Pins.IsPinned: true })
            .Select(static c => (c.Session!.Identity.Pool, Word: c.Session.Pins.Word!)).ToList());
        return all.GroupBy(static p => p.Pool).ToDictionary(
            static g => g.Key,
            static g => g.GroupBy(static p => p.Word).ToImmutableSortedDictionary(static w => w.Key, static w => w.Count(), StringComparer.Ordinal));
    }

    private bool With(string cluster, Action<BackendPools> action)
    {
        if (!runtime.Clusters.TryGetValue(cluster, out var pools))
        {
            return false;
        }

        action(pools);
        return true;
    }

    /// <summary>Asks each loop on its own thread; a loop that does not answer in time is left out.</summary>
    private List<T> OnLoops<T>(Func<LoopServices, List<T>> ask)
    {
        var answers = services.Select(s =>
        {
            var answer = new TaskCompletionSource<List<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
            s.Loop.Post(() => answer.TrySetResult(ask(s)));
            return answer.Task;
        }).ToArray();
        Task.WaitAll(answers, TimeSpan.FromSeconds(2));
        return [.. answers.Where(static a => a.IsCompletedSuccessfully).SelectMany(static a => a.Result)];
    }
}
