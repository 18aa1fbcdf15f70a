using System.Collections.Immutable;
using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Catalog.Builtins;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Catalog;

public sealed class CatalogScopeTests
{
    private static readonly CatalogSnapshot Shop = new(SqlDialect.Postgres,
    [
        new CatalogDatabase("shop", SqlDialect.Postgres,
        [
            new CatalogSchema("public", [Table("public", "orders"), Table("public", "pg_class")], [Function("public", "now")], [], [Equal("public")]),
            new CatalogSchema("app", [Table("app", "orders")], [Function("app", "lower")]),
        ]),
    ]);

    [TestCase("orders", "public,app", "public.orders")]
    [TestCase("orders", "app,public", "app.orders")]
    [TestCase("orders", "missing,app", "app.orders")]
    [TestCase("Orders", "public", "Orders")]
    [TestCase("pg_class", "public", "pg_catalog.pg_class")]
    [TestCase("pg_class", "public,pg_catalog", "public.pg_class")]
    [TestCase("tables", "information_schema", "information_schema.tables")]
    public void The_first_schema_of_the_path_that_has_the_name_wins(string name, string path, string expected) =>
        Assert.That(Scope(path).Relation(null, name).Name.ToString(), Is.EqualTo(expected));

    [TestCase("public", "pg_temp.orders")]
    [TestCase("public,pg_temp", "public.orders")]
    [TestCase("pg_temp,public", "pg_temp.orders")]
    [TestCase("pg_temp_3,public", "pg_temp.orders")]
    public void A_temporary_name_hides_the_others_unless_the_path_says_otherwise(string path, string expected) =>
        Assert.That(Scope(path, "orders").Relation(null, "orders").Name.ToString(), Is.EqualTo(expected));

    [Test]
    public void A_qualified_name_is_looked_up_in_its_schema_only()
    {
        Assert.That(Scope("app", "orders").Relation("public", "orders").Relation!.Schema, Is.EqualTo("public"));
        Assert.That(Scope("app").Relation("public", "nothing").IsKnown, Is.False);
        Assert.That(Scope("app").Relation("pg_temp", "x").IsTemporary, Is.True);
    }

    [Test]
    public void Every_routine_a_call_may_mean_is_a_candidate_and_pg_temp_is_not_searched()
    {
        Assert.That(Scope("public,app").Routines(null, "lower").Select(r => r.Schema).Distinct(), Is.EqualTo(new[] { "pg_catalog", "app" }));
        Assert.That(Scope("app,pg_catalog").Routines(null, "lower")[0].Schema, Is.EqualTo("app"));
        Assert.That(Scope("public").Routines(null, "lower").All(r => r.IsBuiltin), Is.True);
        Assert.That(Scope("public").Routines(null, "nothing"), Is.Empty);
    }

    [Test]
    public void Operators_and_types_are_told_from_built_in_ones()
    {
        Assert.That(Scope("public").HasUserOperator("="), Is.True);
        Assert.That(Scope("app").HasUserOperator("="), Is.False);
        Assert.That(Scope("app").Type(null, "name")!.IsBuiltin, Is.True);
        Assert.That(Scope("app").Type(null, "orders")!.Kind, Is.EqualTo(CatalogTypeKind.Composite));
        Assert.That(Scope("app").CreationSchema, Is.EqualTo("app"));
        Assert.That(Scope("missing").CreationSchema, Is.Null);
    }

    [Test]
    public void Without_a_catalog_the_built_ins_are_known()
    {
        var scope = CatalogSnapshot.BuiltinsOnly(SqlDialect.Postgres).Scope(Session("public", []));

        Assert.That(scope.KnowsDatabase, Is.False);
        Assert.That(scope.Relation(null, "pg_stat_activity").Name.Schema, Is.EqualTo("pg_catalog"));
        Assert.That(scope.Relation(null, "orders").IsKnown, Is.False);
        Assert.That(PostgresBuiltins.IsFunction("lower"), Is.True);
        Assert.That(PostgresBuiltins.IsFunction("f_total"), Is.False);
        Assert.That(PostgresBuiltins.IsType("jsonb"), Is.True);
        Assert.That(PostgresBuiltins.Casts, Is.Not.Empty);
    }

    private static CatalogScope Scope(string path, params string[] temporary) => Shop.Scope(Session(path, [.. temporary]));

    private static AnalysisNamespace Session(string path, ImmutableArray<string> temporary) =>
        new("shop", [.. path.Split(',')], "kim") { TemporaryNames = temporary };

    private static CatalogRelation Table(string schema, string name) => new() { Schema = schema, Name = name, Kind = RelationKind.Table };

    private static CatalogRoutine Function(string schema, string name) => new() { Schema = schema, Name = name };

    private static CatalogOperator Equal(string schema) => new(schema, "=", "text", "text", new ObjectName(schema, "eq"));
}
