using NUnit.Framework;
using ProxyDb.Samples.TdsServer.Sql;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.BypassClasses;

/// <summary>Messages other than a batch, and what they carry.</summary>
public sealed class ProtocolClassTests : BypassFixture
{
    [Test]
    public void Class_6_prepared_statement_smuggling()
    {
        using var all = Assert.EnterMultipleScope();
        var analyst = Watched(PoolOfOneLogin);
        var other = Watched(PoolOfOneLogin);
        // Handles of another client, of the server itself and of nobody.
        using var direct = Direct();
        var foreign = direct.Rpc(new RawTdsRpc(RawTdsRpc.Prepare).Add(default(int?), true).Add("").Add(Steal).Add(1)).OrThrow();
        var mine = Prepare(analyst, Masked);
        var handles = Enumerable.Range(-2, 40).Append((int)foreign.Outputs[0].Value!).Append(mine + 1).Append(int.MaxValue).Append(int.MinValue).Append(0x40000000);
        foreach (var handle in handles)
        {
            var answer = Ask(other, new RawTdsRpc(RawTdsRpc.Execute).Add(handle));
            AssertFails(answer, $"sp_execute {handle}");
            AssertFails(Ask(other, new RawTdsRpc("sp_execute").Add(handle)), $"sp_execute by name {handle}");
            AssertFails(Ask(other, $"EXEC sp_execute {handle}"), $"EXEC sp_execute {handle}");
        }

        foreach (var (form, call) in ExecuteForms(mine))
        {
            var answer = Ask(analyst, call);
            Assert.That(answer.Errors.Count > 0 || answer.Rows.All(r => r.Texts[0]!.StartsWith("***", StringComparison.Ordinal)), Is.True, form);
        }

        Assert.That(Ask(analyst, new RawTdsRpc(RawTdsRpc.Execute).Add(mine)).Rows, Has.Count.EqualTo(8));
        Assert.That(Ask(other, new RawTdsRpc(RawTdsRpc.Unprepare).Add(mine)).Errors.Count >= 0, Is.True);
        Assert.That(Ask(analyst, new RawTdsRpc(RawTdsRpc.Execute).Add(mine)).Rows, Has.Count.EqualTo(8), "a handle is its client's own");

        // Denied when prepared, by every way of preparing, and no handle of it is left.
        foreach (var name in (string[])["sp_prepare", "SP_PREPARE", "sys.sp_prepare", "master..sp_prepare", "[sp_prepare]", "sp_prepexec", "sp_cursorprepare", "sp_cursorprepexec"])
        {
            AssertFails(Ask(analyst, new RawTdsRpc(name).Add(default(int?), true).Add("").Add(Steal).Add(1)), name);
            AssertFails(Ask(analyst, $"DECLARE @h int EXEC {name} @h OUTPUT, N'', N'{Steal}' SELECT @h EXEC sp_execute @h"), name);
        }

        foreach (var id in (int[])[3, 11, 13])
            AssertDenied(Ask(analyst, new RawTdsRpc(id).Add(default(int?), true).Add("").Add(Steal).Add(1)), $"id {id}");
        AssertDenied(Ask(analyst, new RawTdsRpc(5).Add(default(int?), true).Add(default(int?), true).Add("").Add(Steal).Add(8).Add(8193).Add(10)), "id 5");
        foreach (var call in (string[])["{call p_payroll}", "p_payroll", "EXEC p_payroll", "{call sp_executesql(N'SELECT amount FROM payroll')}", "sp_executesql N'SELECT amount FROM payroll'", "{? = call dbo.p_payroll()}", "{call p_customers}", "{call hidden..sp_executesql(N'SELECT v FROM t')}"])
            AssertFails(Ask(analyst, new RawTdsRpc(RawTdsRpc.PrepExecRpc).Add(default(int?), true).Add(call)), call);

        // An old handle with another text; a new text under it.
        var replaced = Ask(analyst, new RawTdsRpc(RawTdsRpc.PrepExec).Add(mine, true).Add("").Add(Steal));
        AssertDenied(replaced, "sp_prepexec of a denied text over a handle");
        var later = Ask(analyst, new RawTdsRpc(RawTdsRpc.Execute).Add(mine));
        Assert.That(later.Errors.Count > 0 || later.Rows.All(r => r.Texts[0]!.StartsWith("***", StringComparison.Ordinal)), Is.True, later.ToString());
        Ask(analyst, new RawTdsRpc(RawTdsRpc.PrepExec).Add((int)foreign.Outputs[0].Value!, true).Add("").Add("SELECT 1"));
        Assert.That(direct.Rpc(new RawTdsRpc(RawTdsRpc.Execute).Add((int)foreign.Outputs[0].Value!)).Errors, Is.Empty);
        MovesBetweenPreparationAndExecution();
    }

