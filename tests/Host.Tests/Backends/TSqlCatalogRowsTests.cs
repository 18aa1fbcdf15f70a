using NUnit.Framework;
using ProxyDb.Host.Backends;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Tests.Backends;

/// <summary>Rows of the sys views put together to a catalog, without a server.</summary>
public sealed class TSqlCatalogRowsTests
{
    private const string Korean = "Korean_Wansung_CI_AS";

    private readonly TSqlCatalogServer _server = new();
    private CatalogDatabase _shop = null!;
    private CatalogDatabase _hr = null!;

    [OneTimeSetUp]
    public void Read()
    {
        _server.Settings(["15.0.4123.1", Korean, "svc"]);
        Shop(_server.Begin("Shop", Korean));
        Hr(_server.Begin("HR", "SQL_Latin1_General_CP1_CI_AS"));
        _server.SystemObject(["-1", "objects", "4"]);
        _server.SystemObject(["-2", "TABLES", "3"]);
        _server.SystemColumn(["-1", "1", "name"]);
        _server.SystemColumn(["-2", "1", "TABLE_NAME"]);
        _server.EndSystemViews();
        var snapshot = new CatalogSnapshot(SqlDialect.TSql, _server.Build());
        (_shop, _hr) = (snapshot.Database("SHOP")!, snapshot.Database("hr")!);
    }

    [Test]
    public void Tables_have_columns_types_keys_and_what_runs_with_a_write()
    {
        var customers = _shop.FindRelation("dbo", "customers")!;
        Assert.Multiple(() =>
        {
            Assert.That(_server.Major, Is.EqualTo(15));
            Assert.That((_shop.Name, _shop.Collation, string.Join(',', _shop.SearchPath)), Is.EqualTo(("shop", Korean, "sales,dbo")));
            Assert.That(
                customers.Definitions.Select(static c => $"{c.Name}:{c.Type}:{c.Number}:{c.NotNull}:{c.IsGenerated}:{c.IsInvisible}:{c.Collation}"),
                Is.EqualTo(new[]
                {
                    "id:int:1:True:False:False:", $"이름:nvarchar(20):2:False:False:False:{Korean}", $"phone:varchar(13):4:False:False:False:{Korean}",
                    "total:decimal(10,2):5:False:False:False:", "twice:int:6:False:True:False:", "since:datetime2(7):7:True:False:True:",
                    $"memo:nvarchar(max):8:False:False:False:{Korean}",
                }));
            Assert.That(customers.Column("twice")!.Default, Is.EqualTo("([id]*(2))"));
            Assert.That(customers.Keys.Select(static k => $"{k.Name} {k.IsPrimary} {string.Join('+', k.Columns)}"), Is.EqualTo(new[] { "PK True id", "U False 이름+phone" }));
            Assert.That((customers.Oid, customers.RunsUserCode), Is.EqualTo((101u, true)), "a trigger stands on it");
            Assert.That(_shop.Relation("dbo", "customers")!.Cascades, Is.EqualTo(new[] { new ObjectName("sales", "orders") }));
            Assert.That(_shop.FindRelation("sales", "orders")!.RunsUserCode, Is.True, "its check calls a function");
        });
    }

    [Test]
    public void Views_keep_their_text_and_how_it_is_read()
    {
        var view = _shop.FindRelation("sales", "v")!;
        Assert.That((view.Kind, view.Definition, view.QuotedIdentifier), Is.EqualTo((RelationKind.View, "CREATE VIEW sales.v AS SELECT \"x\" AS a FROM orders", false)));
        Assert.That(view.DefinitionPath, Is.EqualTo(new[] { "sales", "dbo" }));
        Assert.That(_shop.FindRelation("dbo", "hidden")!.Definition, Is.Null, "encrypted");
    }

    [Test]
    public void Synonyms_lead_to_other_schemas_databases_and_servers()
    {
        Assert.That(_shop.FindRelation("dbo", "people")!.Target, Is.EqualTo(new ObjectName(null, "hr", "dbo", "people")));
        Assert.That(_shop.FindRelation("dbo", "far")!.Target, Is.EqualTo(new ObjectName("srv", "x", null, "t")));
        Assert.That(_shop.InDatabase("HR"), Is.SameAs(_hr));
        Assert.That(_shop.InDatabase("shop"), Is.SameAs(_shop));
        Assert.That(_shop.InDatabase("hr")!.FindRelation("dbo", "people"), Is.Not.Null);
        Assert.That(_shop.InDatabase("nowhere"), Is.Null);
    }

