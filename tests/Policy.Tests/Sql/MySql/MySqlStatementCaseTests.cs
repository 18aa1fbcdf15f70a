using System.Runtime.CompilerServices;
using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Sql.MySql;

/// <summary>The facts of statements of every class of MySQL and MariaDB; see <see cref="CaseFile"/>.</summary>
public sealed class MySqlStatementCaseTests
{
    private static readonly AnalysisNamespace Session = new("shop", ["shop"], "clerk")
    {
        MySql = new MySqlSession(MySqlServer.MariaDb, MySqlModes.None, "utf8mb4", FoldsTableNames: false),
    };

    [TestCase("queries")]
    [TestCase("functions")]
    [TestCase("writes")]
    [TestCase("sequences-of-statements")]
    [TestCase("session")]
    [TestCase("definitions")]
    [TestCase("programs")]
    public void Facts_are_as_written(string file)
    {
        var catalog = Catalog();
        CaseFile.Check(
            Path.Combine(Folder(), file + ".cases"), sql => FactsText.Of(SqlAnalyzer.Analyze(SqlDialect.MariaDb, sql, Session, catalog)));
    }

    private static CatalogDatabase Catalog()
    {
        var errors = new DocumentErrors();
        var catalog = CatalogReader.Read("catalog.yaml", File.ReadAllText(Path.Combine(Folder(), "catalog.yaml")), errors);
        Assert.That(errors.Select(static e => e.ToString()), Is.Empty);
        return new CatalogDatabase("shop", SqlDialect.MariaDb, catalog!.Databases.SelectMany(static d => d.Schemas));
    }

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Cases");
}
