using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Backends;

/// <summary>A server answered a login by naming another one; caught where connections are opened and never shown.</summary>
public sealed class BackendRoute(ServerRoute route) : Exception($"the database is at {route.Host}:{route.Port}")
{
    public ServerRoute Route { get; } = route;
}
