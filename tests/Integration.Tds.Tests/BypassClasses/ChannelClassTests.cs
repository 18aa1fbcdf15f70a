using NUnit.Framework;
using ProxyDb.Samples.TdsServer.Sql;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.BypassClasses;

/// <summary>What is too large or too deep, and every channel a statement can come by.</summary>
public sealed class ChannelClassTests : BypassFixture
{
    private const int Never = 987654;

    [Test]
    public void Class_29_size_and_cost()
    {
        using var all = Assert.EnterMultipleScope();
        foreach (var size in (int[])[3990, 4000, 4001, 8000, 32_000, 1 << 16, 1 << 20, 5 << 20])
        {
            var padding = new string(' ', size);
            var client = Analyst();
            AssertFails(client, $"SELECT 1 {padding} {Steal}");
            AssertFails(client, $"SELECT 1 /*{padding}*/ {Steal}");
            AssertFails(Ask(client, RawTdsRpc.Sql($"SELECT 1 {padding} {Steal}")), $"sp_executesql of {size}");
            if (size <= 1 << 16)
            {
                Ask(client, $"SELECT 1, N'{new string('x', size)}' SELECT note FROM customers");
                AssertFails(client, $"EXEC (N'SELECT 1 {padding} {Steal}')");
            }

            AssertHidden($"padding of {size}");
            client.Dispose();
        }

        foreach (var depth in (int[])[10, 50, 150, 201, 400, 1000, 5000, 20_000])
        {
            foreach (var (open, close) in ((string, string)[])[("(", ")"), ("-", ""), ("~", ""), ("CASE WHEN 1 = 1 THEN ", " END"), ("(SELECT ", ")"), ("ABS(", ")")])
            {
                var text = $"SELECT {Repeat(open, depth)}(SELECT amount FROM payroll){Repeat(close, depth)}".Replace("--", "- -", StringComparison.Ordinal);
                using var client = Watched(AnalystLogin);
                AssertFails(client, text);
            }

            using var another = Watched(AnalystLogin);
            AssertFails(another, $"{Repeat("BEGIN ", depth)}{Steal}{Repeat(" END", depth)}");
            AssertFails(another, $"{Repeat("IF 1 = 1 ", depth)}{Steal}");
            AssertFails(another, $"SELECT amount FROM payroll WHERE {Repeat("NOT ", depth)} 1 = 1");
            AssertFails(another, $"SELECT 1{Repeat(" UNION ALL SELECT 1", depth)} UNION ALL {Steal}");
            AssertFails(another, $"SELECT 1{Repeat(" + 1", depth)} FROM payroll");
            AssertFails(another, $"{Repeat("SELECT 1 ", depth)}{Steal}");
            AssertFails(another, $"SELECT {Repeat("1, ", depth)} amount FROM payroll");
        }

        // Nested dynamic texts: quotes double at each level.
        var nested = Steal;
        for (var level = 0; level < 12; level++)
        {
            nested = $"EXEC (N'{nested.Replace("'", "''", StringComparison.Ordinal)}')";
            AssertFails(Analyst(), nested);
        }

        var many = new RawTdsRpc(RawTdsRpc.ExecuteSql).Add("SELECT note FROM customers WHERE customer_id = @p0").Add(string.Join(',', Enumerable.Range(0, 2000).Select(i => $"@p{i} int")));
        for (var i = 0; i < 2000; i++)
            many.Add(i, name: $"@p{i}");
        Ask(Analyst(), many);
        AssertAnswers(Analyst(), "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);
    }

    [Test]
    public void Class_32_channel_not_covered()
    {
        using var all = Assert.EnterMultipleScope();
        using var strict = BypassServer.Start(o => o with { ListenerTls = "require", PoolSize = 1 });
        var steal = $"{Steal} WHERE amount <> {Never}";
        (string Name, RawTdsLogin Login)[] channels =
        [
            ("7.1 without PRELOGIN", AnalystLogin with { Encryption = null, Version = 0x71000001 }), ("7.2", AnalystLogin with { Version = 0x72090002 }), ("7.3.A", AnalystLogin with { Version = 0x730A0003 }), ("7.3.B", AnalystLogin with { Version = 0x730B0003 }), ("7.4", AnalystLogin), ("a higher one", AnalystLogin with { Version = 0x75000000 }),
            ("TLS of the login", AnalystLogin with { Encryption = 0 }), ("TLS", AnalystLogin with { Encryption = 1 }), ("TLS required", AnalystLogin with { Port = strict.Port, Encryption = 3 }), ("TDS 8.0", AnalystLogin with { Port = strict.Port, IsStrict = true, Version = 0x08000000 }), ("packets of 512", AnalystLogin with { PacketSize = 512 }), ("packets of 32767", AnalystLogin with { PacketSize = 32767 }),
        ];
        foreach (var (name, login) in channels)
        {
            RawTdsClient client;
            try
            {
                client = Watched(login);
            }
            catch (Exception refused) when (refused is RawTdsException or IOException)
            {
                continue;
            }

            AssertDenied(client, steal);
            AssertAnswers(client, "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);
            AssertDenied(Ask(client, RawTdsRpc.Sql(steal)), name);
            AssertDenied(Ask(client, new RawTdsRpc("sp_executesql").Add(steal)), name);
            AssertDenied(Ask(client, RawTdsRpc.Sql("SELECT 1"), RawTdsRpc.Sql(steal)), name);
            AssertDenied(Ask(client, new RawTdsRpc(RawTdsRpc.Prepare).Add(default(int?), true).Add("").Add(steal).Add(1)), name);
            AssertDenied(Ask(client, new RawTdsRpc(RawTdsRpc.PrepExec).Add(default(int?), true).Add("").Add(steal)), name);
            AssertDenied(Ask(client, new RawTdsRpc(RawTdsRpc.CursorOpen).Add(default(int?), true).Add(steal).Add(8, true).Add(1, true).Add(1, true)), name);
            AssertDenied(client, $"EXEC (N'{steal}')");
            AssertDenied(client, $"EXEC sp_executesql N'{steal}'");
            AssertFails(Ask(client, new RawTdsRpc(RawTdsRpc.PrepExecRpc).Add(default(int?), true).Add($"{{call sp_executesql(N'{steal}')}}")), name);
            foreach (var status in (byte[])[0x08, 0x10, 0x02, 0x18, 0x0A, 0xE4])
            {
                using var odd = Watched(login);
                Answer(
                    () =>
                    {
                        odd.SendBatch(steal, status);
                        odd.ShutdownSend();
                        return odd.TryRead() ?? Ended;
                    },
                    $"{name} status {status:X2}");
            }
        }

        Assert.That(HasArrived($"{Never}"), Is.False, "a denied statement has arrived at the server");
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
