using NUnit.Framework;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Gateway;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Tests.Gateway;

/// <summary>Texts of MySQL that would read what the server remembers of a statement under masks or filters.</summary>
public sealed class SecuredDiagnosticsTests
{
    private const string Catalog = """
        proxydb: catalog/v1
        dialect: mariadb
        databases:
          shop:
            tables:
              customers: {columns: [{name: id, type: int(11)}, {name: email, type: varchar(80)}], keys: [{name: PRIMARY, primary: true, columns: [id]}]}
              orders: {columns: [{name: id, type: int(11)}], keys: [{name: PRIMARY, primary: true, columns: [id]}]}
        """;

    private const string Policy = """
        proxydb: policy/v1
        rules:
          - {id: all, subjects: [any], actions: [any], objects: ["**"], functions: ["**"], effect: allow}
          - {id: hide, subjects: [any], columns: [shop.customers.email], effect: mask, mask: null}
        """;

    private const string Secured = "SELECT CAST(email AS INT) FROM customers";

    private SessionNames _names = null!;

    [SetUp]
    public void Begin() => _names = new SessionNames();

    [TestCase("SHOW WARNINGS")]
    [TestCase("SHOW ERRORS LIMIT 1")]
    [TestCase("SHOW COUNT(*) WARNINGS")]
    [TestCase("SHOW COUNT(*) ERRORS")]
    [TestCase("GET DIAGNOSTICS @n = NUMBER")]
    [TestCase("GET DIAGNOSTICS CONDITION 1 @m = MESSAGE_TEXT")]
    [TestCase("SELECT @@warning_count")]
    [TestCase("SET @n = @@session.error_count")]
    [TestCase("SELECT id FROM orders WHERE id = @@warning_count")]
    [TestCase("CALL tells()")]
    [TestCase("SELECT tells()")]
    [TestCase("BEGIN NOT ATOMIC SHOW WARNINGS; END")]
    [TestCase("EXECUTE IMMEDIATE 'SHOW WARNINGS'")]
    [TestCase("PREPARE w FROM 'SHOW WARNINGS'; EXECUTE w")]
    public void Diagnostics_behind_a_secured_statement_of_the_same_text_are_refused(string reading)
    {
        Assert.That(Refuse($"{Secured}; {reading}"), Is.Not.Null);
        Assert.That(Refuse($"{Secured}; SELECT 1; {reading}")!.Message, Does.Contain("text of its own"));
        Assert.That(Refuse($"SELECT id FROM orders; {reading}"), Is.Null, "nothing is secured before it");
        Assert.That(Refuse($"{reading}; {Secured}"), Is.Null, "it reads what was before");
        Assert.That(Refuse(reading), Is.Null, "between texts they are taken away");
    }

    [Test]
    public void A_prepared_reading_of_diagnostics_is_refused_by_its_name()
    {
        var prepare = Judged("PREPARE w FROM 'SHOW WARNINGS'");
        var effect = prepare.Statements[0].Effects.OfType<SessionEffect.Prepare>().Single();
        _names.Prepare(effect.Name, effect.Body, "PREPARE w FROM 'SHOW WARNINGS'", prepare);
        Assert.That(Refuse($"{Secured}; EXECUTE w"), Is.Not.Null);
        Assert.That(Refuse("SELECT id FROM orders; EXECUTE w"), Is.Null);
    }

    [TestCase("BEGIN NOT ATOMIC SELECT email FROM customers; SHOW WARNINGS; END")]
    [TestCase("BEGIN NOT ATOMIC DECLARE CONTINUE HANDLER FOR SQLWARNING GET DIAGNOSTICS CONDITION 1 @m = MESSAGE_TEXT; SELECT email FROM customers; END")]
    public void Diagnostics_within_a_compound_statement_over_secured_tables_are_refused(string block) =>
        Assert.That(Refuse(block), Is.Not.Null);

    [TestCase(Secured + "; SELECT 1")]
    [TestCase(Secured + "; INSERT INTO orders VALUES (1)")]
    [TestCase(Secured + "; SELECT ROW_COUNT()")]
    public void Other_texts_of_several_statements_are_not_refused(string text) => Assert.That(Refuse(text), Is.Null);

    private Denial? Refuse(string text) => SecuredDiagnostics.Refuse(Judged(text), _names, DateTimeOffset.UnixEpoch);

    private static JudgedStatement Judged(string text)
    {
        var errors = new DocumentErrors();
        var catalog = CatalogReader.Read("catalog.yaml", Catalog, errors)?.Database("shop");
        var match = PolicyLoader.Load(new Dictionary<string, string> { ["own.yaml"] = Policy }, errors)?.Match(new Subject("app", "my", "shop"));
        Assert.That(errors.Select(static e => e.ToString()), Is.Empty);
        var key = new JudgeKey("shop", "shop", "svc", true, "", match!, catalog)
        {
            MySql = new MySqlSession(new MySqlServer(IsMariaDb: true, 101106), MySqlModes.None, "utf8mb4", FoldsTableNames: false),
        };
        var names = new MySqlNamespace("svc", new SessionReports()).Names(key, []);
        var context = new JudgeContext(key, SqlDialect.MariaDb, AnalysisLimits.Default, names, "shop");
        var facts = SqlAnalyzer.Analyze(context.Dialect, text, names, catalog);
        Assert.That(facts.Error, Is.Null, text);
        return JudgedStatement.Of(context, facts.Statements, DecisionEngine.Plan(facts.Statements, match!, "shop", null), System.Text.Encoding.UTF8.GetBytes(text));
    }
}
