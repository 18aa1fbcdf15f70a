using NUnit.Framework;
using ProxyDb.Integration.Tests.Oracles;
using ProxyDb.TestKit.Postgres;
using ProxyDb.TestKit.Postgres.Raw;
using ProxyDb.TestKit.Processes;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.BypassClasses;

/// <summary>What an answer tells besides its rows, and who is believed to ask.</summary>
public sealed class KnowledgeClassTests : BypassFixture
{
    [Test]
    public void Class_20_explain()
    {
        var reader = Reader();
        foreach (var text in (string[])["EXPLAIN SELECT amount FROM payroll", "EXPLAIN ANALYZE SELECT amount FROM payroll", "EXPLAIN (FORMAT json) SELECT * FROM payroll", "EXPLAIN DELETE FROM orders", "EXPLAIN ANALYZE DELETE FROM orders", "EXPLAIN (ANALYZE) UPDATE orders SET total = 0"])
            AssertDenied(reader, text);
        foreach (var text in (string[])
        [
            "EXPLAIN SELECT * FROM customers WHERE resident_no < '8'", "EXPLAIN (ANALYZE, VERBOSE) SELECT resident_no FROM customers", "EXPLAIN (VERBOSE, FORMAT xml) SELECT salary FROM customers",
            "EXPLAIN (ANALYZE) SELECT 1 FROM v_customers WHERE number LIKE '7701%'",
        ])
        {
            var plan = Ask(Analyst(), text);
            Assert.That(plan.Where(m => m.Kind == 'D').SelectMany(m => m.TextValues), Has.None.Contains("S01").And.None.Contains("right("), $"{text} shows the mask or the filter");
        }

        Assert.That(Superuser("SELECT count(*) FROM orders"), Is.EqualTo("8"));
    }

    [Test]
    public void Class_21_error_warning_and_notice_text()
    {
        var analyst = Analyst();
        analyst.Query("SET client_min_messages = debug1");
        foreach (var text in (string[])
        [
            "SELECT resident_no::int FROM customers", "SELECT note::date FROM customers", "SELECT code::int FROM customers", "SELECT 1/(amount-100) FROM customers", "SELECT f_opaque(1)::int",
            "UPDATE customers SET name = NULL WHERE customer_id = 1", "UPDATE customers SET branch = 'S09' WHERE customer_id = 1", "UPDATE customers SET customer_id = 9 WHERE customer_id = 1",
            "INSERT INTO customers (customer_id, name, branch, code, amount) VALUES (9, 'x', 'S01', '1', 1)", "INSERT INTO customers (customer_id, branch, code, amount) VALUES (77, 'S01', '1', 1)",
            "DELETE FROM customers WHERE customer_id = 1", "UPDATE customers SET name = name", "SELECT max(resident_no)::information_schema.cardinal_number FROM customers",
            "SELECT ('{' || note || '}')::json FROM customers", "SELECT xmlparse(document note) FROM customers", "SELECT to_date(email, 'YYYY') FROM customers", "SELECT ROW(c.*)::orders FROM customers c",
        ])
        {
            Ask(analyst, "BEGIN");
            var messages = Ask(analyst, text);
            foreach (var message in messages.Where(m => m.Kind is 'E' or 'N'))
                Assert.That(message.Fields.Where(f => f.Key is 'D' or 'W' && (f.Value.Contains("Failing row", StringComparison.Ordinal) || f.Value.Contains("Key (", StringComparison.Ordinal))), Is.Empty, $"{text}: {message}");
            Ask(analyst, "ROLLBACK");
        }
    }

    [Test]
    public void Class_22_predicate_oracles_on_masked_columns()
    {
        var analyst = Analyst();
        var right = Login(AnalystLogin(TwinSchema.Right));
        foreach (var probe in (string[])["resident_no LIKE '{0}%'", "left(resident_no, {1}) = '{0}'", "resident_no ~ '^{0}'", "resident_no >= '{0}'", "starts_with(resident_no, '{0}')"])
            Assert.That(Rebuild(analyst, probe), Is.EqualTo(Rebuild(right, probe)).And.Not.EqualTo("770111"), probe);

        static string Rebuild(RawPostgresClient client, string probe)
        {
            var known = "";
            for (var length = 1; length <= 6; length++)
            {
                known += Enumerable.Range(0, 10).Select(d => $"{d}").FirstOrDefault(
                    d => client.Query($"SELECT 1 FROM customers WHERE customer_id = 1 AND {string.Format(System.Globalization.CultureInfo.InvariantCulture, probe, known + d, length)}").Exists(m => m.Kind == 'D')) ?? "?";
            }

            return known;
        }
    }

