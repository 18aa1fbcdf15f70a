using Npgsql;
using NUnit.Framework;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Cli;
using ProxyDb.Host.Configuration;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;
using ProxyDb.TestKit.Postgres;

namespace ProxyDb.Host.Tests.Backends;

public sealed class CatalogSourceTests
{
    private CatalogServer _shop = null!;
    private LogLines _log = null!;

    [OneTimeSetUp]
    public void StartServer() => _shop = new CatalogServer();

    [OneTimeTearDown]
    public void StopServer() => _shop?.Dispose();

    [SetUp]
    public void Clean()
    {
        _log = new LogLines();
        foreach (var file in Directory.Exists(Path.GetDirectoryName(_shop.CacheFile)) ? Directory.GetFiles(Path.GetDirectoryName(_shop.CacheFile)!) : [])
        {
            File.Delete(file);
        }
    }

    [Test]
    public async Task Everything_a_statement_may_name_is_read()
    {
        _shop.Server.Psql("""
            CREATE SCHEMA "Odd.Schema";
            CREATE TABLE "Odd.Schema"."Tab ""le" (a int, b text, c numeric(8,2) GENERATED ALWAYS AS (a * 2) STORED);
            ALTER TABLE "Odd.Schema"."Tab ""le" DROP COLUMN b;
            CREATE TABLE parts (id int, at date) PARTITION BY RANGE (at);
            CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
            CREATE MATERIALIZED VIEW m AS SELECT count(*) AS n FROM customers;
            CREATE FUNCTION on_part() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TRIGGER watch BEFORE INSERT ON parts_1 FOR EACH ROW EXECUTE FUNCTION on_part();
            CREATE TABLE defaulted (a int DEFAULT add_one(1));
            CREATE TABLE child (a int REFERENCES defaulted_key ON DELETE CASCADE);
            CREATE RULE nothing AS ON DELETE TO defaulted DO INSTEAD NOTHING;
            CREATE FUNCTION body(x int, OUT y int, z text DEFAULT 'q') LANGUAGE sql SET search_path = app, public BEGIN ATOMIC SELECT x + 1; END;
            CREATE FUNCTION eq(address, address) RETURNS boolean LANGUAGE sql AS 'SELECT true';
            CREATE OPERATOR === (LEFTARG = address, RIGHTARG = address, FUNCTION = eq);
            CREATE DOMAIN zip AS text CHECK (length(VALUE) > 3);
            CREATE FUNCTION to_addr(int) RETURNS address LANGUAGE sql AS 'SELECT NULL::address';
            CREATE CAST (int AS address) WITH FUNCTION to_addr(int) AS IMPLICIT;
            ALTER DATABASE shop SET search_path = "$user", public, "Odd.Schema";
            """.Replace("CREATE TABLE child", "CREATE TABLE defaulted_key (a int PRIMARY KEY); CREATE TABLE child", StringComparison.Ordinal), "shop");
        await using var source = new CatalogSource(_shop.Cluster(), "shop", TimeProvider.System, _log);
        source.Start();
        var shop = (await source.RefreshAsync()).Database("shop")!;

        Assert.Multiple(() =>
        {
            var odd = shop.Relation("Odd.Schema", "Tab \"le")!;
            Assert.That(odd.Columns.Select(c => $"{c.Number} {c.Name} {c.Type} {c.IsGenerated}"), Is.EqualTo(new[] { "1 a integer False", "3 c numeric(8,2) True" }));
            Assert.That(shop.Relation("public", "customers")!.Keys.Single().Columns, Is.EqualTo(new[] { "customer_id" }));
            Assert.That(shop.Relation("public", "parts_1")!.Parents, Is.EqualTo(new[] { new ObjectName("public", "parts") }));
            Assert.That(shop.Relation("public", "parts")!.Children, Is.EqualTo(new[] { new ObjectName("public", "parts_1") }));
            Assert.That(shop.Relation("public", "parts")!.Kind, Is.EqualTo(RelationKind.PartitionedTable));
            Assert.That(shop.FindRelation("public", "parts")!.RunsUserCode, Is.True);
            Assert.That(shop.FindRelation("public", "defaulted")!.RunsUserCode, Is.True);
            Assert.That(shop.FindRelation("public", "customers")!.RunsUserCode, Is.False);
            Assert.That(shop.Relation("public", "defaulted")!.Rules, Is.EqualTo(new[] { "nothing" }));
            Assert.That(shop.Relation("public", "defaulted_key")!.Cascades, Is.EqualTo(new[] { new ObjectName("public", "child") }));
            Assert.That(shop.Relation("public", "m")!.Kind, Is.EqualTo(RelationKind.MaterializedView));
            var view = shop.FindRelation("public", "v_customers")!;
            Assert.That(view.Definition, Does.Contain("FROM public.customers"));
            Assert.That(view.DefinitionPath, Is.Empty);
            Assert.That(shop.Relation("public", "orders_id_seq")!.Kind, Is.EqualTo(RelationKind.Sequence));
            Assert.That(shop.Relation("public", "address")!.Kind, Is.EqualTo(RelationKind.CompositeType));
            Assert.That(shop.FindRoutines("public", "add_one").Single().Body, Is.EqualTo("SELECT i + 1"));
            var body = shop.Schema("public")!.Routine("body").Single();
            Assert.That(body.Body, Does.Contain("(x + 1)"));
            Assert.That((body.ArgumentTypes, body.ArgumentNames, body.DefaultedArguments), Is.EqualTo((body.ArgumentTypes, body.ArgumentNames, 1)));
            Assert.That(body.ArgumentNames, Is.EqualTo(new[] { "x", "z" }));
            Assert.That(shop.FindRoutines("public", "body").Single().SearchPath, Is.EqualTo(new[] { "app", "public" }));
            Assert.That(shop.FindRoutines("public", "note_down").Single().IsProcedure, Is.True);
            Assert.That(shop.HasOperator("public", "==="), Is.True);
            Assert.That(shop.HasOperator("pg_catalog", "="), Is.False);
            Assert.That(shop.CastRunsUserCode("public", "zip"), Is.True);
            Assert.That(shop.CastRunsUserCode("public", "order_status"), Is.False);
            Assert.That(shop.Schema("public")!.Type("order_status")!.Kind, Is.EqualTo(CatalogTypeKind.Enum));
            Assert.That(shop.Casts.Single(), Is.EqualTo(new CatalogCast("integer", "public.address", new ObjectName("public", "to_addr"), CastContext.Implicit)));
            Assert.That(shop.SearchPath, Is.EqualTo(new[] { "$user", "public", "Odd.Schema" }));
            Assert.That(source.LoginPowers, Is.Empty);
        });
    }