    [Test]
    public void Class_8_non_sql_messages()
    {
        using var all = Assert.EnterMultipleScope();
        var steal = Utf16(Steal);
        byte[][] payloads = [[], [0], steal, [0x16, 0, 0, 0, 0x12, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, .. steal], [.. new byte[200]], RawTdsClient.Login7(AnalystLogin)];
        for (var type = 0; type < 256; type++)
        {
            if (type is 1 or 3 or 6)
                continue;
            foreach (var payload in payloads)
            {
                if (type is > 0x20 and < 0xF0 && payload.Length is not 0 && payload != steal)
                    continue;
                using var client = Watched(AnalystLogin);
                var sent = (byte)type;
                client.Send(sent, payload);
                client.ShutdownSend();
                ReadToEnd(client);
                AssertHidden($"packet type {type:X2}");
            }
        }

        // Transaction requests: every type, with payloads too short, too long and with names.
        foreach (var request in Enumerable.Range(0, 12).Append(255).Append(0x105))
        {
            foreach (var payload in (byte[][])[[], [0], [1, 0], [0, 0, 0], [2, 4, (byte)'a', 0, (byte)'b', 0], [200, 1], [255, 255, 255], [2, (byte)Math.Min(steal.Length, 255), .. steal]])
            {
                var client = Watched(AnalystLogin);
                var answer = Answer(
                    () =>
                    {
                        client.Send(0x0E, [.. client.Headers(), (byte)request, (byte)(request >> 8), .. payload]);
                        client.ShutdownSend();
                        return client.TryRead() ?? Ended;
                    },
                    $"transaction request {request}");
                Assert.That(answer.Rows, Is.Empty);
                client.Dispose();
            }
        }

        HeadersThatLie();
        LoginsOfOtherKinds();
    }

