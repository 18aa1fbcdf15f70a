using NUnit.Framework;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.BypassClasses;

/// <summary>Messages, forms and channels around the statement.</summary>
public sealed class ProtocolClassTests : BypassFixture
{
    private static RawMySqlLogin AtPoolOfOne => AnalystLogin with { Port = PoolOfOneGateway.Port };

    [Test]
    public void Class_6_prepared_statement_smuggling()
    {
        using var all = Assert.EnterMultipleScope();
        Superuser("CREATE OR REPLACE TABLE lab.customers AS SELECT 1 AS customer_id, 'open' AS resident_no, 'S01' AS branch; CREATE OR REPLACE TABLE lab.payroll AS SELECT 1 AS amount");
        var analyst = Analyst();
        foreach (var text in (string[])["PREPARE x FROM 'SELECT amount FROM payroll'", "EXECUTE IMMEDIATE 'SELECT amount FROM payroll'", "PREPARE x FROM \"SELECT amount FROM payroll\""])
            AssertDenied(analyst, text);
        Assert.That(AskPrepared(analyst, Steal)[0].ErrorCode, Is.EqualTo(Refused));
        Ask(analyst, "USE lab");
        TestKit.Processes.Wait.Until(() => Ask(analyst, "SELECT amount FROM payroll")[0].Rows.Count == 1, TimeSpan.FromSeconds(15), () => "the new table is never known");
        // Prepared where the names are harmless, executed where they are not.
        var number = analyst.Prepare("SELECT resident_no FROM customers");
        var amount = analyst.Prepare("SELECT amount FROM payroll");
        var quoted = analyst.Prepare("SELECT \"amount\" FROM twin.branches");
        var escaped = analyst.Prepare("SELECT 'a\\', amount FROM twin.payroll -- '");
        Ask(analyst, "PREPARE q FROM 'SELECT resident_no FROM customers'");
        Ask(analyst, "PREPARE r FROM 'SELECT amount FROM payroll'");
        foreach (var flip in (string[])["USE twin", "SET sql_mode = 'ANSI_QUOTES'", "SET sql_mode = 'NO_BACKSLASH_ESCAPES'", "SET NAMES gbk", "SET character_set_client = sjis", "SET character_set_results = ucs2", "SET NAMES latin1", "SET NAMES utf8mb4", "SET sql_mode = DEFAULT", "CREATE TEMPORARY TABLE customers AS SELECT 1 AS resident_no", "DROP TEMPORARY TABLE customers"])
        {
            Ask(analyst, flip);
            foreach (var statement in (RawStatement[])[number, amount, quoted, escaped])
                Answer(() => analyst.Execute(statement), $"{flip}, then an execution");
            Ask(analyst, "EXECUTE q");
            Ask(analyst, "EXECUTE r");
        }

        Ask(analyst, "CREATE OR REPLACE TEMPORARY TABLE lab.got AS SELECT 1; EXECUTE q");
        // COM_RESET_CONNECTION and COM_CHANGE_USER forget what was prepared; ids of one client mean nothing to another.
        analyst.Command(0x1f);
        Assert.That(Answer(() => analyst.Execute(amount), "after a reset")[0].IsError, Is.True);
        var trusted = Login(AtPoolOfOne with { User = BypassPolicy.Trusted });
        var other = Watched(AtPoolOfOne);
        var theirs = trusted.Prepare(Steal);
        Assert.That(trusted.Execute(theirs)[0].Texts[0][0], Is.EqualTo(BypassSchema.DeniedNumber));
        for (uint id = 0; id < 12; id++)
        {
            Assert.That(Answer(() => other.Execute(theirs with { Id = id }), "an id of another client")[0].IsError, Is.True);
            Answer(() => [other.Fetch(theirs with { Id = id }, theirs.Columns, 5)], "a fetch from another's statement");
        }

        var mine = other.Prepare(Masked);
        var same = trusted.Prepare(Masked);
        for (var i = 0; i < 3; i++)
        {
            Assert.That(Answer(() => other.Execute(mine), "the same text, prepared by two")[0].Texts[0][0], Is.EqualTo(MaskedFirst));
            Assert.That(trusted.Execute(same)[0].Texts[0][0], Does.StartWith(BypassSchema.Prefix));
        }

        trusted.Run("PREPARE shared FROM 'SELECT amount FROM payroll'");
        AssertFails(other, "EXECUTE shared");
        trusted.Dispose();
        AssertFails(other, "EXECUTE shared");
    }

