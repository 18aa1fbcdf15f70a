using NUnit.Framework;
using ProxyDb.Integration.Tests.Oracles;
using ProxyDb.TestKit.Postgres.Raw;
using ProxyDb.TestKit.Processes;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.BypassClasses;

/// <summary>Messages, forms and channels around the statement.</summary>
public sealed class ProtocolClassTests : BypassFixture
{
    private const string Masked = "SELECT resident_no FROM customers ORDER BY customer_id";

    [Test]
    public void Class_6_prepared_statement_smuggling()
    {
        Superuser("DROP TABLE IF EXISTS lab.customers; CREATE TABLE lab.customers AS SELECT 1 AS customer_id, 'open'::text AS resident_no; GRANT ALL ON lab.customers TO app");
        try
        {
            var analyst = Analyst();
            AssertDenied(analyst, "PREPARE x AS SELECT amount FROM payroll");
            analyst.Query("SET search_path = lab");
            Wait.Until(() => analyst.Query("SELECT resident_no FROM lab.customers").Exists(m => m.Kind == 'D'), TimeSpan.FromSeconds(15), () => "the new table is never known");
            analyst.Send(Parse("p", Masked), Bind("", "p"), Execute(), Sync);
            Assert.That(analyst.ReadUntilReady().Single(m => m.Kind == 'D').TextValues[0], Is.EqualTo("****"), "every resident_no is masked");
            analyst.Query("PREPARE q AS SELECT resident_no FROM customers ORDER BY customer_id");
            analyst.Query("SET search_path = public");
            analyst.Send(Bind("", "p"), Execute(), Sync);
            AssertHidden(analyst.ReadUntilReady(), "prepared under another search path");
            Ask(analyst, "EXECUTE q");
            Ask(analyst, "CREATE TEMP TABLE got AS EXECUTE q");
            Ask(analyst, "SELECT * FROM got");
            // The unnamed statement is parsed again under an open portal; the path changes within one pipeline.
            analyst.Send(Parse("", "SELECT 1"), Bind("a", ""), Parse("", Masked), Bind("b", ""), Execute("a"), Execute("b"), Sync);
            AssertHidden(analyst.ReadUntilReady(), "an unnamed statement parsed again");
            analyst.Query("SET search_path = lab");
            analyst.Send(Parse("", Masked), Extended("SET search_path = public"), Parse("", Masked), Bind("", ""), Execute(), Sync);
            AssertHidden(analyst.ReadUntilReady(), "a path set in the pipeline");
        }
        finally
        {
            Superuser("DROP TABLE lab.customers");
        }
    }

    [Test]
    public void Class_8_non_sql_commands()
    {
        // Every byte that is no statement's message: an error or the end, never an answer.
        for (var kind = 1; kind < 256; kind++)
        {
            if ("QPBEDCSHXdcfp".Contains((char)kind))
                continue;
            using var client = RawPostgresClient.Login(AnalystLogin(TwinSchema.Left));
            client.Send(Typed((char)kind, [0, 0, 4, 210, 0, 0, 0, 0, 0, 0]), Query("SELECT 'reached'"));
            client.ShutdownSend();
            var messages = client.ReadToEnd();
            Assert.That(messages.Exists(m => m.Kind is 'D' or 'V'), Is.False, $"kind {kind}: {string.Join(' ', messages)}");
        }

        foreach (var replication in (string[])["true", "database"])
            Assert.That(Replicates(replication), Is.False, $"replication={replication}");
    }