    [Test]
    public void Routines_have_bodies_parameters_and_columns()
    {
        var add = _shop.FindRoutines("dbo", "add_one").Single();
        Assert.That((add.Language, add.IsProcedure, add.ReturnsSet, string.Join(',', add.ArgumentNames)), Is.EqualTo(("tsql", false, false, "@i")));
        var close = _shop.FindRoutines("dbo", "close_day").Single();
        Assert.That((close.IsProcedure, close.SecurityDefiner, close.QuotedIdentifier, close.Body), Is.EqualTo((true, true, true, "CREATE PROC dbo.close_day @d date, @n int OUTPUT AS SELECT 1")));
        Assert.That(close.OutputColumns.Single().Name, Is.EqualTo("@n"));
        var rows = _shop.FindRoutines("dbo", "rows_of").Single();
        Assert.That((rows.ReturnsSet, rows.OutputColumns.Single().Name), Is.EqualTo((true, "id")));
        Assert.That(_shop.FindRoutines("dbo", "native").Single().Language, Is.EqualTo("clr"));
        Assert.That(_shop.FindType("dbo", "idlist")!.Kind, Is.EqualTo(CatalogTypeKind.Composite));
    }

    [Test]
    public void The_servers_own_views_are_known_in_every_database()
    {
        foreach (var database in new[] { _shop, _hr })
        {
            Assert.That(database.FindRelation("sys", "objects")!.Columns, Is.EqualTo(new[] { "name" }));
            Assert.That(database.FindRelation("information_schema", "tables")!.Columns, Is.EqualTo(new[] { "table_name" }));
        }
    }

    [Test]
    public void A_catalog_is_dumped_and_read_back()
    {
        var text = CatalogWriter.Write(new CatalogSnapshot(SqlDialect.TSql, [_shop, _hr]));
        var errors = new DocumentErrors();
        var read = CatalogReader.Read("dump.yaml", text, errors);
        Assert.That(errors, Is.Empty);
        Assert.That(CatalogWriter.Write(read!), Is.EqualTo(text));
        Assert.That(text, Does.Not.Contain("information_schema"));
        Assert.That(read!.Database("shop")!.InDatabase("hr"), Is.Not.Null);
    }

    [Test]
    public void Names_of_a_written_catalog_are_found_in_any_case()
    {
        const string text = """
            proxydb: catalog/v1
            dialect: tsql
            databases:
              Shop:
                collation: Korean_Wansung_CI_AS
                schemas:
                  Sales:
                    tables: {Orders: [Id, {name: Total, type: "decimal(10,2)"}]}
                    synonyms: {People: HR.dbo.People}
            """;
        var orders = CatalogReader.Read("written.yaml", text, [])!.Database("SHOP")!.FindRelation("sales", "orders")!;
        Assert.That(orders.Columns, Is.EqualTo(new[] { "id", "total" }));
    }

    [Test]
    public void Two_databases_that_are_one_name_to_the_gateway_are_none()
    {
        var server = new TSqlCatalogServer();
        server.Begin("Shop", "Latin1_General_BIN2");
        server.Begin("shop", "Latin1_General_BIN2");
        Assert.That(server.Build(), Is.Empty);
    }

    [Test]
    public void The_sample_server_is_told_of_every_query()
    {
        var document = File.ReadAllText(Path.Combine(Root(), "samples", "tds-server", "CATALOG.md"));
        var queries = TSqlCatalogFeed.Queries(new TSqlCatalogRows("x", null), 15).Select(static q => q.Sql).Concat(
            [TSqlCatalogSql.Prepare, TSqlCatalogSql.Server, TSqlCatalogSql.Databases, TSqlCatalogSql.Digest, TSqlCatalogSql.SystemObjects, TSqlCatalogSql.SystemColumns,
                TSqlCatalogSql.ServerPowers, TSqlCatalogSql.DatabasePowers]);
        Assert.That(queries.Where(q => !document.Contains(q, StringComparison.Ordinal)), Is.Empty);
    }

