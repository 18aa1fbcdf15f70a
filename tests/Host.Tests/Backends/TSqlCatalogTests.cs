using NUnit.Framework;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Gateway;
using ProxyDb.Host.Network;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;
using ProxyDb.TestKit.Processes;
using ProxyDb.TestKit.Tds;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Host.Tests.Backends;

/// <summary>The catalog of the sample TDS server, read by the gateway's own protocol code.</summary>
public sealed class TSqlCatalogTests
{
    private readonly TemporaryDirectory _directory = new("tsql-catalog");
    private SampleTdsServer _server = null!;
    private RawTdsClient _owner = null!;
    private EventLoop _loop = null!;

    [OneTimeSetUp]
    public void StartServer()
    {
        _server = SampleTdsServer.Start();
        _owner = RawTdsClient.Login(_server.Port);
        File.WriteAllText(_directory["app"], TdsSample.Password + "\n");
        _loop = EventLoops.Create("epoll", 1)[0];
        _loop.Faulted += static (_, fault) => TestContext.Error.WriteLine(fault);
        _loop.Start();
    }

    [OneTimeTearDown]
    public void StopServer()
    {
        _loop?.Stop();
        _owner?.Dispose();
        _server?.Dispose();
        _directory.Dispose();
    }

    [Test]
    public async Task Everything_a_statement_may_name_is_read()
    {
        await using var feed = Feed();
        var loaded = await feed.LoadAsync(null, default);
        var snapshot = new CatalogSnapshot(SqlDialect.TSql, loaded.Databases);
        var shop = snapshot.Database("shop")!;
        Assert.Multiple(() =>
        {
            Assert.That(snapshot.Databases.Select(static d => d.Name), Is.SupersetOf(new[] { "d", "e", "shop" }));
            Assert.That(shop.SearchPath, Is.EqualTo(new[] { "dbo" }));
            var orders = shop.FindRelation("dbo", "orders")!;
            Assert.That(
                orders.Definitions.Select(static c => $"{c.Name} {c.Type} {c.NotNull}"),
                Is.EqualTo(new[]
                {
                    "id bigint True", "customer_id int True", "status varchar(10) True", "total decimal(12,2) True", "placed_at datetime2(6) True",
                    "note nvarchar(max) False",
                }));
            Assert.That(orders.Keys.Single().Columns, Is.EqualTo(new[] { "id" }));
            Assert.That(orders.Oid, Is.GreaterThan(0u));
            Assert.That(shop.FindRelation("dbo", "v_customers")!.Definition, Does.Contain("CREATE VIEW").And.Contain("dbo.customers"));
            Assert.That(shop.FindRelation("dbo", "v_customers")!.Columns, Is.EqualTo(new[] { "customer_id", "name", "branch_id" }));
            Assert.That(shop.FindRelation("dbo", "korean")!.Column("w")!.Collation, Is.EqualTo("Korean_Wansung_CI_AS"));
            var procedure = shop.FindRoutines("dbo", "in_and_out").Single();
            Assert.That((procedure.IsProcedure, procedure.Language, string.Join(',', procedure.ArgumentNames)), Is.EqualTo((true, "tsql", "@a,@b,@c")));
            Assert.That(procedure.Body, Does.Contain("RETURN 7"));
            Assert.That(shop.FindType("dbo", "id_list")!.Kind, Is.EqualTo(CatalogTypeKind.Composite));
            Assert.That(shop.FindRelation("sys", "objects")!.Columns, Does.Contain("modify_date"));
            Assert.That(shop.InDatabase("d"), Is.Not.Null);
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
                "CREATE TABLE dbo.a (i int)", "ALTER TABLE dbo.a ADD j int", "CREATE VIEW dbo.va AS SELECT i FROM dbo.a", "ALTER VIEW dbo.va AS SELECT j AS i FROM dbo.a",
                "CREATE PROCEDURE dbo.pa AS SELECT 1", "DROP PROCEDURE dbo.pa", "DROP VIEW dbo.va", "DROP TABLE dbo.a",
            ])
        {
            Assert.That(_owner.Batch(change).Errors, Is.Empty, change);
            var after = await feed.DigestAsync(default);
            Assert.That(after, Is.Not.EqualTo(before), change);
            before = after;
        }

        Assert.That(_owner.Batch("INSERT INTO dbo.journal (mark, who) VALUES (N'catalog', N'x')").Errors, Is.Empty);
        Assert.That(await feed.DigestAsync(default), Is.EqualTo(before), "rows are no change of the catalog");
    }

    [Test]
    public void A_refused_login_is_told()
    {
        Assert.That(
            async () =>
            {
                await using var feed = Feed("nobody");
                await feed.DigestAsync(default);
            },
            Throws.InstanceOf<BackendFault>());
    }

    private TSqlCatalogFeed Feed(string user = TdsSample.User) => new(CatalogReading.Alone(
        new ClusterOptions
        {
            Name = "shop",
            Protocol = DatabaseProtocol.Tds,
            Endpoints = [new ServerEndpoint("127.0.0.1", _server.Port)],
            Login = new ServiceLogin { User = user, PasswordFile = _directory["app"], Auth = ["password"] },
            Tls = new ClusterTlsOptions { Mode = ClusterTlsMode.Disable },
        },
        ProtocolCatalog.Create(DatabaseProtocol.Tds),
        _loop));
}
