using System.Diagnostics;
using Microsoft.Extensions.Logging;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Network;
using ProxyDb.Host.Telemetry;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Host.Backends;

/// <summary>
/// The backend connections of one (cluster, database, login, variant). Waiters are first in, first out with direct hand-off. The lock is held
/// on lease and return only; a connection itself is touched on its loop only. Always: idle + active + connecting = created − closed.
/// </summary>
public sealed partial class BackendPool
{
    /// <summary>How many idle connections are looked through for one that has the wanted state already.</summary>
    private const int StateSearch = 8;

    private readonly Lock _lock = new();
    private readonly LinkedList<LeaseWaiter> _waiters = new();
    private readonly List<BackendConnection>[] _idle;
    private readonly HashSet<BackendConnection> _all = [];
    private readonly UserShares _shares;
    private readonly PoolAges _ages;
    private readonly PoolOpenings _openings;
    private int _active;
    private int _connecting;
    private long _failingSince;
    private string? _lastFailure;

    internal BackendPool(BackendPools pools, string database, ServiceLogin login, string variant, BackendConnector connector)
    {
        (Pools, Database, Login, Variant) = (pools, database, login, variant);
        _idle = [.. Loops.Select(static _ => new List<BackendConnection>())];
        _shares = new UserShares(Cluster.Pool);
        _ages = new PoolAges(Cluster.Pool);
        _openings = new PoolOpenings(this, connector, () => pools.Room, Log);
    }

    public ClusterOptions Cluster => Pools.Cluster;

    public string Database { get; }

    public ServiceLogin Login { get; }

    /// <summary>See <see cref="IClientLogin.Variant"/>; empty for the plain kind.</summary>
    public string Variant { get; }

    public StartupReports Reports { get; } = new();

    public long Created { get; private set; }

    public long Closed { get; private set; }

    public bool IsPaused { get; private set; }

    internal BackendPools Pools { get; }

    internal IWireProtocol Protocol => Pools.Protocol;

    /// <summary>What settings are to the cluster's servers.</summary>
    public ISessionSyntax Syntax => Pools.Syntax;

    internal WireLimits Limits => Pools.Limits;

    internal IReadOnlyList<EventLoop> Loops => Pools.Loops;

    internal ILogger Log => Pools.Log;

    private int Idle
    {
        get
        {
            var count = 0;
            foreach (var list in _idle)
            {
                count += list.Count;
            }

            return count;
        }
    }

    private int Total => Idle + _active + _connecting;

    /// <summary>
    /// A connection at once, or null: then the waiter is queued and its holder hears of it. To be called on the holder's loop.
    /// </summary>
    public BackendConnection? TryTake(LeaseWaiter waiter)
    {
        lock (_lock)
        {
            if (!IsPaused && _waiters.Count == 0 && _shares.MayHaveMore(waiter) && TakeIdle(waiter) is { } taken)
            {
                Grant(taken, waiter);
                if (ReferenceEquals(taken.Transport.Loop, waiter.Holder.Loop))
                {
                    taken.Holder = waiter.Holder;
                    taken.GrantedTo = null;
                    taken.LastUsedAt = Stopwatch.GetTimestamp();
                    return taken;
                }

                HandOver(taken, waiter);
                return null;
            }

            waiter.Since = Stopwatch.GetTimestamp();
            _waiters.AddLast(waiter.Node);
            _openings.OpenIfNeeded(waiter.Holder.Loop, _waiters.Count, _connecting, Total);
            return null;
        }
    }

    /// <summary>The holder does not want a backend any more. False: one has just been granted and will be offered to it.</summary>
    public bool Withdraw(LeaseWaiter waiter)
    {
        lock (_lock)
        {
            return Unlink(waiter);
        }
    }

    /// <summary>Gives a leased connection back; on the connection's loop.</summary>
    internal void Return(BackendConnection connection, LeaseWaiter lessee, ReturnCondition condition)
    {
        connection.Holder = null;
        if (condition == ReturnCondition.Clean && !connection.IsClosed && connection.CancelsOutstanding == 0)
        {
            Offer(connection, lessee);
            return;
        }

        lock (_lock)
        {
            _shares.Of(lessee).Active--;
        }

        if (condition == ReturnCondition.Broken || connection.IsClosed)
        {
            connection.Close("the session left it in an unknown state");
        }
        else if (condition == ReturnCondition.NeedsReset)
        {
            connection.BeginReset();
        }
    }