    [Test]
    public void Class_7_query_attributes_prefix()
    {
        using var all = Assert.EnterMultipleScope();
        byte[] none = [0, 1];
        byte[] one = [1, 1, 0, 1, 253, 0, 1, (byte)'a', 1, (byte)'x'];
        byte[] three = [3, 1, 2, 1, 253, 0, 1, (byte)'a', 253, 0, 0, 8, 0, 1, (byte)'c', 1, (byte)'x', 7, 0, 0, 0, 0, 0, 0, 0];
        byte[] hiding = [1, 1, 0, 1, 253, 0, 0, 26, .. "SELECT amount FROM payroll"u8];
        byte[][] lying = [[0, 2], [0, 0], [200, 1], [0xfc, 0xff, 0xff, 1], [0xff, 1], [1, 1, 0, 0], [1, 1, 0, 1], [1, 1, 0, 1, 253, 0, 250], [1, 1, 0, 1, 253, 0, 0, 0xfd, 0xff, 0xff, 0xff], [1, 0], [0xfb, 1]];
        foreach (var capability in (MySqlCapability[])[0, MySqlCapability.QueryAttributes])
        {
            foreach (var prefix in (byte[][])[[], none, one, three, hiding, .. lying])
            {
                foreach (var text in (string[])[Steal, Masked, "SELECT resident_no, salary, note FROM customers"])
                {
                    var client = Watched(AnalystLogin with { Forced = capability });
                    var answer = AskBytes(client, [.. prefix, .. System.Text.Encoding.ASCII.GetBytes(text)]);
                    Assert.That(text == Steal && answer.Any(r => r.Rows.Count > 0), Is.False, $"{capability} {Convert.ToHexString(prefix)}");
                    client.Dispose();
                }
            }
        }

        foreach (var prefix in (byte[][])[none, one, three])
        {
            var client = Watched(AnalystLogin with { Forced = MySqlCapability.QueryAttributes });
            var answer = AskBytes(client, [.. prefix, .. "SELECT resident_no FROM customers WHERE customer_id = 1"u8]);
            Assert.That(answer[0].IsError ? MaskedFirst : answer[0].Texts[0][0], Is.EqualTo(MaskedFirst));
        }
    }