    [Test]
    public void Class_13_cursors_and_fetch()
    {
        using var all = Assert.EnterMultipleScope();
        var analyst = Watched(PoolOfOneLogin);
        const string text = "SELECT resident_no, note, birth, salary, email FROM customers ORDER BY customer_id";
        foreach (var open in (string[])["2", "sp_cursoropen", "SP_CURSOROPEN", "sys.sp_cursoropen", "[sp_cursoropen]", "master..sp_cursoropen"])
        {
            foreach (var scroll in (int[])[1, 2, 4, 8, 16, 0x1001, 0x2002, 0x8001])
            {
                var opened = Ask(analyst, Call(open).Add(default(int?), true).Add(text).Add(scroll, true).Add(1, true).Add(3, true));
                if (opened.Errors.Count > 0 || opened.Outputs is not [{ Value: int cursor }, ..])
                    continue;
                foreach (var fetch in (int[])[1, 2, 4, 8, 16, 0x80, 0x100, 0x101, 2, 2, 2])
                {
                    var rows = Ask(analyst, Call(scroll % 2 == 0 ? "7" : "sp_cursorfetch").Add(cursor).Add(fetch).Add(1).Add(2));
                    Assert.That(rows.Rows.All(r => r.Texts[0]!.StartsWith("***", StringComparison.Ordinal) && r.Texts[3] is null), Is.True, rows.ToString());
                }

                // No metadata the second time, the cursor as an operand, its name.
                Ask(analyst, new RawTdsRpc(RawTdsRpc.CursorFetch) { Flags = 2 }.Add(cursor).Add(1).Add(0).Add(5));
                Ask(analyst, new RawTdsRpc(RawTdsRpc.CursorFetch) { Flags = 4 }.Add(cursor).Add(4).Add(0).Add(5));
                Ask(analyst, new RawTdsRpc(1).Add(cursor).Add(40).Add(1).Add("payroll").Add("SET amount = 1"));
                Ask(analyst, new RawTdsRpc(1).Add(cursor).Add(33).Add(1).Add("").Add("@resident_no", SqlType.VarChar(20), "x"));
                Ask(analyst, new RawTdsRpc("sp_cursor").Add(cursor).Add(2).Add(1).Add("customers"));
                Ask(analyst, new RawTdsRpc(RawTdsRpc.CursorOption).Add(cursor).Add(2).Add("c"));
                Ask(analyst, "FETCH NEXT FROM c");
                Ask(analyst, $"EXEC sp_cursorfetch {cursor}, 1, 0, 10");
                Ask(analyst, "EXEC sp_describe_cursor_columns N'' , N'global', N'c'");
                Ask(analyst, new RawTdsRpc(RawTdsRpc.CursorClose).Add(cursor));
                AssertFails(Ask(analyst, new RawTdsRpc(RawTdsRpc.CursorFetch).Add(cursor).Add(1).Add(0).Add(5)), "a closed cursor");
            }

            AssertFails(Ask(analyst, Call(open).Add(default(int?), true).Add(Steal).Add(1, true).Add(1, true).Add(3, true)), open);
            AssertFails(Ask(analyst, Call(open).Add(default(int?), true).Add("EXEC p_payroll").Add(1, true).Add(1, true).Add(3, true)), open);
            AssertFails(Ask(analyst, Call(open).Add(default(int?), true).Add("p_payroll").Add(1, true).Add(1, true).Add(3, true)), open);
            AssertFails(Ask(analyst, Call(open).Add(default(int?), true).Add("SELECT v FROM t; " + Steal).Add(1, true).Add(1, true).Add(3, true)), open);
        }

        var prepared = Ask(analyst, new RawTdsRpc(RawTdsRpc.CursorPrepare).Add(default(int?), true).Add("").Add(text).Add(1).Add(8, true).Add(1, true));
        if (prepared is { Errors.Count: 0, Outputs: [{ Value: int handle }, ..] })
        {
            var executed = Ask(analyst, new RawTdsRpc(RawTdsRpc.CursorExecute).Add(handle).Add(default(int?), true).Add(8).Add(1).Add(4));
            if (executed is { Errors.Count: 0, Outputs: [{ Value: int cursor }, ..] })
                Ask(analyst, new RawTdsRpc(RawTdsRpc.CursorFetch).Add(cursor).Add(2).Add(0).Add(8));
            Ask(analyst, new RawTdsRpc(RawTdsRpc.Execute).Add(handle));
            AssertFails(Ask(Watched(AnalystLogin), new RawTdsRpc(RawTdsRpc.CursorExecute).Add(handle).Add(default(int?), true).Add(8).Add(1).Add(4)), "a foreign cursor statement");
        }

        // Cursors of the server that nobody here has opened.
        foreach (var cursor in (int[])[0, 1, -1, 180150001, 180150002, 180150003, 180150020, 180150100])
        {
            AssertFails(Ask(Watched(AnalystLogin), new RawTdsRpc(RawTdsRpc.CursorFetch).Add(cursor).Add(1).Add(0).Add(5)), $"cursor {cursor}");
            AssertFails(Ask(Watched(AnalystLogin), new RawTdsRpc("sp_cursorfetch").Add(cursor).Add(1).Add(0).Add(5)), $"cursor {cursor}");
        }

        foreach (var options in (string[])["", "LOCAL", "GLOBAL", "SCROLL", "STATIC", "KEYSET", "DYNAMIC", "FAST_FORWARD", "LOCAL STATIC READ_ONLY", "INSENSITIVE"])
        {
            var client = Watched(AnalystLogin);
            Ask(client, $"DECLARE c CURSOR {options} FOR {text} OPEN c FETCH NEXT FROM c");
            Ask(client, "FETCH NEXT FROM c");
            Ask(client, "DECLARE @a varchar(20), @b nvarchar(99), @c date, @d int, @e nvarchar(99) FETCH NEXT FROM c INTO @a, @b, @c, @d, @e SELECT @a, @b, @c, @d, @e");
            AssertFails(client, $"DECLARE p CURSOR {options} FOR {Steal} OPEN p FETCH NEXT FROM p");
            AssertFails(client, "FETCH NEXT FROM p");
            Ask(client, $"DECLARE @x CURSOR SET @x = CURSOR {options} FOR {text} OPEN @x FETCH NEXT FROM @x");
            AssertFails(client, $"DECLARE @x CURSOR SET @x = CURSOR {options} FOR {Steal} OPEN @x FETCH NEXT FROM @x");
            client.Dispose();
        }
    }

