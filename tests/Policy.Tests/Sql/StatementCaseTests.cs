using System.Runtime.CompilerServices;
using System.Text;
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

    private static void Check(string file, Func<string, string> answer)
    {
        var path = Path.Combine(Folder(), file + ".cases");
        var written = File.ReadAllText(path);
        var actual = Answer(written, answer);
        if (Environment.GetEnvironmentVariable("PROXYDB_UPDATE") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.That(actual, Is.EqualTo(written));
    }

    private static string Answer(string written, Func<string, string> answer)
    {
        var text = new StringBuilder();
        var statement = new StringBuilder();
        foreach (var line in written.Split('\n'))
        {
            if (line.StartsWith('#'))
            {
                Finish();
                _ = text.Append(line).Append("\n\n");
            }
            else if (line.StartsWith('>'))
            {
                Finish();
                _ = text.Append(line).Append('\n');
                _ = statement.Append(line.AsSpan(1).Trim());
            }
        }

        Finish();
        return text.ToString().TrimEnd('\n') + "\n";

        void Finish()
        {
            if (statement.Length > 0)
            {
                _ = text.Append(answer(statement.ToString())).Append('\n');
                _ = statement.Clear();
            }
        }
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
