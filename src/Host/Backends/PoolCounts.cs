namespace ProxyDb.Host.Backends;

/// <summary>Figures of a pool at one moment.</summary>
internal sealed record PoolCounts(
    int Idle, int Active, int Connecting, int Waiting, TimeSpan OldestWait, long Created, long Closed,
    IReadOnlyList<BackendConnection> Connections);