    [Test]
    public void Class_8_non_sql_commands()
    {
        using var all = Assert.EnterMultipleScope();
        // Every byte that is no handled command: an error or the end, never an answer.
        byte[] handled = [0x01, 0x02, 0x03, 0x04, 0x09, 0x0c, 0x0e, 0x11, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1f, 0xfa];
        for (var command = 0; command < 256; command++)
        {
            foreach (var rest in (byte[][])[[], [.. "payroll\0%\0"u8], [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, .. "SELECT amount FROM payroll"u8]])
            {
                using var client = Watched(AnalystLogin);
                client.Send([(byte)command, .. rest]);
                client.ShutdownSend();
                var payload = client.ReadPacket();
                if (!handled.Contains((byte)command))
                    Assert.That(payload is null || payload[0] == 0xff, Is.True, $"command {command:x2}: {(payload is null ? "" : Convert.ToHexString(payload))}");
                while (payload is not null)
                    payload = client.ReadPacket();
                AssertHidden($"command {command:x2}");
            }
        }

        // Those that are handled are judged.
        var analyst = Analyst();
        Assert.That(analyst.Command(2, "hidden"u8).IsError || Ask(analyst, "SELECT v FROM t")[0].IsError, Is.True);
        analyst.Command(2, "twin"u8);
        foreach (var list in (string[])["payroll\0", "payroll\0%", "hidden.t\0", "customers\0"])
        {
            analyst.Send([4, .. System.Text.Encoding.ASCII.GetBytes(list)]);
            Assert.That(list[0] == 'c' || analyst.ReadPacket()![0] == 0xff, Is.True, $"COM_FIELD_LIST tells the columns of {list}");
            if (list[0] == 'c')
            {
                for (var payload = analyst.ReadPacket(); payload is not null && payload[0] is not (0xfe or 0xff);)
                    payload = analyst.ReadPacket();
            }

            AssertHidden(list);
        }

        var foreign = Direct();
        Assert.That(analyst.Command(0x0c, BitConverter.GetBytes((int)foreign.ConnectionId)).IsError, Is.True, "KILL of a session that is not its own");
        AssertFails(analyst, $"KILL {foreign.ConnectionId}");
        Assert.That(foreign.Scalar("SELECT 1"), Is.EqualTo("1"));
        var changed = Analyst();
        Assert.That(() => changed.ChangeUser(BypassPolicy.Trusted, "wrong", "twin"), Throws.InstanceOf<RawMySqlException>().Or.InstanceOf<IOException>());
        Assert.That(Ask(changed, Steal)[0].IsError, Is.True);
        changed = Login(AnalystLogin with { User = BypassPolicy.Trusted, Method = "caching_sha2_password" });
        changed.ChangeUser(BypassPolicy.Analyst, BypassPolicy.Password, "twin");
        changed.Packets.PayloadRead = p => Received.Add(p);
        AssertDenied(changed, Steal);
        AssertAnswers(changed, "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);
    }

    [Test]
    public void Class_13_cursor_portal_and_fetch()
    {
        using var all = Assert.EnterMultipleScope();
        foreach (var capability in (MySqlCapability[])[MySqlCapability.DeprecateEof, 0])
        {
            var analyst = Watched(AnalystLogin with { Capabilities = MySqlCapability.Usual | capability });
            foreach (var (text, rows) in ((string, int)[])[(Masked, 8), ("SELECT resident_no, salary, birth, note FROM customers", 8), ("SELECT number FROM v_customers ORDER BY id", 8), ("SELECT resident_no FROM customers WHERE customer_id > ?", 7)])
            {
                foreach (var size in (int[])[1, 3, 100])
                {
                    var statement = analyst.Prepare(text);
                    var opened = analyst.OpenCursor(statement, [.. statement.Parameters.Select(_ => "1")]);
                    AssertHidden("the opening of a cursor");
                    Assert.That(opened.Status & 0x40, Is.EqualTo(0x40), text);
                    var seen = 0;
                    for (var i = 0; i < 12; i++)
                    {
                        var part = analyst.Fetch(statement, opened.Columns, size);
                        AssertHidden($"a fetch of {size} from {text}");
                        seen += part.Rows.Count;
                        if (part.IsError || (part.Status & 0x80) != 0)
                            break;
                    }

                    Assert.That(seen, Is.EqualTo(rows), text);
                    analyst.Close(statement);
                }
            }

            // The open cursor is asked after the statement was reset, executed again without a cursor, or its table became another.
            var again = analyst.Prepare(Masked);
            var columns = analyst.OpenCursor(again).Columns;
            Answer(() => analyst.Query("SELECT 1"), "a text between fetches");
            Answer(() => [analyst.Fetch(again, columns, 1)], "behind a text");
            Answer(() => analyst.Query("CREATE TEMPORARY TABLE lab.between_fetches AS SELECT 1"), "a table between fetches");
            Answer(() => [analyst.Fetch(again, columns, 1)], "behind a table");
            analyst.Reset(again);
            Answer(() => [analyst.Fetch(again, columns, 1)], "behind a reset");
            Answer(() => analyst.Execute(again), "executed without a cursor");
            Answer(() => [analyst.Fetch(again, columns, 1)], "no cursor");
            analyst.Close(again);
        }

        foreach (var text in (string[])
        [
            "HANDLER payroll OPEN", "HANDLER customers OPEN", "HANDLER twin.customers OPEN AS h", "HANDLER customers READ FIRST", "HANDLER h READ NEXT", "HANDLER customers READ `PRIMARY` = (1)",
            "BEGIN NOT ATOMIC DECLARE n text; DECLARE c CURSOR FOR SELECT resident_no FROM customers; OPEN c; FETCH c INTO n; SELECT n; END",
            "BEGIN NOT ATOMIC FOR r IN (SELECT resident_no AS n FROM customers) DO SELECT r.n; END FOR; END", "BEGIN NOT ATOMIC DECLARE r ROW TYPE OF customers; SELECT * INTO r FROM customers LIMIT 1; SELECT r.resident_no; END",
            "BEGIN NOT ATOMIC DECLARE n int; SELECT amount INTO n FROM payroll; SELECT n; END",
        ])
            Ask(Analyst(), text);
    }

    [Test]
    public void Class_27_binary_against_text_results()
    {
        using var all = Assert.EnterMultipleScope();
        foreach (var eof in (MySqlCapability[])[MySqlCapability.DeprecateEof, 0])
        {
            var analyst = Watched(AnalystLogin with { Capabilities = MySqlCapability.Usual | eof });
            foreach (var column in (string[])["resident_no", "email", "birth", "salary", "note", "resident_no, salary, birth, note, email, name, amount", "*", "CONCAT(resident_no, '')", "salary + 0", "YEAR(birth)", "customer_id"])
            {
                var sql = $"SELECT {column} FROM customers ORDER BY customer_id";
                var text = Ask(analyst, sql)[0];
                var binary = AskPrepared(analyst, sql)[0];
                Assert.That(text.IsError, Is.False, $"{sql}: {text}");
                Assert.That(binary.Texts, Is.EqualTo(text.Texts), sql);
                Assert.That(text.Rows, Has.Count.EqualTo(8), sql);
                Assert.That(binary.Columns.Select(c => (c.Name, c.Type)), Is.EqualTo(text.Columns.Select(c => (c.Name, c.Type))), sql);
            }
        }
    }

    [Test]
    public void Class_29_size_and_cost()
    {
        using var all = Assert.EnterMultipleScope();
        foreach (var size in (int[])[1 << 10, (1 << 20) - 200, (1 << 20) + 10, 3 << 20])
        {
            var padding = new string('x', size);
            foreach (var text in (string[])[$"/* {padding} */ {Masked}", $"SELECT '{padding}' IS NULL, resident_no FROM customers", $"/* {padding} */ {Steal}", $"{Steal} -- {padding}", $"SELECT 1;{new string(' ', size)};{Steal}", $"SELECT `{padding}`, amount FROM payroll"])
            {
                var answer = Ask(Analyst(), text);
                Assert.That(text.Contains("payroll", StringComparison.Ordinal) && answer.Any(r => r.Rows.Count > 0), Is.False, $"denied behind {size}");
            }

            AskPrepared(Analyst(), $"/* {padding} */ {Steal}");
        }

        foreach (var depth in (int[])[50, 399, 401, 5000])
        {
            foreach (var text in (string[])
            [
                $"SELECT {new string('(', depth)}(SELECT MAX(resident_no) FROM customers){new string(')', depth)}", $"SELECT * FROM {string.Concat(Enumerable.Repeat("(SELECT * FROM ", depth))}payroll{string.Concat(Enumerable.Range(0, depth).Select(i => $") t{i}"))}",
                $"SELECT {string.Concat(Enumerable.Repeat("- ", depth))}amount FROM payroll", $"SELECT {string.Concat(Enumerable.Repeat("NOT ", depth))}amount, amount FROM payroll", $"SELECT amount{string.Concat(Enumerable.Repeat("+1", depth))} FROM payroll", $"SELECT {string.Concat(Enumerable.Repeat("/*! ", depth))} amount FROM payroll",
                string.Join(" UNION ", Enumerable.Repeat(Steal, Math.Min(depth, 400))),
            ])
            {
                var answer = Ask(Analyst(), text);
                Assert.That(answer.Any(r => r.Rows.Count > 0) && text.Contains("payroll", StringComparison.Ordinal), Is.False, $"depth {depth}: {text[..Math.Min(60, text.Length)]}");
            }
        }

        Ask(Analyst(), $"SELECT {string.Join(", ", Enumerable.Repeat("resident_no", 1600))} FROM customers");
        AssertAnswers(Analyst(), "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);
    }

    [Test]
    public void Class_32_channel_not_covered()
    {
        using var all = Assert.EnterMultipleScope();
        foreach (var login in (RawMySqlLogin[])[AnalystLogin, AnalystLogin with { Tls = true }, AnalystLogin with { Compress = true }, AnalystLogin with { Tls = true, Compress = true }, AnalystLogin with { Capabilities = MySqlCapability.Usual }, AnalystLogin with { Database = null }, AtPoolOfOne])
        {
            foreach (var text in (string[])["SELECT amount FROM twin.payroll", "SELECT resident_no FROM twin.customers ORDER BY 1", "SELECT name, salary FROM twin.customers"])
            {
                foreach (var way in (Func<RawMySqlClient, IReadOnlyList<MySqlResult>>[])
                [
                    c => c.Query(text), c => c.Query(text + ";"), c => c.Query($"SELECT 1; {text}"), c => c.Execute(c.Prepare(text)), c => c.Execute(c.Prepare($"{text} -- x")), c => c.Query($"PREPARE w FROM '{text}'") is [{ IsError: false }] ? c.Query("EXECUTE w") : [Ended],
                    c => c.Query($"EXECUTE IMMEDIATE '{text}'"), c => [c.OpenCursor(c.Prepare(text))], c => c.Query($"SET STATEMENT max_statement_time = 5 FOR {text}"), c => c.Query($"BEGIN NOT ATOMIC {text}; END"), c => c.Query($"({text})"), c => c.Query($"/* a */ {text}"), c => c.Query($"ANALYZE FORMAT=JSON {text}"),
                    c => c.Query($"BEGIN; {text}; COMMIT"), c => c.Query($"IF 1 THEN {text}; END IF"), c => c.Query($"DO ({text})"), c => c.Query($"SET @x = ({text} LIMIT 1); SELECT @x"),
                ])
                {
                    var client = Watched(login);
                    var answer = Answer(() => way(client), $"{login.Tls} {login.Compress}: {text}");
                    Assert.That(text.Contains("payroll", StringComparison.Ordinal) && !answer[^1].IsError, Is.False, $"{login.Capabilities}: {text}");
                    client.Dispose();
                }
            }
        }
    }
}
