using System.Data;
using System.Globalization;
using Npgsql;
using NUnit.Framework;
using ProxyDb.Integration.Tests.Drivers;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Postgres;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.Tests.Securing;

/// <summary>
/// <c>catalog: narrow</c>: <c>salaries</c> (with the sequence and index that belong to it) and the column <c>customers.resident_no</c>
/// are denied and not shown; everything else is shown as it is.
/// </summary>
public sealed class NarrowCatalogTests : DriverProgram
{
    private const string Policy = """
        proxydb: policy/v1
        rules:
          - {id: no-salaries, subjects: [any], effect: deny, objects: [public.salaries, public.wages], catalog: narrow}
          - {id: no-rrn, subjects: [any], effect: deny, columns: [public.customers.resident_no], star: narrow, catalog: narrow}

        """;

    private static readonly string[] Denied = ["salaries", "wages", "resident_no"];

    /// <summary>One of its own: what other tests leave in the shared one may speak of what is denied.</summary>
    private PostgresServer? _database;

    private ProxyDbProcess? _gateway;

    private PostgresServer Database => _database!;

    private int Port => _gateway!.Port;

    [OneTimeSetUp]
    public void StartGateway()
    {
        _database = PostgresServer.Start();
        Database.Psql(
            "SET client_min_messages = error; CREATE TABLE wages (wages_no serial PRIMARY KEY, employee text CHECK (employee <> 'wages')); "
            + "CREATE INDEX wages_index ON wages (employee); CREATE INDEX customers_by_resident_no ON customers (resident_no); "
            + "COMMENT ON TABLE wages IS 'of wages'; COMMENT ON COLUMN customers.resident_no IS 'a resident_no'; GRANT ALL ON wages TO app",
            "shop");
        _gateway = GatewayUnderTest.StartProxyDb(new GatewayOptions(Database.Port)
        {
            Policies = new Dictionary<string, string> { ["everything.yaml"] = OpenPolicy.Text, ["narrow.yaml"] = Policy },
        });
    }

    [OneTimeTearDown]
    public void StopGateway()
    {
        _gateway?.Dispose();
        _database?.Dispose();
    }

    [Test]
    public void Psql_lists_and_describes_what_is_not_denied()
    {
        string[] commands = ["\\dt", "\\d", "\\d+", "\\di+", "\\ds", "\\dp", "\\d customers", "\\d+ customers", "\\d orders", "\\d+ v_customers", "\\dT+", "\\dd", "\\dv+", "\\df"];
        foreach (var command in commands)
        {
            var seen = Psql(Port, command);
            Assert.That(seen, Does.EndWith("exit 0").And.Not.Contain("ERROR"), command);
            Assert.That(Denied.Where(seen.Contains), Is.Empty, command);
            var direct = Psql(Database.Port, command);
            Assert.That(Words(seen), Is.SupersetOf(Words(direct).Where(static w => !Denied.Any(w.Contains) && !WordsOfDenied.Contains(w))), command);
        }

        Assert.That(Psql(Port, "\\d salaries"), Does.Contain("Did not find any relation named \"salaries\""));
    }

    [Test]
    public void Every_catalog_is_read_without_the_denied_names()
    {
        using var connection = Connect();
        var relations = Rows(connection, """
            SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IN ('pg_catalog', 'information_schema') AND c.relkind IN ('r', 'v') AND has_table_privilege(c.oid, 'SELECT')
              AND c.relname NOT IN ('pg_proc', 'pg_rewrite', 'pg_stat_activity', 'pg_prepared_statements', 'pg_cursors', 'pg_prepared_xacts', 'routines')
            ORDER BY 1
            """);
        Assert.That(relations, Has.Count.GreaterThan(100));
        var shown = new List<string>();
        foreach (var relation in relations)
        {
            try
            {
                shown.AddRange(Rows(connection, $"SELECT x::text FROM (SELECT * FROM {relation}) x").Where(static r => Denied.Any(r.Contains)).Select(r => $"{relation}: {r}"));
            }
            catch (PostgresException refused) when (refused.MessageText.Contains("by the floor", StringComparison.Ordinal))
            {
                // Nobody reads it.
            }
        }

        Assert.That(shown, Is.Empty);
        Assert.That(Rows(connection, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"), Is.SupersetOf(new[] { "customers", "orders", "v_customers" }));
        Assert.That(
            Rows(connection, "SELECT column_name FROM information_schema.columns WHERE table_name = 'customers' ORDER BY ordinal_position"),
            Is.EqualTo(new[] { "customer_id", "name", "email", "branch_id" }));
        Assert.That(Rows(connection, "SELECT to_regclass('public.salaries')::text"), Is.EqualTo(new[] { "salaries" }), "functions are not narrowed");
    }

    [Test]
    public void Npgsql_reads_types_and_schemas()
    {
        using var connection = Connect();
        var tables = connection.GetSchema("Tables").Rows.Cast<DataRow>().Select(static r => (string)r["table_name"]).ToList();
        Assert.That(tables, Does.Contain("orders").And.Not.Contain("salaries").And.Not.Contain("wages"));
        var columns = connection.GetSchema("Columns", ["shop", "public", "customers"]).Rows.Cast<DataRow>().Select(static r => (string)r["column_name"]);
        Assert.That(columns, Is.EquivalentTo(new[] { "customer_id", "name", "email", "branch_id" }));
        Assert.That(connection.GetSchema("Indexes").Rows.Cast<DataRow>().Select(static r => (string)r["index_name"]), Does.Contain("orders_pkey").And.Not.Contain("wages_pkey"));
    }

    private static readonly HashSet<string> WordsOfDenied = ["a", "of", "(resident_no)", "btree"];

    private static HashSet<string> Words(string text) =>
        [.. text.Split([' ', '\n', '|', '+', '-'], StringSplitOptions.RemoveEmptyEntries).Where(static w => !w.StartsWith('(') && !char.IsAsciiDigit(w[0]))];

    private static string Psql(int port, string command) =>
        Output(Prerequisite.Program("psql", "postgresql-client"), ["-X", "-v", "ON_ERROR_STOP=1", "-c", command], port);

    private NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(string.Create(
            CultureInfo.InvariantCulture,
            $"Host=127.0.0.1;Port={Port};Username={SampleSchema.User};Password={SampleSchema.Password};Database=shop;SSL Mode=Disable;Pooling=false"));
        connection.Open();
        return connection;
    }

    private static List<string> Rows(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.IsDBNull(0) ? "" : reader.GetString(0));
        }

        return rows;
    }
}
