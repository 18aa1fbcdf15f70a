using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Network;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Host.Backends;

/// <summary>All pools of one cluster, made when the first client asks for their database.</summary>
public sealed class BackendPools
{
    private readonly ConcurrentDictionary<(string Database, string Login), BackendPool> _pools = new();
    private readonly WireLimits _limits;
    private readonly IReadOnlyList<EventLoop> _loops;
    private readonly BackendConnector _connector;
    private readonly ILogger _log;
    private volatile bool _isPaused;

    public BackendPools(
        ClusterOptions cluster, IWireProtocol protocol, WireLimits limits, IReadOnlyList<EventLoop> loops, ILogger log)
    {
        (Cluster, Protocol, _limits, _loops, _log) = (cluster, protocol, limits, loops, log);
        _connector = new BackendConnector(cluster, protocol, log);
    }

    public ClusterOptions Cluster { get; }

    public IWireProtocol Protocol { get; }

    public IEnumerable<BackendPool> All => _pools.Values;

    /// <summary>Connections that may still be opened under <c>max_connections</c>.</summary>
    internal int Room => Cluster.MaxConnections == 0
        ? int.MaxValue
        : (int)(Cluster.MaxConnections - _pools.Values.Sum(static p => p.Created - p.Closed));

    public BackendPool For(string database, string user)
    {
        var login = Cluster.LoginFor(user);
        return _pools.GetOrAdd(
            (database, login.User),
            static (key, me) =>
            {
                var pool = new BackendPool(
                    me.Self.Cluster, key.Database, me.Login, me.Self.Protocol, me.Self._limits, me.Self._loops, me.Self._connector, () => me.Self.Room, me.Self._log);
                if (me.Self._isPaused)
                {
                    pool.Pause();
                }

                return pool;
            },
            (Self: this, Login: login));
    }

    /// <summary>No new leases until <see cref="Resume"/>; statements wait.</summary>
    public void Pause()
    {
        _isPaused = true;
        foreach (var pool in All)
        {
            pool.Pause();
        }
    }

    public void Resume()
    {
        _isPaused = false;
        foreach (var pool in All)
        {
            pool.Resume();
        }
    }

    internal void Tend()
    {
        foreach (var pool in All)
        {
            pool.Tend();
        }
    }

    internal void CloseIdle()
    {
        foreach (var pool in All)
        {
            pool.CloseIdle();
        }
    }

    /// <summary>Sends a cancel request for what a leased backend runs.</summary>
    internal void Cancel(BackendConnection backend, Action done)
    {
        var (address, tls) = _connector.Route(backend.Server);
        CancelSender.Send(backend, address, tls, done);
    }
}
