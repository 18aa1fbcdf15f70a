using System.Collections.Concurrent;
using System.Text;
using ProxyDb.Host.Admin;

namespace ProxyDb.Host.Telemetry;

/// <summary>
/// The metrics of contracts.md §5. Members that return a series are called once for each label set (at login, when a plan is
/// made); the series is kept and added to on the path of statements. What the gateway can tell at any time (pools, pins, spool)
/// is asked at the scrape and costs nothing before.
/// </summary>
public sealed class GatewayMetrics
{
    private readonly MetricFamily<Counter> _sessions;
    private readonly MetricFamily<Counter> _statements;
    private readonly MetricFamily<Histogram> _statementSeconds;
    private readonly MetricFamily<Histogram> _poolWaitSeconds;
    private readonly MetricFamily<Counter> _denied;
    private readonly MetricFamily<Counter> _maskedColumns;
    private readonly MetricFamily<Counter> _policyLoadFailures;
    private readonly MetricFamily<Counter> _failovers;
    private readonly MetricFamily<Counter> _tagDrift;
    private readonly MetricFamily<Counter> _cacheHits;
    private readonly MetricFamily<Counter> _cacheMisses;
    private readonly ConcurrentDictionary<(string Server, string Role), bool> _backends = new();

    /// <param name="loops">Number of event loops; their indexes are 0 to loops - 1.</param>
    public GatewayMetrics(int loops)
    {
        MetricFamily<Counter> Family(string name, string type, string help) => new(name, type, help, () => new Counter(loops));
        MetricFamily<Histogram> Durations(string name, string help) => new(name, "histogram", help, () => new Histogram(loops));

        _sessions = Family("proxydb_sessions", "gauge", "Client sessions.");
        _statements = Family("proxydb_statements_total", "counter", "Statements decided.");
        _statementSeconds = Durations("proxydb_statement_seconds", "Time of a statement: total, in the database, in the gateway.");
        _poolWaitSeconds = Durations("proxydb_pool_wait_seconds", "Time a statement waited for a backend connection.");
        _denied = Family("proxydb_denied_total", "counter", "Statements denied, by rule.");
        _maskedColumns = Family("proxydb_masked_columns_total", "counter", "Columns masked, by tag.");
        _policyLoadFailures = Family("proxydb_policy_load_failures_total", "counter", "Policy loads refused; the previous policies stay in force.");
        _failovers = Family("proxydb_failovers_total", "counter", "Changes of the writable server.");
        _tagDrift = Family("proxydb_tag_drift", "gauge", "Names of tags that match nothing in the database.");
        _cacheHits = Family("proxydb_statement_cache_hits", "counter", "Statements whose plan was remembered.");
        _cacheMisses = Family("proxydb_statement_cache_misses", "counter", "Statements analysed anew.");
        CacheHits = _cacheHits.Series();
        CacheMisses = _cacheMisses.Series();
        PolicyLoadFailures = _policyLoadFailures.Series();
    }

    public Counter CacheHits { get; }

    public Counter CacheMisses { get; }

    public Counter PolicyLoadFailures { get; }

    /// <summary>Asked at the scrape for pools, waiters and pinned sessions.</summary>
    public IGatewayControl? Control { get; set; }

    public Func<long>? CacheEntries { get; set; }

    public Func<long>? AuditSpoolBytes { get; set; }

    public Func<double>? AuditOldestUnsealedSeconds { get; set; }

    /// <summary>SHA-256 of the policies in force, hexadecimal.</summary>
    public string? PolicySha256 { get; set; }

    /// <summary>A gauge: add 1 when a session enters the state and -1 when it leaves.</summary>
    /// <param name="listener">Name of the listener.</param>
    /// <param name="state"><c>login idle waiting active transaction</c>.</param>
    public Counter Sessions(string listener, string state) => _sessions.Series(("listener", listener), ("state", state));

    public Counter Statements(string listener, string action, string decision) =>
        _statements.Series(("listener", listener), ("action", action), ("decision", decision));

    /// <param name="part"><c>total database gateway</c>.</param>
    public Histogram StatementSeconds(string part) => _statementSeconds.Series(("part", part));

    public Histogram PoolWaitSeconds(string cluster) => _poolWaitSeconds.Series(("cluster", cluster));

    public Counter Denied(string rule) => _denied.Series(("rule", rule));

    public Counter MaskedColumns(string tag) => _maskedColumns.Series(("tag", tag));

    public Counter Failovers(string cluster) => _failovers.Series(("cluster", cluster));

    /// <summary>A gauge: names of tags that match nothing in a database.</summary>
    public Counter TagDrift(string cluster, string database) => _tagDrift.Series(("cluster", cluster), ("database", database));