    /// <summary>A leased connection broke: its user may have another, and so may somebody whom that user's share kept waiting.</summary>
    internal void OnLeaseLost(LeaseWaiter lessee)
    {
        BackendConnection? idle = null;
        lock (_lock)
        {
            _shares.Of(lessee).Active--;
            if (!IsPaused && _waiters.First is { } first)
            {
                idle = TakeIdle(first.Value);
                _active += idle is null ? 0 : 1;
                _openings.OpenIfNeeded(first.Value.Holder.Loop, _waiters.Count, _connecting, Total);
            }
        }

        idle?.Transport.Loop.Post(static c => c.Pool.Offer(c), idle);
    }

    /// <summary>A reset was proven clean, or the last cancel request to an unleased connection has ended.</summary>
    internal void OnReset(BackendConnection connection)
    {
        if (connection.CancelsOutstanding == 0)
        {
            Offer(connection);
        }
    }

    internal void OnCancelEnded(BackendConnection connection)
    {
        connection.CancelsOutstanding--;
        if (connection is { CancelsOutstanding: 0, Holder: null, IsResetting: false, IsClosed: false, GrantedTo: null })
        {
            Offer(connection);
        }
    }

    /// <summary>A new connection has logged in; on its loop.</summary>
    internal void OnOpened(BackendConnection connection)
    {
        lock (_lock)
        {
            _connecting--;
            _active++;
            _all.Add(connection);
            _failingSince = 0;
            _lastFailure = null;
        }

        Offer(connection);
    }

    internal void OnOpening()
    {
        _connecting++;
        Created++;
    }

    /// <summary>An attempt has failed for good. Waiters live on while other connections serve them; else they are refused after a while.</summary>
    internal void OnOpenFailed(BackendFault fault)
    {
        LeaseWaiter[] refused = [];
        lock (_lock)
        {
            _connecting--;
            Closed++;
            var now = Stopwatch.GetTimestamp();
            _failingSince = _failingSince == 0 ? now : _failingSince;
            _lastFailure = fault.Message;
            var isHopeless = !fault.IsTransient || Stopwatch.GetElapsedTime(_failingSince, now) >= Cluster.Failover.Hold;
            if (isHopeless && _active + Idle + _connecting == 0)
            {
                refused = [.. _waiters];
                _waiters.Clear();
            }
        }

        LeaseWaiter.Refuse(refused, fault.AsDenial(Protocol, Database));
    }

    internal void OnConnectionClosed(BackendConnection connection, string? reason = null)
    {
        lock (_lock)
        {
            if (!_all.Remove(connection))
            {
                return;
            }

            Closed++;
            var wasIdle = _idle.Any(list => list.Remove(connection));
            _active -= wasIdle ? 0 : 1;
            if (connection.GrantedTo is null && _waiters.First is { } first)
            {
                _openings.OpenIfNeeded(first.Value.Holder.Loop, _waiters.Count, _connecting, Total);
            }
        }

        if (reason is not null)
        {
            Log.BackendLost(connection.Server, Cluster.Name, reason);
        }
    }

    internal void Pause() => SetPaused(true);

    internal void Resume() => SetPaused(false);

    /// <summary>Time-outs, ageing and minimum size; once in a while from a timer of loop 0.</summary>
    internal void Tend()
    {
        var now = Stopwatch.GetTimestamp();
        List<LeaseWaiter>? late = null;
        List<BackendConnection>? old = null;
        lock (_lock)
        {
            for (var node = _waiters.First; node is not null && _ages.IsLate(node.Value, now); node = _waiters.First)
            {
                Unlink(node.Value);
                (late ??= []).Add(node.Value);
            }

            foreach (var list in _idle)
            {
                for (var i = list.Count - 1; i >= 0; i--)
                {
                    if (_ages.IsOld(list[i], now, Total))
                    {
                        (old ??= []).Add(list[i]);
                        list.RemoveAt(i);
                        _active++;
                    }
                }
            }

            var wanted = Math.Max(Cluster.Pool.Min - Total, 0);
            var loop = _waiters.First?.Value.Holder.Loop ?? Loops[0];
            _openings.OpenIfNeeded(loop, _waiters.Count + wanted, _connecting, Total, _waiters.First is { } longest && PoolAges.IsLong(longest.Value, now));
        }

        foreach (var connection in old ?? [])
        {
            connection.Transport.Loop.Post(static c => c.CloseAged(), connection);
        }

        LeaseWaiter.Refuse(late ?? [], _lastFailure is null ? "no backend connection became free in time" : "no backend connection: " + _lastFailure);
    }