    [Test]
    public void Class_23_existence_and_metadata_oracles()
    {
        var analyst = Analyst();
        foreach (var text in (string[])
        [
            "SELECT count(*) FROM payroll", "SELECT EXISTS (SELECT FROM payroll)", "SELECT 1 FROM payroll", "SELECT FROM payroll", "SELECT 1 FROM payroll LIMIT 0", "TABLE payroll", "SELECT count(*) FROM branches, payroll",
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM hidden.t)", "ANALYZE payroll", "LOCK TABLE payroll", "SELECT most_common_vals FROM pg_stats WHERE tablename = 'payroll'", "SELECT * FROM pg_statistic", "CREATE TABLE lab.x (LIKE payroll)",
        ])
            AssertDenied(analyst, text);
        analyst.Send(Parse("s", "SELECT amount FROM payroll"), DescribeStatement("s"), Sync);
        Assert.That(analyst.ReadUntilReady().Exists(m => m.Kind is 'T' or 't'), Is.False, "Describe of a denied statement tells its columns");
        AssertAnswers(analyst, "SELECT count(*) FROM customers", "8");
        AssertAnswers(analyst, "SELECT EXISTS (SELECT FROM customers WHERE customer_id = 9)", "f");
        AssertAnswers(analyst, "SELECT count(*) FROM (SELECT FROM customers) AS nothing", "8");
    }

    [Test]
    public void Class_31_tool_preamble_false_positives()
    {
        // Only SELECT in schema public is granted, and the base: tools connect and browse all the same.
        var psql = Prerequisite.Program("psql", "postgresql-client");
        var environment = new Dictionary<string, string> { ["PGPASSWORD"] = OraclePolicy.Password, ["PGSSLMODE"] = "disable" };
        foreach (var command in (string[])["\\conninfo", "\\l", "\\dt", "\\d customers", "\\d+ v_customers", "\\df", "\\dn", "\\du", "\\dT", "\\di", "\\ds", "\\dv", "\\dp", "\\x \\\\ SELECT name FROM customers LIMIT 1"])
        {
            var output = ChildProcess.Run(
                psql, ["-X", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", $"{Gateway.Port}", "-U", OraclePolicy.Reader, "-d", TwinSchema.Left, "-f", "-"], environment, command + "\n");
            Assert.That(output, Does.Not.Contain("ERROR"), command);
        }

        var reader = Reader();
        foreach (var text in (string[])
        [
            "SET extra_float_digits = 3", "SET application_name = 'DBeaver 24'", "SELECT 1", "SHOW TRANSACTION ISOLATION LEVEL", "SELECT version()", "SELECT current_schema(), session_user",
            "SELECT * FROM information_schema.columns WHERE table_name = 'customers'", "SELECT db.oid, db.* FROM pg_catalog.pg_database db", "SELECT typname FROM pg_type LIMIT 1", "DISCARD ALL",
        ])
            Assert.That(reader.Query(text).Find(m => m.IsError), Is.Null, text);
    }

    [Test]
    public void Class_33_audit_starvation()
    {
        var analyst = Analyst();
        // Texts that are hard to write down come first; what follows is recorded all the same.
        foreach (var text in (string[])["SELECT '\u0001\u0002\u007f'", "SELECT '\U0001F600 \u202e'", $"SELECT '{new string('"', 100_000)}'", "SELECT '\\u0000 \\ud800'", "SELECT '7' -- \u2028"])
            analyst.Query(text);
        Ask(analyst, "SELECT resident_no AS recorded_column FROM customers");
        Ask(analyst, "SELECT amount AS refused_column FROM payroll");
        Wait.Until(() => Records() is var all && all.Contains("recorded_column", StringComparison.Ordinal) && all.Contains("refused_column", StringComparison.Ordinal), TimeSpan.FromSeconds(15), () => "the records are not written");
        var record = Records().Split('\n').First(l => l.Contains("recorded_column", StringComparison.Ordinal));
        Assert.That(record, Does.Contain("\"masked\":[\"public.customers.resident_no\"]").And.Contain("public.customers"));
        Assert.That(record, Does.Contain("\"filtered\":[\"public.customers\"]"));

        string Records() => string.Concat(Directory.EnumerateFiles(Gateway.AuditDirectory, "*.jsonl").Select(f =>
        {
            using var reader = new StreamReader(new FileStream(f, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd();
        }));
    }

    [Test]
    public void Class_34_forged_end_user()
    {
        const string masked = "SELECT resident_no FROM customers WHERE customer_id = 1";
        foreach (var parameter in ((string, string)[])[("application_name", "trusted"), ("options", "-c my.user=trusted"), ("options", "-c role=postgres")])
        {
            try
            {
                AssertHidden(RawPostgresClient.Login(AnalystLogin(TwinSchema.Left) with { Parameters = [parameter] }).Query(masked), $"{parameter}");
            }
            catch (RawPostgresException)
            {
                // The server or the gateway refuses the login: nothing is shown either.
            }
        }

        var analyst = Analyst();
        foreach (var text in (string[])[$"/* user=trusted */ {masked}", $"{masked} /*dbuser='trusted',branches='S02'*/", $"/*CyralContext {{\"user\":\"trusted\"}}*/ {masked}"])
            AssertAnswers(analyst, text, MaskedFirst);
        foreach (var text in (string[])["SET SESSION AUTHORIZATION trusted", "SET ROLE trusted", "SET application_name = 'trusted'", "SET my.branches = 'S02'", "SELECT set_config('application_name', 'trusted', false)"])
        {
            analyst.Query(text);
            AssertAnswers(analyst, masked, MaskedFirst);
            AssertAnswers(analyst, "SELECT count(*) FROM customers", "8");
        }

        AssertDenied(analyst, "SELECT amount FROM payroll");
    }
}
