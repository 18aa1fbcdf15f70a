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
    private readonly ConcurrentDictionary<(string Database, string Login, string Variant), BackendPool> _pools = new();
    private readonly BackendConnector _connector;
    private volatile bool _isPaused;

    public BackendPools(
        ClusterOptions cluster, IWireProtocol protocol, WireLimits limits, IReadOnlyList<EventLoop> loops, ILogger log)
    {
        (Cluster, Protocol, Limits, Loops, Log) = (cluster, protocol, limits, loops, log);
        Syntax = SessionSyntax.Of(cluster.Protocol);
        _connector = new BackendConnector(cluster, protocol, log);
        Versions = new ServerVersions(this, _connector);
    }

    public ClusterOptions Cluster { get; }

    public IWireProtocol Protocol { get; }

    /// <summary>What settings are to the cluster's servers.</summary>
    public ISessionSyntax Syntax { get; }

    internal WireLimits Limits { get; }

    internal IReadOnlyList<EventLoop> Loops { get; }

    internal ILogger Log { get; }

    public IEnumerable<BackendPool> All => _pools.Values;

    /// <summary>Connections that may still be opened under <c>max_connections</c>.</summary>
    internal int Room => Cluster.MaxConnections == 0
        ? int.MaxValue
        : (int)(Cluster.MaxConnections - _pools.Values.Sum(static p => p.Created - p.Closed));

    /// <summary>What a server of the cluster calls its version, as the last connection told; else as configured, or empty.</summary>
    public string ServerVersion => Versions.Current;

    internal ServerVersions Versions { get; }

    internal CatalogReading Catalog => new(Cluster, Protocol, _connector, Loops[^1]);

    /// <param name="variant">See <see cref="IClientLogin.Variant"/>.</param>
    public BackendPool For(string database, string user, string variant = "")
    {
        var login = Cluster.LoginFor(user);
        return _pools.GetOrAdd(
            (database, login.User, variant),
            static (key, me) =>
            {
                var pool = new BackendPool(me.Self, key.Database, me.Login, key.Variant, me.Self._connector);
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
        if (Protocol.CancelNeedsLogin)
        {
            CancelLogin.Send(backend, _connector, done);
            return;
        }

        var (address, tls) = _connector.Route(backend.Server);
        CancelSender.Send(backend, address, tls, done);
    }
}
