using Microsoft.Extensions.Logging;
using ProxyDb.Host.Audit;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Telemetry;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Host.Gateway;

/// <summary>What all sessions share. Everything here is immutable or safe for any thread.</summary>
internal sealed class GatewayRuntime
{
    /// <summary>Longer texts are analysed on a worker.</summary>
    private const int InlineLengthMax = 16 << 10;

    private int _sessions;

    public required GatewayOptions Options { get; init; }

    /// <summary>One object for each kind that a cluster speaks.</summary>
    public required IReadOnlyDictionary<DatabaseProtocol, IWireProtocol> Protocols { get; init; }

    public required WireLimits Limits { get; init; }

    public required PolicyState Policies { get; init; }

    public required UserState Users { get; init; }

    public required MaskKeyRing MaskKeys { get; init; }

    public required ICatalogStore Catalogs { get; init; }

    public required IReadOnlyDictionary<string, BackendPools> Clusters { get; init; }

    public required CancelRouter Cancels { get; init; }

    public required AuditTrail Audit { get; init; }

    public required GatewayMetrics Metrics { get; init; }

    public required ILogger Log { get; init; }

    public required TlsFiles Tls { get; init; }

    public ConcurrencyLimits Concurrency { get; } = new();

    /// <summary>The bounds of messages that the configuration sets.</summary>
    public static WireLimits LimitsOf(LimitOptions limits) => WireLimits.Default with
    {
        StatementLength = (int)Math.Min(limits.Statement, int.MaxValue), RewrittenRowLength = (int)limits.RewrittenRow,
    };

    public static int AnalysedInline => InlineLengthMax;

    public int SessionCount => Volatile.Read(ref _sessions);

    /// <summary>False: there are <c>network.max_sessions</c> already.</summary>
    public bool TryAdmit()
    {
        if (Interlocked.Increment(ref _sessions) <= Options.Network.MaxSessions)
        {
            return true;
        }

        Interlocked.Decrement(ref _sessions);
        return false;
    }

    public void OnClientEnded() => Interlocked.Decrement(ref _sessions);

    public Policy.Rules.Enforcement EnforcementOf(ListenerOptions listener) =>
        (listener.Enforcement ?? Options.Policies.Enforcement) == Configuration.Enforcement.Observe
            ? Policy.Rules.Enforcement.Observe
            : Policy.Rules.Enforcement.Enforce;
}
