using System.Collections.Immutable;
using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Sql;

public sealed class ViewLineageTests
{
    [TestCase("SELECT a, b FROM t", "a is t.a; b is t.b", "", "t", false, false)]
    [TestCase("SELECT x.b AS a, upper(x.a) AS b FROM t x", "a is t.b; b from t.a", "", "t", false, false)]
    [TestCase("SELECT a, b FROM t WHERE c = 1 ORDER BY b", "a is t.a; b is t.b", "t.c t.b", "t", true, false)]
    [TestCase("SELECT a, count(*) AS b FROM t GROUP BY a", "a is t.a; b", "t.a", "t", true, true)]
    [TestCase("SELECT DISTINCT a, b FROM t", "a is t.a; b is t.b", "t.a t.b", "t", true, true)]
    [TestCase("SELECT a, b FROM (SELECT a, b, c FROM t) s", "a is t.a; b is t.b", "", "t", false, false)]
    [TestCase("SELECT a, b FROM (SELECT a, b, c FROM t) s WHERE c = 1", "a is t.a; b is t.b", "t.c", "t", true, false)]
    [TestCase("SELECT t.a, u.d AS b FROM t JOIN u ON t.a = u.a", "a is t.a; b is u.d", "t.a u.a", "t u", true, false)]
    [TestCase("SELECT a, (SELECT max(d) FROM u WHERE u.a = t.a) AS b FROM t", "a is t.a; b from u.d", "u.a t.a", "t u", true, true)]
    [TestCase("SELECT a, b FROM t WHERE c IN (SELECT d FROM u)", "a is t.a; b is t.b", "u.d t.c", "t u", true, false)]
    [TestCase("SELECT a, b FROM t UNION ALL SELECT a, d FROM u", "a from t.a u.a; b from t.b u.d", "", "t u", false, false)]
    [TestCase("SELECT a, b FROM t EXCEPT SELECT a, d FROM u", "a from t.a u.a; b from t.b u.d", "t.a u.a t.b u.d", "t u", true, true)]
    [TestCase("SELECT p AS a, q AS b FROM w", "a is t.a; b from t.b t.c", "t.d", "t", true, false)]
    [TestCase("WITH RECURSIVE r AS (SELECT a, b FROM t UNION SELECT b, a FROM r) SELECT a, b FROM r", "a from t.a t.b; b from t.b t.a", "t.a t.b", "t", true, true)]
    [TestCase("SELECT a, row_number() OVER (PARTITION BY c ORDER BY d) AS b FROM t", "a is t.a; b from t.c t.d", "", "t", false, true)]
    public void A_view_tells_what_its_columns_come_from(string sql, string columns, string others, string tables, bool isFiltered, bool isAggregated)
    {
        var lineage = ViewLineage.Of(new ObjectName("public", "v"), Catalog(sql))!;
        Assert.Multiple(() =>
        {
            Assert.That(string.Join("; ", lineage.Columns.Select(Text)), Is.EqualTo(columns));
            Assert.That(lineage.OtherUses.Select(Name), Is.EquivalentTo(Words(others)));
            Assert.That(lineage.Tables.Select(static t => t.Name), Is.EquivalentTo(Words(tables)));
            Assert.That((lineage.IsFiltered, lineage.IsAggregated), Is.EqualTo((isFiltered, isAggregated)));
        });
    }

    [Test]
    public void A_table_or_an_unknown_view_has_none()
    {
        var catalog = Catalog("SELECT a, b FROM t");
        Assert.That(ViewLineage.Of(new ObjectName("public", "t"), catalog), Is.Null);
        Assert.That(ViewLineage.Of(new ObjectName("public", "nothing"), catalog), Is.Null);
        Assert.That(ViewLineage.Of(new ObjectName("public", "v"), Catalog("SELECT a,, b FROM t")), Is.Null);
    }

    private static string Text(ViewColumn column) => column.Plain is { } plain
        ? $"{column.Name} is {Name(plain)}"
        : column.From.IsEmpty ? column.Name : $"{column.Name} from {string.Join(' ', column.From.Select(Name))}";

    private static string Name(ColumnSource source) => $"{source.Table.Name}.{source.Column}";

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static CatalogDatabase Catalog(string definition) => new("shop", SqlDialect.Postgres,
    [
        new CatalogSchema("public",
        [
            Relation("t", RelationKind.Table, null, "a", "b", "c", "d"),
            Relation("u", RelationKind.Table, null, "a", "d"),
            Relation("v", RelationKind.View, definition, "a", "b"),
            Relation("w", RelationKind.View, "SELECT a AS p, b || c AS q, d AS r FROM t WHERE d > 0", "p", "q", "r"),
        ]),
    ], ImmutableArray.Create("public"));

    private static CatalogRelation Relation(string name, RelationKind kind, string? definition, params string[] columns) => new()
    {
        Schema = "public",
        Name = name,
        Kind = kind,
        Columns = [.. columns.Select(static c => new CatalogColumn(c))],
        Definition = definition,
    };
}