    [TestCase("[a]]b].[c]", null, null, "a]b", "c")]
    [TestCase("c", null, null, null, "c")]
    [TestCase("[s].[d]..[t]", "s", "d", null, "t")]
    [TestCase("a.b.c.d", "a", "b", "c", "d")]
    public void Names_of_synonyms_are_taken_apart(string text, string? server, string? database, string? schema, string name) =>
        Assert.That(TSqlMultipartName.Parse(text, static p => p), Is.EqualTo(new ObjectName(server, database, schema, name)));

    [TestCase("")]
    [TestCase("a.")]
    [TestCase("[a")]
    [TestCase("[a]b")]
    [TestCase("a.b.c.d.e")]
    public void What_is_no_name_is_none(string text) => Assert.That(TSqlMultipartName.Parse(text, static p => p), Is.Null);

    private static void Shop(TSqlCatalogRows rows)
    {
        rows.Self(["Sales", "svc"]);
        Each(rows.Schema, "1|dbo", "5|Sales", "4|sys", "3|INFORMATION_SCHEMA");
        Each(rows.Type, "56|56|4|int|0|0|0", "231|231|4|nvarchar|0|0|0", "167|167|4|varchar|0|0|0", "106|106|4|decimal|0|0|0", "42|42|4|datetime2|0|0|0",
            "257|167|1|PhoneNumber|1|0|0", "258|243|1|IdList|1|1|0");
        Each(rows.Object, "101|Customers|1|0|U |0", "102|Orders|5|0|U |0", "103|v|5|0|V |0", "104|hidden|1|0|V |0", "105|People|1|0|SN|0", "106|Far|1|0|SN|0",
            "107|Add_One|1|0|FN|0", "108|Close_Day|1|0|P |0", "109|Rows_Of|1|0|IF|0", "110|Native|1|0|PC|0", "111|watch|1|101|TR|0");
        Each(rows.Computed, "101|6|([id]*(2))");
        Each(rows.Default, "101|5|((0))");
        Each(rows.Column, "101|1|Id|56|4|10|0|0|0||0", "101|2|이름|231|40|0|0|1|0|" + Korean + "|0", "101|4|Phone|257|13|0|0|1|0|" + Korean + "|0",
            "101|5|Total|106|9|10|2|1|0||0", "101|6|Twice|56|4|10|0|1|1||0", "101|7|Since|42|8|27|7|0|0||1", "101|8|Memo|231|-1|0|0|1|0|" + Korean + "|0",
            "102|1|Id|56|4|10|0|0|0||0", "109|1|Id|56|4|10|0|0|0||0");
        Each(rows.Check, "102|([dbo].[add_one]([id])>(0))");
        Each(rows.Index, "101|2|U|0", "101|1|PK|1");
        Each(rows.IndexColumn, "101|1|1", "101|2|2", "101|2|4");
        Each(rows.Synonym, "105|[HR].[dbo].[People]", "106|[srv].[X]..[T]");
        Each(rows.Module, "103|CREATE VIEW sales.v AS SELECT \"x\" AS a FROM orders|0|", "104||1|", "107|CREATE FUNCTION dbo.add_one|1|",
            "108|CREATE PROC dbo.close_day @d date, @n int OUTPUT AS SELECT 1|1|1");
        Each(rows.Parameter, "107||56|4|10|0|1|0|0", "107|@I|56|4|10|0|0|0|1", "108|@d|56|4|0|0|0|0|1", "108|@n|56|4|10|0|1|0|2");
        Each(rows.Trigger, "watch|101");
        Each(rows.Cascade, "101|102");
    }

    private static void Hr(TSqlCatalogRows rows)
    {
        rows.Self(["dbo", "svc"]);
        Each(rows.Schema, "1|dbo");
        Each(rows.Type, "56|56|4|int|0|0|0");
        Each(rows.Object, "7|People|1|0|U |0");
        Each(rows.Column, "7|1|Id|56|4|10|0|0|0||0");
    }

    private static void Each(Action<string?[]> read, params string[] rows)
    {
        foreach (var row in rows)
        {
            read([.. row.Split('|').Select(static f => f.Length == 0 ? null : f)]);
        }
    }

    private static string Root()
    {
        var directory = TestContext.CurrentContext.TestDirectory;
        while (!File.Exists(Path.Combine(directory, "ProxyDb.sln")))
        {
            directory = Path.GetDirectoryName(directory)!;
        }

        return directory;
    }
}