    internal PoolCounts Counts()
    {
        lock (_lock)
        {
            var oldest = _waiters.First is { } first ? Stopwatch.GetElapsedTime(first.Value.Since) : TimeSpan.Zero;
            return new PoolCounts(Idle, _active, _connecting, _waiters.Count, oldest, Created, Closed, [.. _all]);
        }
    }

    /// <summary>Idle connections are closed at once, leased ones by their sessions.</summary>
    internal void CloseIdle()
    {
        List<BackendConnection> idle = [];
        lock (_lock)
        {
            foreach (var list in _idle)
            {
                idle.AddRange(list);
                list.Clear();
            }

            _active += idle.Count;
        }

        foreach (var connection in idle)
        {
            connection.Transport.Loop.Post(static c => c.CloseAged(), connection);
        }
    }

    /// <summary>A usable connection that nobody has: to the first waiter that may have it, else to the idle ones.</summary>
    /// <param name="connection">On its own loop, or on the way back to the idle ones.</param>
    /// <param name="lessee">Who gives it back: its share becomes smaller before others are looked at.</param>
    private void Offer(BackendConnection connection, LeaseWaiter? lessee = null)
    {
        var now = Stopwatch.GetTimestamp();
        var isAged = connection.Transport.Loop.IsCurrent && _ages.IsOld(connection, now, Total);
        LeaseWaiter? waiter;
        lock (_lock)
        {
            if (lessee is not null)
            {
                _shares.Of(lessee).Active--;
            }

            waiter = IsPaused || isAged ? null : NextWaiter();
            if (waiter is not null)
            {
                _shares.Of(waiter).Active++;
                connection.GrantedTo = waiter;
            }
            else if (!isAged)
            {
                _active--;
                connection.LastUsedAt = now;
                _idle[connection.Transport.Loop.Index].Add(connection);
            }
        }

        if (isAged)
        {
            connection.CloseAged();
        }
        else if (waiter is not null)
        {
            HandOver(connection, waiter);
        }
    }

    private LeaseWaiter? NextWaiter()
    {
        for (var node = _waiters.First; node is not null; node = node.Next)
        {
            if (_shares.MayHaveMore(node.Value))
            {
                Unlink(node.Value);
                return node.Value;
            }
        }

        return null;
    }

    private BackendConnection? TakeIdle(LeaseWaiter waiter)
    {
        var own = _idle[waiter.Holder.Loop.Index];
        for (var i = own.Count - 1; i >= Math.Max(0, own.Count - StateSearch); i--)
        {
            if (ReferenceEquals(own[i].Vector, waiter.Wanted) || ReferenceEquals(own[i].Matched, waiter.Wanted))
            {
                return RemoveAt(own, i);
            }
        }

        if (own.Count > 0)
        {
            return RemoveAt(own, own.Count - 1);
        }

        foreach (var other in _idle)
        {
            if (other.Count > 0)
            {
                return RemoveAt(other, other.Count - 1);
            }
        }

        return null;
    }

    private static BackendConnection RemoveAt(List<BackendConnection> list, int index)
    {
        var connection = list[index];
        list.RemoveAt(index);
        return connection;
    }

    /// <summary>From idle to active. Under the lock.</summary>
    private void Grant(BackendConnection connection, LeaseWaiter waiter)
    {
        _active++;
        _shares.Of(waiter).Active++;
        connection.GrantedTo = waiter;
    }

    private void SetPaused(bool paused)
    {
        List<BackendConnection> idle = [];
        lock (_lock)
        {
            IsPaused = paused;
            if (!paused && _waiters.Count > 0)
            {
                foreach (var list in _idle)
                {
                    idle.AddRange(list);
                    list.Clear();
                }

                _active += idle.Count;
            }
        }

        foreach (var connection in idle)
        {
            connection.Transport.Loop.Post(static c => c.Pool.Offer(c), connection);
        }
    }

    private bool Unlink(LeaseWaiter waiter)
    {
        if (waiter.Node.List is null)
        {
            return false;
        }

        _waiters.Remove(waiter.Node);
        return true;
    }
}
