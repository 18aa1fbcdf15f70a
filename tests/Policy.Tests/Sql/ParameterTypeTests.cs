using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Sql;

/// <summary>A parameter has a type of the client's choice: bigint = oid converts the column, and fails on rows that a filter hides.</summary>
public sealed class ParameterTypeTests
{
    private static readonly AnalysisNamespace Session = new("bank", ["public"], "app");

    [TestCase("SELECT 1 FROM accounts WHERE id = $1", ExpectedResult = true)]
    [TestCase("SELECT 1 FROM accounts WHERE id = ANY ($1)", ExpectedResult = true)]
    [TestCase("SELECT $1::pg_catalog.oid FROM accounts WHERE id = $1", ExpectedResult = false)]
    [TestCase("SELECT 1 FROM accounts WHERE id = ANY ($1) AND $1::oid[] IS NULL", ExpectedResult = false)]
    [TestCase("PREPARE p (oid) AS SELECT 1 FROM accounts WHERE id = $1", ExpectedResult = false)]
    [TestCase("PREPARE p AS SELECT 1 FROM accounts WHERE id = $1", ExpectedResult = true)]
    public bool Comparison_with_a_parameter_tells_nothing_where_the_column_gives_the_type(string sql) => IsQuiet(sql, Session);

    [Test]
    public void Comparison_with_a_parameter_of_a_foreign_type_may_tell_something() =>
        Assert.That(IsQuiet("SELECT 1 FROM accounts WHERE id = $1", Session with { ForeignParameters = 1 }), Is.False);

    [Test]
    public void Parameters_are_told_apart() =>
        Assert.That(IsQuiet("SELECT 1 FROM accounts WHERE id = $1 AND id > $2", Session with { ForeignParameters = 2 }), Is.True);

    private static bool IsQuiet(string sql, AnalysisNamespace names) =>
        SqlAnalyzer.Map(SqlDialect.Postgres, sql, names, Accounts)!.Value[0].Queries.Single(static q => q.Where is not null).Where!.Conjuncts[0].IsLeakproof;

    private static CatalogDatabase Accounts { get; } = new("bank", SqlDialect.Postgres,
    [
        new CatalogSchema("public",
        [
            new CatalogRelation
            {
                Schema = "public", Name = "accounts", Kind = RelationKind.Table, Columns = [new CatalogColumn("id", "bigint", 1)],
            },
        ]),
    ]);
}
