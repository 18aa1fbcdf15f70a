using Microsoft.Extensions.Logging.Abstractions;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Network;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Backends;

/// <summary>How a cluster's catalog is reached by the gateway's own protocol code.</summary>
/// <param name="Loop">Where its one connection lives; the reading itself is off the path of statements.</param>
internal sealed record CatalogReading(ClusterOptions Cluster, IWireProtocol Protocol, BackendConnector Connector, EventLoop Loop)
{
    /// <summary>For a command that has no pools.</summary>
    public static CatalogReading Alone(ClusterOptions cluster, IWireProtocol protocol, EventLoop loop) =>
        new(cluster, protocol, new BackendConnector(cluster, protocol, NullLogger.Instance), loop);

    public Task<CatalogConnection> OpenAsync(CancellationToken cancel) =>
        CatalogConnection.OpenAsync(Connector, Protocol, Loop, Cluster.Login, cancel);
}
