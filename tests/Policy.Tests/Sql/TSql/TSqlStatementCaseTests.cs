using System.Runtime.CompilerServices;
using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Sql.TSql;

/// <summary>The facts of queries, writes and functions of T-SQL; see <see cref="CaseFile"/>.</summary>
public sealed class TSqlStatementCaseTests
{
    private static readonly AnalysisNamespace Session = new("shop", ["sales", "dbo"], "clerk")
    {
        TSql = new TSqlSession(true, "Korean_Wansung_CI_AS", 15),
    };

    [TestCase("queries")]
    [TestCase("writes")]
    [TestCase("functions")]
    public void Facts_are_as_written(string file)
    {
        var catalog = Catalog();
        CaseFile.Check(
            Path.Combine(Folder(), file + ".cases"), sql => FactsText.Of(SqlAnalyzer.Analyze(SqlDialect.TSql, sql, Session, catalog)));
    }

    private static CatalogDatabase Catalog()
    {
        var errors = new DocumentErrors();
        var catalog = CatalogReader.Read("catalog.yaml", File.ReadAllText(Path.Combine(Folder(), "catalog.yaml")), errors);
        Assert.That(errors.Select(static e => e.ToString()), Is.Empty);
        return catalog!.Database("shop")!;
    }

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Cases");
}
