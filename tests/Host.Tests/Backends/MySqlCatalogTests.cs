using NUnit.Framework;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Gateway;
using ProxyDb.Host.Network;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;
using ProxyDb.TestKit.MySql;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Host.Tests.Backends;

public sealed class MySqlCatalogTests
{
    private const string Definitions = """
        CREATE USER reader@'%' IDENTIFIED BY 'reader-secret';
        CREATE DATABASE odd;
        CREATE DATABASE `other.db`;
        GRANT SELECT, INSERT, UPDATE, DELETE, EXECUTE, SHOW VIEW, TRIGGER ON odd.* TO reader@'%';
        GRANT SELECT ON `other.db`.* TO reader@'%';
        CREATE TABLE `other.db`.t (a int);
        CREATE TABLE odd.customers (id int AUTO_INCREMENT PRIMARY KEY, name varchar(20) CHARACTER SET euckr DEFAULT 'x', resident_no char(13),
          twice int AS (length(name) * 2) STORED, hidden int INVISIBLE, UNIQUE KEY u (name, resident_no), UNIQUE KEY part (name(3)));
        CREATE TABLE odd.orders (id int, customer int, FOREIGN KEY (customer) REFERENCES odd.customers (id) ON DELETE CASCADE);
        CREATE VIEW odd.v AS SELECT id, name FROM odd.customers;
        CREATE SEQUENCE odd.numbers;
        CREATE TRIGGER odd.watch BEFORE INSERT ON odd.customers FOR EACH ROW SET NEW.name = upper(NEW.name);
        CREATE FUNCTION odd.AddOne (i int) RETURNS int RETURN i + 1;
        CREATE PROCEDURE odd.both (IN a int, OUT b int) SELECT a INTO b;
        """;

    private readonly TemporaryDirectory _directory = new("mysql-catalog");
    private MariaDbServer _server = null!;
    private EventLoop _loop = null!;

    [OneTimeSetUp]
    public void StartServer()
    {
        _server = MariaDbServer.Start(new MariaDbOptions { Sample = false });
        _server.Sql(Definitions);
        File.WriteAllText(_directory["reader"], "reader-secret\n");
        _loop = EventLoops.Create("epoll", 1)[0];
        _loop.Faulted += static (_, fault) => TestContext.Error.WriteLine(fault);
        _loop.Start();
    }

    [OneTimeTearDown]
    public void StopServer()
    {
        _loop?.Stop();
        _server?.Dispose();
        _directory.Dispose();
    }

    [Test]
    public async Task Everything_a_statement_may_name_is_read()
    {
        await using var feed = Feed();
        var loaded = await feed.LoadAsync(null, default);
        var all = loaded.Database;
        Assert.Multiple(() =>
        {
            Assert.That((all.Name, all.Dialect), Is.EqualTo((CatalogSnapshot.WholeServer, SqlDialect.MariaDb)));
            var customers = all.Relation("odd", "customers")!;
            Assert.That(
                customers.Columns.Select(static c => $"{c.Name} {c.Type} {c.Collation} {c.IsGenerated} {c.IsInvisible}"),
                Is.EqualTo(new[]
                {
                    "id int(11)  False False", "name varchar(20) euckr_korean_ci False False", "resident_no char(13) utf8mb4_general_ci False False",
                    "twice int(11)  True False", "hidden int(11)  False True",
                }));
            Assert.That(customers.Keys.Select(static k => $"{k.Name} {k.IsPrimary} {string.Join('+', k.Columns)}"), Is.EqualTo(new[] { "PRIMARY True id", "u False name+resident_no" }));
            Assert.That(customers.Cascades, Is.EqualTo(new[] { new ObjectName("odd", "orders") }));
            Assert.That(customers.Triggers, Is.EqualTo(new[] { "watch" }));
            Assert.That(all.FindRelation("odd", "customers")!.RunsUserCode, Is.True);
            Assert.That(all.FindRelation("odd", "v")!.Definition, Does.Contain("`odd`.`customers`"));
            Assert.That(all.Relation("odd", "numbers")!.Kind, Is.EqualTo(RelationKind.Sequence));
            Assert.That(all.Relation("other.db", "t"), Is.Not.Null);
            Assert.That(all.FindRoutines("odd", "addone").Single().ArgumentNames, Is.EqualTo(new[] { "i" }));
            Assert.That(all.FindRoutines("odd", "both").Single().IsProcedure, Is.True);
            Assert.That(all.Relation("information_schema", "tables")!.IsBuiltin, Is.True);
            Assert.That(loaded.Powers, Is.Empty);
        });
    }

