using System.Runtime.CompilerServices;
using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Sql;

/// <summary>
/// The facts of statements of every class, in files that read as documentation: a statement after <c>&gt;</c>, its facts below.
/// PROXYDB_UPDATE=1 rewrites the facts; review the difference like code.
/// </summary>
public sealed class StatementCaseTests
{
    private static readonly AnalysisNamespace Session = new("shop", ["app", "public"], "clerk");

    [TestCase("queries")]
    [TestCase("functions")]
    [TestCase("writes")]
    [TestCase("session")]
    [TestCase("definitions")]
    [TestCase("administration")]
    [TestCase("sequences-of-statements")]
    public void Facts_are_as_written(string file)
    {
        var catalog = Catalog();
        Check(file, sql => FactsText.Of(SqlAnalyzer.Analyze(SqlDialect.Postgres, sql, Session, catalog)));
    }

    [Test]
    public void Maps_are_as_written()
    {
        var catalog = Catalog();
        Check("maps", sql => MapText.Of(sql, SqlAnalyzer.Map(SqlDialect.Postgres, sql, Session, catalog)));
    }

    private static void Check(string file, Func<string, string> answer) => CaseFile.Check(Path.Combine(Folder(), file + ".cases"), answer);

    private static CatalogDatabase Catalog()
    {
        var errors = new DocumentErrors();
        var catalog = CatalogReader.Read("catalog.yaml", File.ReadAllText(Path.Combine(Folder(), "catalog.yaml")), errors);
        Assert.That(errors.Select(static e => e.ToString()), Is.Empty);
        return catalog!.Database("shop")!;
    }

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Cases");
}