    [Test]
    public async Task Each_kind_of_change_is_found_and_no_other_is_told()
    {
        await using var source = new CatalogSource(_shop.Cluster(), "shop", TimeProvider.System, _log);
        source.Start();
        var version = (await source.RefreshAsync()).Version;
        foreach (var change in new[]
        {
            "CREATE TABLE change (a int)", "ALTER TABLE change ADD b int", "ALTER TABLE change RENAME COLUMN b TO c", "ALTER TABLE change ALTER c TYPE bigint",
            "ALTER TABLE change ALTER c SET DEFAULT 5", "CREATE FUNCTION change() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE OR REPLACE FUNCTION change() RETURNS int LANGUAGE sql AS 'SELECT 2'", "CREATE VIEW change_v AS SELECT 1 AS a",
            "CREATE OR REPLACE VIEW change_v AS SELECT 2 AS a", "ALTER VIEW change_v RENAME TO change_w", "CREATE TYPE change_t AS ENUM ('a')",
            "CREATE SCHEMA change_s", "ALTER TABLE change SET SCHEMA change_s", "ALTER SCHEMA change_s RENAME TO change_r",
            "ALTER TABLE change_r.change ENABLE ROW LEVEL SECURITY", "CREATE TABLE change_c () INHERITS (change_r.change)", "ALTER TABLE change_c NO INHERIT change_r.change",
            "ALTER TABLE change_r.change ADD PRIMARY KEY (a)", "ALTER TABLE change_r.change OWNER TO app", "DROP TABLE change_c", "DROP FUNCTION change()",
            "CREATE TABLE change_a (a int); DROP TABLE change_r.change; DROP SCHEMA change_r", "DROP VIEW change_w", "DROP TABLE change_a; DROP TYPE change_t",
            "ALTER DATABASE shop SET search_path = public",
        })
        {
            Sql(change);
            var found = await Reread(source);
            Assert.That(found, Is.EqualTo(version + 1), change);
            version = found;
        }

        foreach (var change in new[]
        {
            "CREATE TEMP TABLE change (a int); DROP TABLE change", "INSERT INTO journal (mark) VALUES ('x')", "ANALYZE customers", "SELECT nextval('orders_id_seq')",
            "VACUUM FULL salaries", "BEGIN; CREATE TABLE change (a int); ROLLBACK",
        })
        {
            Sql(change);
            Assert.That(await Reread(source), Is.EqualTo(version), change);
        }
    }

