using System.Runtime.CompilerServices;
using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Sql.TSql;

/// <summary>The facts of T-SQL statements that are no queries, by family; see <see cref="CaseFile"/>.</summary>
public sealed class TSqlStatementFamilyTests
{
    private static readonly AnalysisNamespace Session = new("shop", ["dbo"], "clerk")
    {
        TSql = new TSqlSession(true, "Korean_Wansung_CI_AS", 15),
    };

    [TestCase("settings")]
    [TestCase("control-flow")]
    [TestCase("execute")]
    [TestCase("definitions")]
    [TestCase("rights-and-server")]
    [TestCase("drivers")]
    public void Facts_are_as_written(string file)
    {
        var catalog = Catalog();
        CaseFile.Check(
            Path.Combine(Folder(), file + ".cases"), sql => FactsText.Of(SqlAnalyzer.Analyze(SqlDialect.TSql, sql, Session, catalog)));
    }

    [Test]
    public void What_drivers_send_is_understood()
    {
        foreach (var line in File.ReadAllLines(Path.Combine(Folder(), "drivers.cases")).Where(static l => l.StartsWith('>')))
        {
            var result = SqlAnalyzer.Analyze(SqlDialect.TSql, line[1..].Trim(), Session, Catalog());
            Assert.That(result.Error, Is.Null, line);
            Assert.That(result.Statements.SelectMany(static s => s.Unresolved), Is.Empty, line);
        }
    }

    internal static CatalogDatabase Catalog()
    {
        var errors = new DocumentErrors();
        var catalog = CatalogReader.Read("catalog.yaml", File.ReadAllText(Path.Combine(Folder(), "statements-catalog.yaml")), errors);
        Assert.That(errors.Select(static e => e.ToString()), Is.Empty);
        return new CatalogDatabase("shop", SqlDialect.TSql, catalog!.Databases.SelectMany(static d => d.Schemas));
    }

    internal static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Cases");
}