    [Test]
    public void Class_26_attention_in_a_masked_result_then_the_next_statement()
    {
        using var all = Assert.EnterMultipleScope();
        foreach (var sql in (string[])
        [
            "SELECT a.resident_no, b.note, c.email, a.salary, b.birth FROM customers a CROSS JOIN customers b CROSS JOIN customers c CROSS JOIN branches", "SELECT note FROM customers WAITFOR DELAY '00:00:00.200' SELECT resident_no FROM customers", "WAITFOR DELAY '00:00:05' SELECT note FROM customers",
        ])
        {
            for (var packets = 0; packets < 6; packets++)
            {
                var client = Watched(PoolOfOneLogin);
                if (packets % 2 == 0)
                    client.SendBatch(sql);
                else
                    client.SendRpc(0, RawTdsRpc.Sql(sql));
                for (var i = 1; i < packets && sql[0] == 'S' && sql.Contains("CROSS", StringComparison.Ordinal); i++)
                    client.ReadPacket();
                if (packets == 3)
                    Thread.Sleep(20);
                client.SendAttention();
                for (byte[]? packet; (packet = client.ReadPacket()) is not null && !IsAcknowledged(packet);)
                {
                    // All of it is searched below.
                }

                AssertHidden(sql);
                AssertAnswers(client, "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);
                AssertAnswers(Watched(PoolOfOneLogin), "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);
                AssertDenied(client, Steal);
                client.Dispose();
            }
        }

        // Half a request, then an Attention; idle Attentions; MARS asked for, and packets of SMP.
        var half = Analyst();
        byte[] start = RawTdsClient.Packets(1, [.. half.Headers(), .. Utf16("SELECT note FROM ")], 4096, 0, 0);
        half.SendRaw([.. start, 6, 1, 0, 8, 0, 0, 1, 0]);
        half.SendRaw(RawTdsClient.Packets(1, [.. half.Headers(), .. Utf16("SELECT note FROM customers " + Steal)], 4096));
        half.ShutdownSend();
        ReadToEnd(half);
        AssertHidden("half a request");
        var mars = Watched(AnalystLogin with { AsksMars = true });
        Assert.That(mars.PreloginAnswer[^1], Is.Zero, "MARS");
        mars.SendRaw([0x53, 1, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0]);
        mars.SendRaw([0x53, 8, 0, 0, 60, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, .. RawTdsClient.Packets(1, Utf16(Steal), 4096)]);
        mars.ShutdownSend();
        ReadToEnd(mars);
        AssertHidden("SMP");
    }

    private void MovesBetweenPreparationAndExecution()
    {
        // The namespace of the execute, not of the preparation: lab.dbo.t is the analyst's, hidden.dbo.t is not.
        Superuser("USE lab IF OBJECT_ID('dbo.t') IS NULL CREATE TABLE dbo.t (v int NULL)");
        Superuser("USE lab IF OBJECT_ID('dbo.customers') IS NULL CREATE TABLE dbo.customers (customer_id int NULL, resident_no varchar(20) NULL)");
        Until(() => Ask(Watched(PoolOfOneLogin with { Database = "lab" }), "SELECT v FROM t").Errors.Count == 0);
        var wandering = Watched(PoolOfOneLogin with { Database = "lab" });
        var wanders = Prepare(wandering, "SELECT v FROM t");
        var numbers = Prepare(wandering, "SELECT resident_no FROM customers");
        foreach (var move in (string[])["USE hidden", "USE twin", "USE lab"])
        {
            Ask(wandering, move);
            Ask(wandering, new RawTdsRpc(RawTdsRpc.Execute).Add(wanders));
            Ask(wandering, new RawTdsRpc(RawTdsRpc.Execute).Add(numbers));
            Answer(
                () =>
                {
                    wandering.SendRpc(8, new RawTdsRpc(RawTdsRpc.Execute).Add(numbers));
                    return wandering.Read();
                },
                "execute with a reset");
        }

        // A temporary table shadows at the one time and not at the other.
        var temporary = Watched(PoolOfOneLogin);
        Ask(temporary, "CREATE TABLE #t (resident_no varchar(20) NULL) INSERT #t SELECT resident_no FROM customers");
        var shadowed = Prepare(temporary, "SELECT resident_no FROM #t");
        Ask(temporary, new RawTdsRpc(RawTdsRpc.Execute).Add(shadowed));
        Ask(temporary, "DROP TABLE #t");
        Ask(temporary, new RawTdsRpc(RawTdsRpc.Execute).Add(shadowed));
    }

    private void HeadersThatLie()
    {
        // Another descriptor, none, two, a notification query, lengths beyond the message.
        foreach (var headers in (byte[][])
        [
            [], [4, 0, 0, 0], [0x16, 0, 0, 0, 0x12, 0, 0, 0, 2, 0, 9, 9, 9, 9, 9, 9, 9, 9, 1, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0x7F], [0x16, 0, 0, 0, 0xFF, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0], [0, 0, 0, 0], [0x16, 0, 0, 0, 0x12, 0, 0, 0, 77, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
            [0x0A, 0, 0, 0, 6, 0, 0, 0, 1, 0], [0x28, 0, 0, 0, 0x12, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x12, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
        ])
        {
            foreach (var text in (string[])[Steal, "SELECT resident_no, note FROM customers"])
            {
                using var client = Watched(AnalystLogin);
                Answer(
                    () =>
                    {
                        client.Send(1, [.. headers, .. Utf16(text)]);
                        client.ShutdownSend();
                        return client.TryRead() ?? Ended;
                    },
                    $"headers {Convert.ToHexString(headers)}");
            }
        }
    }

    private void LoginsOfOtherKinds()
    {
        // SSPI, FedAuth, no user, a second LOGIN7 in a session.
        foreach (var login in (RawTdsLogin[])
        [
            AnalystLogin with { Flags2 = 0x83 }, AnalystLogin with { User = "", Password = "" }, AnalystLogin with { User = BypassSchema.Service, Password = BypassSchema.ServicePassword }, AnalystLogin with { Password = "" }, AnalystLogin with { User = "sa", Password = "" }, AnalystLogin with { Database = "hidden ", Password = "x" },
            AnalystLogin with { Features = [(2, [1, 0, 0, 0, 0])], Password = "" }, AnalystLogin with { Features = [(2, [.. new byte[40]])], Password = "" }, AnalystLogin with { Features = [(1, [.. new byte[500]])], Password = "" }, AnalystLogin with { TypeFlags = 0x20, Password = "" }, AnalystLogin with { Flags3 = 1, Password = "" },
        ])
            Assert.That(() => Watched(login), Throws.InstanceOf<RawTdsException>().Or.InstanceOf<IOException>(), login.ToString());
    }

    private static RawTdsRpc Call(string name) => int.TryParse(name, out var id) ? new RawTdsRpc(id) : new RawTdsRpc(name);

    private static bool IsAcknowledged(byte[] packet) => packet.Length == 8 + 13 && packet[8] == 0xFD && (packet[9] & 0x20) != 0;

    private static int Prepare(RawTdsClient client, string sql) =>
        (int)client.Rpc(new RawTdsRpc(RawTdsRpc.Prepare).Add(default(int?), isOutput: true).Add("").Add(sql).Add(1)).OrThrow().Outputs[0].Value!;

    private static IEnumerable<(string Form, RawTdsRpc Call)> ExecuteForms(int handle) =>
    [
        ("by name", new RawTdsRpc("sp_execute").Add(handle)), ("SP_EXECUTE", new RawTdsRpc("SP_EXECUTE").Add(handle)), ("[sys].[sp_execute]", new RawTdsRpc("[sys].[sp_execute]").Add(handle)), ("named", new RawTdsRpc(RawTdsRpc.Execute).Add(handle, name: "@handle")), ("no metadata", new RawTdsRpc(RawTdsRpc.Execute) { Flags = 2 }.Add(handle)),
        ("no metadata again", new RawTdsRpc(RawTdsRpc.Execute) { Flags = 2 }.Add(handle)), ("reuse", new RawTdsRpc(RawTdsRpc.Execute) { Flags = 4 }.Add(handle)), ("recompile", new RawTdsRpc(RawTdsRpc.Execute) { Flags = 1 }.Add(handle)), ("bigint", new RawTdsRpc(RawTdsRpc.Execute).Add("", SqlType.BigInt, (long)handle)), ("smallint", new RawTdsRpc(RawTdsRpc.Execute).Add("", SqlType.SmallInt, (short)handle)),
        ("text", new RawTdsRpc(RawTdsRpc.Execute).Add($"{handle}")), ("output", new RawTdsRpc(RawTdsRpc.Execute).Add(handle, true)), ("too many", new RawTdsRpc(RawTdsRpc.Execute).Add(handle).Add(1).Add(2)), ("twice", new RawTdsRpc(RawTdsRpc.Execute).Add(handle).Add(handle, name: "@handle")),
    ];

    private static void ReadToEnd(RawTdsClient client)
    {
        while (client.ReadPacket() is not null)
        {
            // Each payload is kept and searched.
        }
    }

    private static void Until(Func<bool> holds)
    {
        for (var i = 0; i < 60 && !holds(); i++)
            Thread.Sleep(200);
    }
}