    [Test]
    public async Task The_poll_finds_a_change_and_tells_it()
    {
        await using var source = new CatalogSource(_shop.Cluster(poll: TimeSpan.FromMilliseconds(50)), "shop", TimeProvider.System, _log);
        await source.RefreshAfterStart();
        var told = new TaskCompletionSource<CatalogSnapshot>();
        source.Changed += snapshot => told.TrySetResult(snapshot);
        Sql("CREATE TABLE polled (a int)");

        var snapshot = await told.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That(snapshot.Database("shop")!.Relation("public", "polled"), Is.Not.Null);
        Assert.That(source.Current, Is.SameAs(snapshot));
    }

    [Test]
    public async Task What_is_known_stays_while_the_database_is_down_and_over_a_restart()
    {
        using var shop = new CatalogServer();
        CatalogSnapshot before;
        await using (var source = new CatalogSource(shop.Cluster(), "shop", TimeProvider.System, _log))
        {
            source.Start();
            before = await source.RefreshAsync();
            shop.Server.Stop();
            Assert.That(await source.RefreshAsync(), Is.SameAs(before));
            Assert.That(_log.Lines, Has.Some.StartWith("Warning: catalog of database shop of shop, what is known stays in force:"));
        }

        await using var next = new CatalogSource(shop.Cluster(), "shop", TimeProvider.System, _log);
        Assert.That(next.Current.Version, Is.EqualTo(before.Version));
        Assert.That(CatalogWriter.Write(next.Current), Is.EqualTo(CatalogWriter.Write(before)));
        Assert.That(next.IsRead, Is.False);
        next.Start();
        await next.RefreshAsync();
        Assert.That(next.IsRead, Is.False);

        shop.Server.StartAgain();
        Assert.That((await next.RefreshAsync()).Version, Is.EqualTo(before.Version), "equal contents keep their version");
        Assert.That(next.IsRead, Is.True);
        shop.Server.Psql("CREATE TABLE later (a int)", "shop");
        Assert.That((await next.RefreshAsync()).Version, Is.EqualTo(before.Version + 1));
        Assert.That(File.GetUnixFileMode(shop.CacheFile + "-shop"), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task A_powerful_login_is_warned_about()
    {
        await using var source = new CatalogSource(_shop.Cluster("postgres"), "shop", TimeProvider.System, _log);
        source.Start();
        await source.RefreshAsync();

        Assert.That(source.LoginPowers, Has.Some.EqualTo("superuser").And.Some.EqualTo("BYPASSRLS").And.Some.StartWith("owner of"));
        Assert.That(_log.Lines, Has.Some.Contains("the service login postgres of shop is superuser"));
    }

    [Test]
    public async Task A_server_that_asks_for_a_method_that_is_not_allowed_gets_nothing()
    {
        using var shop = new CatalogServer(new PostgresOptions { Authentication = "password", Sample = false });
        await using var source = new CatalogSource(shop.Cluster(), "postgres", TimeProvider.System, _log);
        source.Start();
        await source.RefreshAsync();

        Assert.That(source.IsRead, Is.False);
        Assert.That(_log.Lines.Single(l => l.StartsWith("Warning", StringComparison.Ordinal)), Does.Contain("stays in force").And.Not.Contain("reader-secret"));
    }

    [Test]
    public async Task Tls_is_verified_against_the_configured_authority()
    {
        using var shop = new CatalogServer(new PostgresOptions { Tls = true, Sample = false });
        foreach (var (mode, file, read) in new[] { (ClusterTlsMode.VerifyFull, shop.Server.Certificate!.AuthorityFile, true), (ClusterTlsMode.VerifyFull, null, false) })
        {
            var cluster = shop.Cluster() with { Tls = new ClusterTlsOptions { Mode = mode, CaFile = file } };
            await using var source = new CatalogSource(cluster, "postgres", TimeProvider.System, _log);
            source.Start();
            await source.RefreshAsync();
            Assert.That(source.IsRead, Is.EqualTo(read), string.Join('\n', _log.Lines));
        }
    }

    [Test]
    public async Task The_command_dumps_a_file_that_is_read_back()
    {
        var configuration = _shop.Configuration();
        var output = new StringWriter();
        var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            new System.CommandLine.RootCommand { CatalogCommand.Create() }, ["catalog", "dump", "--config", configuration, "--cluster", "shop"], output, error, default);

        Assert.That(code, Is.Zero, error.ToString());
        var errors = new DocumentErrors();
        var catalog = CatalogReader.Read("dump", output.ToString(), errors)!;
        Assert.That(errors, Is.Empty);
        Assert.That(catalog.Databases.Select(d => d.Name), Is.SupersetOf(new[] { "postgres", "shop" }));
        Assert.That(catalog.Database("shop")!.Relation("public", "orders")!.Column("status")!.Type, Is.EqualTo("public.order_status"));
        Assert.That(CatalogWriter.Write(catalog), Is.EqualTo(output.ToString()));
    }

    [TestCase("nothing", "the configuration has no cluster `nothing`; it has shop")]
    public async Task The_command_says_what_is_wrong(string cluster, string expected)
    {
        var configuration = _shop.Configuration();
        var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            new System.CommandLine.RootCommand { CatalogCommand.Create() }, ["catalog", "dump", "--config", configuration, "--cluster", cluster], new StringWriter(), error, default);

        Assert.That(code, Is.EqualTo(2));
        Assert.That(error.ToString(), Does.Contain(expected));
    }

    [Test]
    public async Task Sources_are_one_a_database()
    {
        await using var sources = new CatalogSources(TimeProvider.System, _log);
        var one = sources.For(_shop.Cluster(), "shop");

        Assert.That(sources.For(_shop.Cluster(), "shop"), Is.SameAs(one));
        Assert.That(sources.For(_shop.Cluster(), "postgres"), Is.Not.SameAs(one));
        Assert.That((await one!.RefreshAsync()).Database("shop"), Is.Not.Null);
        Assert.That(sources.All.Count(), Is.EqualTo(2));
    }

    private void Sql(string sql)
    {
        using var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={_shop.Server.Port};Username={PostgresServer.SuperUser};Password={PostgresServer.SuperPassword};Database=shop");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static async Task<long> Reread(CatalogSource source) => (await source.RefreshAsync()).Version;
}

internal static class CatalogSourceStart
{
    public static Task<CatalogSnapshot> RefreshAfterStart(this CatalogSource source)
    {
        source.Start();
        return source.RefreshAsync();
    }
}
