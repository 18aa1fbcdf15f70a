using ProxyDb.Host.Audit;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Network;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Host.Gateway;

/// <summary>What belongs to one loop and is used on its thread only.</summary>
internal sealed class LoopServices(EventLoop loop, IAuditLane audit, IReadOnlyDictionary<DatabaseProtocol, StatementJudge> judges)
{
    public EventLoop Loop { get; } = loop;

    public IAuditLane Audit { get; } = audit;

    public long JudgedEntries => judges.Values.Sum(static j => j.Entries);

    /// <summary>Clients of this loop, from their first byte on.</summary>
    public HashSet<ClientConnection> Clients { get; } = [];

    /// <summary>Where a login writes its next message; one for all, as each is sent before the next is written.</summary>
    public WireBuffer LoginOutput { get; } = new();

    /// <summary>What decides statements in the protocol's dialect.</summary>
    public StatementJudge JudgeOf(DatabaseProtocol protocol) => judges[protocol];

    public DateTimeOffset Now => new(Loop.TurnUtcTicks, TimeSpan.Zero);
}
