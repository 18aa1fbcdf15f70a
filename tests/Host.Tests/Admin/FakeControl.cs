using ProxyDb.Host.Admin;

namespace ProxyDb.Host.Tests.Admin;

/// <summary>A gateway that remembers what it was told.</summary>
internal sealed class FakeControl : IGatewayControl
{
    public IReadOnlyList<PoolRow> PoolRows { get; set; } = [];

    public IReadOnlyList<SessionRow> SessionRows { get; set; } = [];

    public IReadOnlyList<ServerRow> ServerRows { get; set; } = [];

    public List<string> Calls { get; } = [];

    public ProbeState Probes { get; set; } = new(true, true, true, "");

    public IReadOnlyList<PoolRow> Pools() => PoolRows;

    public IReadOnlyList<SessionRow> Sessions() => SessionRows;

    public IReadOnlyList<ServerRow> Servers() => ServerRows;

    public bool Pause(string cluster) => Called("pause", cluster, "shop");

    public bool Resume(string cluster) => Called("resume", cluster, "shop");

    public bool Kill(string sessionId) => Called("kill", sessionId, "s/1");

    public void Drain() => Called("drain", "", "");

    private bool Called(string action, string target, string known)
    {
        Calls.Add($"{action} {target}");
        return target == known;
    }
}
