using ProxyDb.Host.Configuration;
using ProxyDb.Host.Network;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Backends;

/// <summary>How a cluster's catalog is reached by the gateway's own protocol code.</summary>
/// <param name="Loop">Where its one connection lives; the reading itself is off the path of statements.</param>
internal sealed record CatalogReading(ClusterOptions Cluster, IWireProtocol Protocol, BackendConnector Connector, EventLoop Loop)
{
    public Task<CatalogConnection> OpenAsync(CancellationToken cancel) =>
        CatalogConnection.OpenAsync(Connector, Protocol, Loop, Cluster.Login, cancel);
}
