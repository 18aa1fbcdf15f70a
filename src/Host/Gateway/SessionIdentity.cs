using System.Net;
using ProxyDb.Host.Audit;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Identity;
using ProxyDb.Policy.Decisions;

namespace ProxyDb.Host.Gateway;

/// <summary>Who a session is, settled at its login.</summary>
internal sealed record SessionIdentity(
    string Id, GatewayUser User, Subject Subject, AuditSession Audit, ListenerOptions Listener, BackendPools Cluster, BackendPool Pool,
    CatalogHandle Catalog, IPAddress Address, DateTimeOffset Since);