    [Test]
    public void Class_13_cursor_portal_and_fetch()
    {
        var analyst = Analyst();
        foreach (var binary in (bool[])[false, true])
        {
            analyst.Send(Query("BEGIN"));
            analyst.ReadUntilReady();
            analyst.Send(Parse("", Masked), Bind("c", "", binary), DescribePortal("c"), Execute("c", 1), Sync);
            var rows = Rows(analyst, "the first piece of a portal");
            for (var i = 0; i < 8; i++)
            {
                analyst.Send(Execute("c", 1), Sync);
                rows += Rows(analyst, "a further piece of a portal");
            }

            Assert.That(rows, Is.EqualTo(8));
            Ask(analyst, "ROLLBACK");
        }

        Ask(analyst, "BEGIN");
        foreach (var step in (string[])
        [
            $"DECLARE a SCROLL CURSOR FOR {Masked}", $"DECLARE b BINARY CURSOR FOR {Masked}", $"DECLARE h CURSOR WITH HOLD FOR {Masked}",
            "FETCH NEXT FROM a", "FETCH PRIOR FROM a", "FETCH LAST FROM a", "FETCH ABSOLUTE 3 FROM a", "FETCH BACKWARD ALL FROM a", "MOVE ALL FROM a", "FETCH ALL FROM b", "COMMIT",
            "FETCH ALL FROM h", "CLOSE h",
        ])
            Ask(analyst, step);
    }

    [Test]
    public void Class_17_framing_and_desync()
    {
        var masked = Query(Masked);
        var shorter = (byte[])[.. masked];
        shorter[4] -= 5;
        var longer = (byte[])[.. masked];
        longer[4] += 5;
        foreach (var bytes in (byte[][])
        [
            shorter, longer, [.. masked, .. masked[..7]], [(byte)'Q', 0xFF, 0xFF, 0xFF, 0xFF, .. masked], [(byte)'Q', 0, 0, 0, 4, .. masked],
            Typed('Q', [.. Text("SELECT 1"), .. Text("SELECT amount FROM payroll")]), [.. Parse("", "SELECT 1"), .. Typed('B', [0, 0, 0, 0, 0x7F, 0xFF]), .. Execute(), .. Sync, .. masked],
            [.. Extended("SELECT 1/0"), .. Extended(Masked), .. Sync, .. masked], [.. Extended("SELECT amount FROM payroll"), .. Extended(Masked), .. Sync, .. Extended(Masked), .. Sync],
        ])
        {
            using var client = RawPostgresClient.Login(AnalystLogin(TwinSchema.Left));
            client.SendBytes(bytes);
            client.ShutdownSend();
            AssertHidden(client.ReadToEnd(), Convert.ToHexString(bytes));
        }

        // Every cut of a conversation, sent in two parts.
        var whole = Join(Extended(Masked), Sync);
        for (var cut = 1; cut < whole.Length; cut += 7)
        {
            var client = Analyst();
            client.SendBytes(whole.AsSpan(0, cut));
            client.SendBytes(whole.AsSpan(cut));
            Assert.That(Rows(client, $"cut at {cut}"), Is.EqualTo(8));
        }
    }