    /// <param name="server"><c>host:port</c>.</param>
    /// <param name="role"><c>primary standby unknown</c>; a server has one role, the others' series end.</param>
    /// <param name="up">Whether it answers.</param>
    public void BackendUp(string server, string role, bool up)
    {
        foreach (var key in _backends.Keys.Where(k => k.Server == server && k.Role != role))
        {
            _backends.TryRemove(key, out _);
        }

        _backends[(server, role)] = up;
    }

    /// <summary>The whole page of <c>/metrics</c>.</summary>
    public string Render()
    {
        var output = new StringBuilder(16 << 10);
        _sessions.Write(output, PrometheusText.Counter);
        _statements.Write(output, PrometheusText.Counter);
        _statementSeconds.Write(output, PrometheusText.Histogram);
        RenderPools(output, Control?.Pools() ?? []);
        _poolWaitSeconds.Write(output, PrometheusText.Histogram);
        _denied.Write(output, PrometheusText.Counter);
        _maskedColumns.Write(output, PrometheusText.Counter);
        _cacheHits.Write(output, PrometheusText.Counter);
        _cacheMisses.Write(output, PrometheusText.Counter);
        Gauge(output, "proxydb_statement_cache_entries", "Plans remembered.", MetricLabels.None, CacheEntries?.Invoke());
        Gauge(output, "proxydb_policy_info", "Policies in force.", MetricLabels.Of(("sha256", PolicySha256 ?? "")), PolicySha256 is null ? null : 1);
        _policyLoadFailures.Write(output, PrometheusText.Counter);
        _tagDrift.Write(output, PrometheusText.Counter);
        Gauge(output, "proxydb_audit_spool_bytes", "Bytes of records not yet sealed.", MetricLabels.None, AuditSpoolBytes?.Invoke());
        Gauge(
            output, "proxydb_audit_oldest_unsealed_seconds", "Age of the oldest record not yet sealed.", MetricLabels.None,
            AuditOldestUnsealedSeconds?.Invoke());
        RenderBackends(output);
        _failovers.Write(output, PrometheusText.Counter);
        ProcessMetrics.Render(output);
        return output.ToString();
    }

    private static void Gauge(StringBuilder output, string name, string help, MetricLabels labels, double? value)
    {
        PrometheusText.Head(output, name, "gauge", help);
        if (value is { } known)
        {
            PrometheusText.Sample(output, name, labels, known);
        }
    }

    private static void RenderOpened(
        StringBuilder output, IReadOnlyList<PoolRow> pools, string name, string help, Func<PoolRow, long> value)
    {
        PrometheusText.Head(output, name, "counter", help);
        foreach (var pool in pools)
        {
            PrometheusText.Sample(
                output, name, MetricLabels.Of(("cluster", pool.Cluster), ("database", pool.Database), ("login", pool.Login)), value(pool));
        }
    }

    private static void RenderPools(StringBuilder output, IReadOnlyList<PoolRow> pools)
    {
        const string Connections = "proxydb_pool_connections", Waiting = "proxydb_pool_waiting", Pinned = "proxydb_pinned_sessions";
        PrometheusText.Head(output, Connections, "gauge", "Backend connections.");
        foreach (var pool in pools)
        {
            foreach (var (state, count) in new[] { ("active", pool.ServersActive), ("idle", pool.ServersIdle), ("login", pool.ServersLogin) })
            {
                PrometheusText.Sample(
                    output, Connections,
                    MetricLabels.Of(("cluster", pool.Cluster), ("database", pool.Database), ("login", pool.Login), ("state", state)), count);
            }
        }

        PrometheusText.Head(output, Waiting, "gauge", "Sessions that wait for a backend connection.");
        foreach (var pool in pools)
        {
            PrometheusText.Sample(
                output, Waiting, MetricLabels.Of(("cluster", pool.Cluster), ("database", pool.Database), ("login", pool.Login)),
                pool.ClientsWaiting);
        }

        RenderOpened(output, pools, "proxydb_pool_opened_total", "Backend connections begun.", static p => p.Created);
        RenderOpened(output, pools, "proxydb_pool_closed_total", "Backend connections ended, failed attempts included.", static p => p.Closed);
        PrometheusText.Head(output, Pinned, "gauge", "Sessions that keep their backend connection, by reason.");
        foreach (var reason in pools.SelectMany(static p => p.Pinned).GroupBy(static p => p.Key, StringComparer.Ordinal))
        {
            PrometheusText.Sample(output, Pinned, MetricLabels.Of(("reason", reason.Key)), reason.Sum(static r => r.Value));
        }
    }

    private void RenderBackends(StringBuilder output)
    {
        PrometheusText.Head(output, "proxydb_backend_up", "gauge", "Whether a database server answers.");
        foreach (var ((server, role), up) in _backends)
        {
            PrometheusText.Sample(output, "proxydb_backend_up", MetricLabels.Of(("server", server), ("role", role)), up ? 1 : 0);
        }
    }
}
