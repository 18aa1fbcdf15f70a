using NUnit.Framework;
using ProxyDb.Policy.Cases;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rewriting;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Rewriting.MySql;

namespace ProxyDb.Policy.Tests.Rules;

/// <summary>Conditions of filters as MySQL and MariaDB read them.</summary>
public sealed class MySqlFilterTests
{
    [TestCase("branch_id = {{user.branch}}")]
    [TestCase("`branch_id` IN ({{user.branches}}) AND NOT (name LIKE 'a%')")]
    [TestCase("name REGEXP 'x' OR born >= SYSDATE() - INTERVAL 1 YEAR")]
    [TestCase("branch_id IN (SELECT b.id FROM bank.branches b WHERE b.region = {{user.region}} AND customers.id > 3)")]
    [TestCase("EXISTS (WITH x AS (SELECT 1 AS a) SELECT * FROM x)")]
    [TestCase("IFNULL(bank.f(branch_id), 0) = 1")]
    [TestCase("name = 'it''s'")]
    public void A_condition_is_read(string where) => Assert.That(Read(where).MySql!.Fault, Is.Null);

    [TestCase("branch_id = \"x\"", "double quotes")]
    [TestCase("name = 'a\\\\b'", "backslash")]
    [TestCase("name || 'x' = 'ax'", "`||`")]
    [TestCase("NOT branch_id = 3", "write NOT (…)")]
    [TestCase("branch_id = @a", "variables")]
    [TestCase("branch_id = @@server_id", "variables")]
    [TestCase("branch_id = 1; DELETE FROM customers", "leave `;` out")]
    [TestCase("branch_id = 1 -- x", "no comments")]
    [TestCase("branch_id = 1 /*! OR 1 */", "no comments")]
    [TestCase("branch_id = 1) OR (1 = 1", "not a condition of MySQL")]
    [TestCase("branch_id = 1 ORDER BY id", "not a condition of MySQL")]
    [TestCase("branch_id = ?", "no parameters of its own")]
    [TestCase("branch_id = $1", "no parameters of its own")]
    [TestCase("customers.branch_id = 1", "written bare")]
    [TestCase("branch_id IN (SELECT id FROM branches)", "needs its database")]
    [TestCase("f(branch_id) = 1", "is no built-in")]
    [TestCase("lower (name) = 'a'", "a space between a function")]
    [TestCase("max(branch_id) = 1", "of several rows")]
    [TestCase("count(*) > 1", "of several rows")]
    [TestCase("born >= CURDATE()", "write SYSDATE()")]
    [TestCase("born >= CURRENT_TIMESTAMP", "write SYSDATE()")]
    [TestCase("name = DATABASE()", "a session can choose")]
    [TestCase("branch_id = LAST_INSERT_ID()", "a session can choose")]
    [TestCase("EXISTS (SELECT 1 FROM bank.branches FOR UPDATE)", "only reads")]
    public void What_another_session_could_read_otherwise_is_no_condition(string where, string why) =>
        Assert.That(MySqlFilterSyntax.Instance.Check(where, []).Fault, Does.Contain(why));

    [Test]
    public void A_condition_of_another_dialect_refuses_the_statement()
    {
        var filter = MySqlBank.Filter(new ObjectName("bank", "customers"), "name ~ '^a'", "odd");
        var facts = SqlAnalyzer.Analyze(SqlDialect.MariaDb, "SELECT name FROM customers", MySqlBank.Session, MySqlBank.Catalog);
        var result = StatementRewriter.Rewrite(
            SqlDialect.MariaDb, "SELECT name FROM customers", MySqlBank.Session, MySqlBank.Catalog, facts.Statements, new([], [filter]));
        Assert.That(result.Refusal, Does.StartWith("the row filter of `bank.customers` cannot be used in this database: not a condition of MySQL"));
        Assert.That(result.Rule, Is.EqualTo("odd"));
    }

    [Test]
    public void Columns_lists_and_places_are_known()
    {
        var read = Read("Branch_Id IN ({{user.branches}}) AND region = {{user.region}} AND `sel``x` = 1");
        Assert.That(read.MySql!.Columns.Select(static c => (c.Name, c.Start)), Is.EqualTo(new[] { ("Branch_Id", 0), ("region", 37), ("sel`x", 66) }));
        Assert.That(read.Parts.Where(static p => p.Sql is null).Select(static p => p.IsList), Is.EqualTo(new[] { true, false }));
    }

    [Test]
    public void Check_with_a_catalog_tells_a_filter_of_another_dialect()
    {
        var errors = new DocumentErrors();
        var policy = """
            proxydb: policy/v1
            rules:
              - id: odd
                subjects: [any]
                objects: [bank.customers]
                effect: filter
                where: "name ~ '^a'"
            """;
        var set = PolicyLoader.Load(new Dictionary<string, string> { ["own.yaml"] = policy }, errors);
        Assert.That(set, Is.Not.Null, string.Join('\n', errors));
        CatalogChecks.Check(set!, new CatalogSnapshot(SqlDialect.MariaDb, [MySqlBank.Catalog], 1, ""), errors);
        Assert.That(errors.Select(static e => e.Message), Has.Some.StartsWith("the filter of rule `odd` cannot be used in the databases of the catalog"));
    }

    private static FilterTerms Read(string where)
    {
        var errors = new DocumentErrors();
        var text = "rule:\n  where: " + System.Text.Json.JsonSerializer.Serialize(where) + "\n";
        var terms = FilterReader.Read(DocumentNode.Parse("policy.yaml", text, errors)!.Get("rule")!);
        Assert.That(terms, Is.Not.Null, string.Join('\n', errors));
        return terms!;
    }
}