    [Test]
    public void Class_18_encrypted_escape()
    {
        using var client = RawPostgresClient.Connect(Gateway.Port);
        client.Send(GssEncRequest);
        Assert.That(client.ReadByte(), Is.EqualTo('N'), "GSS encryption would blind the gateway");
        client.Send(SslRequest);
        Assert.That(client.ReadByte(), Is.EqualTo('N'), "this listener has no certificate");
        using var gateway = Setup.GatewayUnderTest.StartProxyDb(OraclePolicy.Options(Shared.Database.Port) with { ListenerTls = "require", PoolSize = 1 });
        var analyst = Login(new RawLogin(gateway.Port, OraclePolicy.Analyst, OraclePolicy.Password, TwinSchema.Left) { Tls = true });
        AssertAnswers(analyst, "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);
        AssertDenied(analyst, "SELECT amount FROM payroll");
        using var stuffed = RawPostgresClient.Connect(gateway.Port);
        stuffed.Send(SslRequest, Query(Masked));
        AssertHidden(stuffed.ReadToEnd().Where(m => m.Body.Length > 0), "bytes in clear behind a request for TLS");
    }

    [Test]
    public void Class_27_binary_against_text_results()
    {
        var analyst = Analyst();
        foreach (var (column, binary) in ((string, Func<byte[]?, string?>)[])
        [
            ("resident_no", v => v is null ? null : System.Text.Encoding.UTF8.GetString(v)), ("email", v => v is null ? null : System.Text.Encoding.UTF8.GetString(v)),
            ("note", v => v is null ? null : System.Text.Encoding.UTF8.GetString(v)), ("salary", v => v is null ? null : "a number"),
            ("birth", v => v is null ? null : new DateOnly(2000, 1, 1).AddDays(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(v)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
        ])
        {
            var sql = $"SELECT {column} FROM customers ORDER BY customer_id";
            var text = analyst.Extended(sql);
            AssertHidden(text, sql);
            analyst.Send(Extended(sql, binaryResults: true), Sync);
            var answer = analyst.ReadUntilReady();
            AssertHidden(answer, sql);
            string?[] shown = [.. text.Where(m => m.Kind == 'D').Select(m => m.TextValues[0])];
            Assert.That(shown, Has.Length.EqualTo(8), column);
            Assert.That(answer.Where(m => m.Kind == 'D').Select(m => binary(m.Values[0])), Is.EqualTo(shown), column);
        }
    }

    [Test]
    public void Class_29_size_and_cost()
    {
        var analyst = Analyst();
        foreach (var size in (int[])[1 << 10, 200 << 10, (1 << 20) - 200, (1 << 20) + 10, 3 << 20])
        {
            var padding = new string('x', size);
            AssertHidden(analyst.Query($"/* {padding} */ {Masked}"), $"a comment of {size}");
            AssertHidden(analyst.Query($"SELECT '{padding}' IS NULL, resident_no FROM customers"), $"a literal of {size}");
            Assert.That(analyst.Query($"/* {padding} */ SELECT amount FROM payroll").Exists(m => m.Kind == 'D'), Is.False, $"denied behind {size}");
        }

        foreach (var depth in (int[])[50, 399, 401, 5000])
        {
            var nested = string.Concat(Enumerable.Repeat("(SELECT ", 1)) + new string('(', depth) + "max(resident_no)" + new string(')', depth) + " FROM customers)";
            AssertHidden(analyst.Query($"SELECT {nested}"), $"nested {depth}");
            AssertHidden(analyst.Query($"SELECT * FROM {string.Concat(Enumerable.Repeat("(SELECT * FROM ", depth))}customers{string.Concat(Enumerable.Range(0, depth).Select(i => $") t{i}"))}"), $"derived {depth}");
        }

        AssertHidden(analyst.Query($"SELECT {string.Join(", ", Enumerable.Repeat("resident_no", 1600))} FROM customers"), "a wide list");
        AssertServesAnalyst();
    }

    [Test]
    public void Class_32_channel_not_covered()
    {
        foreach (var way in WayOfAsking.All)
        {
            var analyst = Analyst();
            foreach (var text in (string[])["SELECT amount FROM payroll", Masked, "SELECT name, salary FROM customers"])
            {
                foreach (var turn in way.Turns(text))
                {
                    analyst.SendBytes(turn);
                    AssertHidden(analyst.ReadUntilReady(), $"{way}: {text}");
                }

                if (analyst.Status != 'I')
                    analyst.Query("ROLLBACK");
            }
        }
    }

    private bool Replicates(string replication)
    {
        try
        {
            using var client = RawPostgresClient.Login(AnalystLogin(TwinSchema.Left) with { Parameters = [("replication", replication)] });
            return client.Query("IDENTIFY_SYSTEM").Exists(m => m.Kind == 'D');
        }
        catch (Exception e) when (e is RawPostgresException or IOException)
        {
            return false;
        }
    }

    private void AssertServesAnalyst() => AssertAnswers(Analyst(), "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);

    private static int Rows(RawPostgresClient client, string because)
    {
        var messages = client.ReadUntilReady();
        AssertHidden(messages, because);
        Assert.That(messages.Find(m => m.IsError), Is.Null, because);
        return messages.Count(m => m.Kind == 'D');
    }
}
