using System.Collections.Concurrent;
using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Postgres.Raw;
using ProxyDb.TestKit.Processes;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.Load;

/// <summary>
/// Policies change while 64 clients execute what they have prepared: every answer is of one policy, of the one in force or the next
/// one, and of the next one from the moment on that the gateway tells of it.
/// </summary>
public sealed class PolicyChangeTests : GatewayFixture
{
    private const int Clients = 64;
    private const int Changes = 6;
    private const string Sql = "SELECT resident_no, branch_id FROM customers ORDER BY customer_id LIMIT 20";

    private static readonly string[] Branches = ["S01", "S02"];

    // Counts of changes written to the file, and of changes the gateway has told of.
    private int _written;
    private int _told;

    [Test]
    public void Every_answer_is_of_one_policy_and_of_the_present_one()
    {
        _written = _told = 0;
        using var gateway = GatewayUnderTest.StartProxyDb(new GatewayOptions(Shared.Database.Port) { PoolSize = 8, Policies = Files(0) });
        var done = new ManualResetEventSlim();
        var faults = new ConcurrentQueue<string>();
        var answers = 0;
        var threads = Enumerable.Range(0, Clients).Select(n => new Thread(() => Interlocked.Add(ref answers, ExecuteUntil(gateway.Port, n, done, faults)), 256 << 10)).ToList();
        threads.ForEach(t => t.Start());
        for (var change = 1; change <= Changes; change++)
        {
            BreakPolicy(gateway);
            ChangePolicy(gateway, change);
        }

        done.Set();
        threads.ForEach(t => t.Join());
        Assert.That(faults, Is.Empty, string.Join('\n', faults.Take(5)));
        Assert.That(answers, Is.GreaterThan(Clients * Changes));
    }

    [Test]
    public void A_view_redefined_through_one_replica_is_noticed_by_the_other()
    {
        Shared.Database.Psql("SET client_min_messages = error; DROP SCHEMA IF EXISTS replicas CASCADE; CREATE SCHEMA replicas AUTHORIZATION app; SET ROLE app; CREATE VIEW replicas.v AS SELECT name AS x FROM public.customers", "shop");
        var options = new GatewayOptions(Shared.Database.Port)
        {
            PoolSize = 2, Policies = Files(0), Environment = new Dictionary<string, string> { ["PROXYDB__CLUSTERS__SHOP__CATALOG__POLL"] = "1s" },
        };
        using var one = GatewayUnderTest.StartProxyDb(options);
        using var other = GatewayUnderTest.StartProxyDb(options);
        var reader = Login(other.Port);
        reader.Send(Parse("s", "SELECT x FROM replicas.v LIMIT 1"), Bind("", "s"), Execute(), Sync);
        Assert.That(reader.ReadUntilReady().Single(m => m.Kind == 'D').TextValues[0], Does.StartWith("customer"));
        // Somebody without a mask changes the view through the first replica.
        Login(new RawLogin(one.Port, "other", "other-secret")).Rows("CREATE OR REPLACE VIEW replicas.v AS SELECT resident_no AS x FROM public.customers");
        Wait.Until(() => Shown(reader) == "mask 0", TimeSpan.FromSeconds(20), () => $"the other replica shows {Shown(reader)}");
        for (var i = 0; i < 20; i++)
            Assert.That(Shown(reader), Is.EqualTo("mask 0"), "once noticed, always masked");
        Shared.Database.Psql("DROP SCHEMA replicas CASCADE", "shop");

        static string? Shown(RawPostgresClient client)
        {
            client.Send(Bind("", "s"), Execute(), Sync);
            return client.ReadUntilReady().Find(m => m.Kind == 'D')?.TextValues[0];
        }
    }

    private int ExecuteUntil(int port, int number, ManualResetEventSlim done, ConcurrentQueue<string> faults)
    {
        var answers = 0;
        try
        {
            using var client = RawPostgresClient.Login(new RawLogin(port) { Timeout = TimeSpan.FromSeconds(30) });
            client.Send(Parse("s", Sql), Sync);
            client.ReadUntilReady();
            while (!done.IsSet)
            {
                var told = Volatile.Read(ref _told);
                client.Send(Bind("", "s", number % 2 == 0), Execute(), Sync);
                var seen = Seen(client.ReadUntilReady());
                var written = Volatile.Read(ref _written);
                if (!Enumerable.Range(told, written - told + 1).Any(c => seen == $"mask {c}/{Branches[c % 2]}"))
                    faults.Enqueue($"client {number}, changes {told} to {written}: {seen}");
                answers++;
            }
        }
        catch (Exception e)
        {
            faults.Enqueue($"client {number}: {e.Message}");
        }

        return answers;
    }

    /// <summary>The one mask and the one branch of all rows; of a mixture, all of them.</summary>
    private static string Seen(List<ServerMessage> messages) =>
        messages.Find(m => m.IsError) is { } error
            ? error.ToString()
            : string.Join(" and ", messages.Where(m => m.Kind == 'D').Select(m => string.Join('/', m.TextValues)).Distinct());

    private void ChangePolicy(ProxyDbProcess gateway, int change)
    {
        var before = Version(gateway);
        Volatile.Write(ref _written, change);
        Write(gateway, Files(change)["masks.yaml"]);
        Wait.Until(() => Version(gateway) is { } now && now != before, TimeSpan.FromSeconds(20), () => "the new policy is not in force");
        Volatile.Write(ref _told, change);
        Thread.Sleep(100);
    }

    private static void BreakPolicy(ProxyDbProcess gateway)
    {
        var before = (Version(gateway), gateway.Metrics().Sum("proxydb_policy_load_failures_total"));
        Write(gateway, "proxydb: policy/v1\nrules:\n  - id: broken\n    effect: mask\n    columns: [public.customers.resident_no]\n    mask: {partail: {}}\n");
        Wait.Until(() => gateway.Metrics().Sum("proxydb_policy_load_failures_total") > before.Item2, TimeSpan.FromSeconds(20), () => "a broken policy is not told of");
        Assert.That(Version(gateway), Is.EqualTo(before.Item1), "a broken policy changes nothing");
    }

    /// <summary>As an editor or a ConfigMap does it: the new file takes the old one's place at once.</summary>
    private static void Write(ProxyDbProcess gateway, string text)
    {
        var file = Path.Combine(gateway.PolicyDirectory, "masks.yaml");
        File.WriteAllText(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);
    }

    private static string? Version(ProxyDbProcess gateway) =>
        gateway.Metrics().Samples.Keys.FirstOrDefault(k => k.StartsWith("proxydb_policy_info", StringComparison.Ordinal));

    private static Dictionary<string, string> Files(int change) => new()
    {
        ["everything.yaml"] = OpenPolicy.Text,
        ["masks.yaml"] = $$"""
            proxydb: policy/v1
            rules:
              - id: mask
                except: [user:other]
                columns: [public.customers.resident_no]
                effect: mask
                mask: {constant: "mask {{change}}"}
              - id: filter
                except: [user:other]
                objects: [public.customers]
                effect: filter
                where: "branch_id = '{{Branches[change % 2]}}'"

            """,
    };
}
