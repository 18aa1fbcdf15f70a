using ProxyDb.Host.Audit;
using ProxyDb.Host.Network;

namespace ProxyDb.Host.Gateway;

/// <summary>What belongs to one loop and is used on its thread only.</summary>
internal sealed class LoopServices(EventLoop loop, IAuditLane audit, StatementJudge judge)
{
    public EventLoop Loop { get; } = loop;

    public IAuditLane Audit { get; } = audit;

    public StatementJudge Judge { get; } = judge;

    /// <summary>Clients of this loop, from their first byte on.</summary>
    public HashSet<ClientConnection> Clients { get; } = [];

    public DateTimeOffset Now => new(Loop.TurnUtcTicks, TimeSpan.Zero);
}