    [Test]
    public async Task Each_kind_of_change_changes_the_digest_and_nothing_else_does()
    {
        await using var feed = Feed();
        var before = await feed.DigestAsync(default);
        Assert.That(await feed.DigestAsync(default), Is.EqualTo(before));
        foreach (var change in (string[])
            [
                "CREATE TABLE odd.a (i int)", "ALTER TABLE odd.a ADD COLUMN j int", "ALTER TABLE odd.a RENAME COLUMN j TO k", "CREATE OR REPLACE VIEW odd.va AS SELECT i FROM odd.a",
                "CREATE OR REPLACE VIEW odd.va AS SELECT k AS i FROM odd.a", "CREATE TRIGGER odd.ta BEFORE INSERT ON odd.a FOR EACH ROW SET NEW.i = 1",
                "CREATE PROCEDURE odd.pa() SELECT 1", "DROP PROCEDURE odd.pa", "ALTER TABLE odd.a ADD UNIQUE (i)", "RENAME TABLE odd.a TO odd.b", "DROP TABLE odd.b", "DROP VIEW odd.va",
            ])
        {
            _server.Sql(change);
            var after = await feed.DigestAsync(default);
            Assert.That(after, Is.Not.EqualTo(before), change);
            before = after;
        }

        _server.Sql("INSERT INTO odd.orders VALUES (1, NULL)");
        Assert.That(await feed.DigestAsync(default), Is.EqualTo(before), "rows are no change of the catalog");
    }

    [Test]
    public async Task A_renamed_table_or_column_keeps_its_identity()
    {
        _server.Sql("CREATE TABLE odd.r (a int, secret char(13), c int)");
        await using var feed = Feed();
        var first = (await feed.LoadAsync(null, default)).Database;
        _server.Sql("ALTER TABLE odd.r RENAME COLUMN secret TO plain; ALTER TABLE odd.r ADD COLUMN z int FIRST");
        var second = (await feed.LoadAsync(first, default)).Database;
        _server.Sql("ALTER TABLE odd.r DROP COLUMN z; RENAME TABLE odd.r TO odd.s");
        var third = (await feed.LoadAsync(Reread(second), default)).Database;
        _server.Sql("DROP TABLE odd.s");

        var old = first.Relation("odd", "r")!;
        var renamed = third.Relation("odd", "s");
        Assert.Multiple(() =>
        {
            Assert.That(second.Relation("odd", "r")!.Oid, Is.EqualTo(old.Oid));
            Assert.That(second.Relation("odd", "r")!.Column("a")!.Number, Is.EqualTo(1));
            Assert.That(second.Relation("odd", "r")!.Column("c")!.Number, Is.EqualTo(3));
            Assert.That(renamed!.Column("c")!.Number, Is.EqualTo(3));
            Assert.That(third.Relation("odd", "customers")!.Oid, Is.EqualTo(first.Relation("odd", "customers")!.Oid));
        });
    }

    [Test]
    public async Task A_dump_reads_back_to_the_same_names()
    {
        await using var feed = Feed();
        var text = CatalogWriter.Write(new CatalogSnapshot(SqlDialect.MariaDb, [(await feed.LoadAsync(null, default)).Database]));
        var errors = new DocumentErrors();
        var read = CatalogReader.Read("dump.yaml", text, errors);
        Assert.That(errors, Is.Empty);
        Assert.Multiple(() =>
        {
            Assert.That(read!.Database("odd")!.FindRelation("other.db", "t"), Is.Not.Null, "a text may name any database");
            Assert.That(read!.Database("")!.FindRelation("odd", "v")!.Definition, Does.Contain("`odd`.`customers`"));
            Assert.That(text, Does.Not.Contain("information_schema:"));
        });
    }

    [Test]
    public async Task A_refused_login_and_a_dead_server_are_told()
    {
        await using var feed = new MySqlCatalogFeed(CatalogReading.Alone(
            Cluster() with { Login = new ServiceLogin { User = "nobody", PasswordFile = _directory["reader"] } }, ProtocolCatalog.Create(DatabaseProtocol.Mysql), _loop));
        Assert.That(async () => await feed.DigestAsync(default), Throws.InstanceOf<BackendFault>());
    }

    private static CatalogDatabase Reread(CatalogDatabase database) => CatalogReader
        .Read("kept.yaml", CatalogWriter.Write(new CatalogSnapshot(database.Dialect, [database])), new DocumentErrors())!.Database(CatalogSnapshot.WholeServer)!;

    private MySqlCatalogFeed Feed() => new(CatalogReading.Alone(Cluster(), ProtocolCatalog.Create(DatabaseProtocol.Mysql), _loop));

    private ClusterOptions Cluster() => new()
    {
        Name = "odd",
        Protocol = DatabaseProtocol.Mysql,
        Endpoints = [new ServerEndpoint("127.0.0.1", _server.Port)],
        Login = new ServiceLogin { User = "reader", PasswordFile = _directory["reader"], Auth = ["caching_sha2_password", "mysql_native_password"] },
        Tls = new ClusterTlsOptions { Mode = ClusterTlsMode.Disable },
    };
}
