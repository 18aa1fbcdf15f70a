using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.RegularExpressions;
using NUnit.Framework;
using ProxyDb.Host.Admin;
using ProxyDb.Host.Telemetry;
using ProxyDb.Host.Tests.Admin;

namespace ProxyDb.Host.Tests.Telemetry;

public sealed partial class GatewayMetricsTests
{
    /// <summary>contracts.md §5.</summary>
    private static readonly string[] Names =
    [
        "proxydb_sessions", "proxydb_statements_total", "proxydb_statement_seconds", "proxydb_pool_connections", "proxydb_pool_waiting",
        "proxydb_pool_wait_seconds", "proxydb_pinned_sessions", "proxydb_denied_total", "proxydb_masked_columns_total",
        "proxydb_statement_cache_hits", "proxydb_statement_cache_misses", "proxydb_statement_cache_entries", "proxydb_policy_info",
        "proxydb_policy_load_failures_total", "proxydb_tag_drift", "proxydb_audit_spool_bytes", "proxydb_audit_oldest_unsealed_seconds", "proxydb_backend_up",
        "proxydb_failovers_total", "process_cpu_seconds_total", "process_resident_memory_bytes", "dotnet_gc_collections_total",
    ];

    [Test]
    public void Every_promised_name_is_there_once_with_type_and_help()
    {
        var text = new GatewayMetrics(1).Render();
        foreach (var name in Names)
        {
            Assert.That(Regex.Count(text, $"^# TYPE {name} ", RegexOptions.Multiline), Is.EqualTo(1), name);
            Assert.That(Regex.Count(text, $"^# HELP {name} ", RegexOptions.Multiline), Is.EqualTo(1), name);
        }
    }

    [Test]
    public void Every_line_is_of_the_exposition_format()
    {
        var metrics = Filled();
        foreach (var line in metrics.Render().TrimEnd('\n').Split('\n'))
        {
            Assert.That(Line().IsMatch(line), Is.True, line);
        }
    }

    [Test]
    public void Values_are_those_added()
    {
        var text = Filled().Render();
        foreach (var expected in new[]
        {
            "proxydb_statements_total{listener=\"l\",action=\"select\",decision=\"allow\"} 5",
            "proxydb_sessions{listener=\"l\",state=\"idle\"} 1",
            "proxydb_denied_total{rule=\"a\\\\b\\\"c\\nd\"} 1",
            "proxydb_pool_connections{cluster=\"shop\",database=\"shop\",login=\"svc\",state=\"active\"} 3",
            "proxydb_pool_waiting{cluster=\"shop\",database=\"shop\",login=\"svc\"} 2",
            "proxydb_pinned_sessions{reason=\"temp table\"} 4",
            "proxydb_policy_info{sha256=\"abc\"} 1",
            "proxydb_backend_up{server=\"db:5432\",role=\"primary\"} 1",
            "proxydb_statement_seconds_bucket{part=\"total\",le=\"0.0001\"} 0",
            "proxydb_statement_seconds_bucket{part=\"total\",le=\"0.005\"} 1",
            "proxydb_statement_seconds_bucket{part=\"total\",le=\"+Inf\"} 2",
            "proxydb_statement_seconds_sum{part=\"total\"} 100.003",
            "proxydb_statement_seconds_count{part=\"total\"} 2",
        })
        {
            Assert.That(text, Does.Contain(expected + "\n"));
        }

        Assert.That(text, Does.Not.Contain("role=\"standby\""), "a server has one role");
    }

    [Test]
    public void A_label_set_has_one_series()
    {
        var metrics = new GatewayMetrics(2);
        var first = metrics.Statements("l", "select", "allow");
        Assert.That(metrics.Statements("l", "select", "allow"), Is.SameAs(first));
        Assert.That(metrics.Statements("l", "select", "deny"), Is.Not.SameAs(first));
    }

    [Test]
    public void Labels_without_end_do_not_take_memory_without_end()
    {
        var metrics = new GatewayMetrics(1);
        for (var i = 0; i < 10_050; i++)
        {
            metrics.Denied("rule-" + i).Increment(0);
        }

        var text = metrics.Render();
        Assert.That(Regex.Count(text, "^proxydb_denied_total{", RegexOptions.Multiline), Is.EqualTo(10_001));
        Assert.That(text, Does.Contain("proxydb_denied_total{other=\"true\"} 50\n"));
    }

    [Test]
    public void Loops_count_without_losing_and_other_threads_beside_them()
    {
        const int Loops = 4, Times = 50_000;
        var counter = new GatewayMetrics(Loops).Statements("l", "select", "allow");
        var threads = Enumerable.Range(-2, Loops + 2).Select(i => new Thread(() =>
        {
            for (var n = 0; n < Times; n++)
            {
                counter.Increment(Math.Max(i, -1));
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.That(counter.Value, Is.EqualTo((Loops + 2) * Times));
    }

    [Test]
    public void Counting_allocates_nothing()
    {
        var metrics = new GatewayMetrics(1);
        var (counter, histogram) = (metrics.CacheHits, metrics.StatementSeconds("total"));
        Count();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Count();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Count()
        {
            for (var i = 0; i < 1000; i++)
            {
                counter.Increment(0);
                histogram.Record(0, i);
            }
        }
    }

    private static GatewayMetrics Filled()
    {
        var metrics = new GatewayMetrics(2)
        {
            PolicySha256 = "abc", AuditSpoolBytes = () => 1 << 20, AuditOldestUnsealedSeconds = () => 0.25, CacheEntries = () => 7,
            Control = new FakeControl
            {
                PoolRows =
                [
                    new PoolRow("shop", "shop", "svc", 3, 2, 3, 1, 0, TimeSpan.FromSeconds(1), "transaction", false,
                        ImmutableSortedDictionary<string, int>.Empty.Add("temp table", 4)),
                ],
            },
        };
        metrics.Statements("l", "select", "allow").Add(0, 2);
        metrics.Statements("l", "select", "allow").Add(1, 2);
        metrics.Statements("l", "select", "allow").Increment(-1);
        metrics.Sessions("l", "idle").Add(0, 2);
        metrics.Sessions("l", "idle").Add(1, -1);
        metrics.Denied("a\\b\"c\nd").Increment(0);
        metrics.BackendUp("db:5432", "standby", true);
        metrics.BackendUp("db:5432", "primary", true);
        metrics.StatementSeconds("total").Record(0, Stopwatch.Frequency * 3 / 1000);
        metrics.StatementSeconds("total").Record(1, Stopwatch.Frequency * 100);
        return metrics;
    }

    [GeneratedRegex(
        """^(# (HELP|TYPE) [a-z0-9_]+ .+|[a-z0-9_]+(\{([a-z0-9_]+="([^"\\]|\\["\\n])*"(,|(?=\})))+\})? (\+Inf|-?[0-9.]+(E[+-][0-9]+)?))$""",
        RegexOptions.None, 1000)]
    private static partial Regex Line();
}
