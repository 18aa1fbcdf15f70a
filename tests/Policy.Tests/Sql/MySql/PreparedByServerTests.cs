using System.Globalization;
using System.Runtime.CompilerServices;
using NUnit.Framework;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Sql.MySql;

/// <summary>
/// Texts that a MariaDB 10.11 has prepared and that were once read otherwise: finds of <c>tests/Fuzz differential</c>. The first line of
/// a file is how many parameters the server counted, -1 where it did not tell.
/// </summary>
public sealed class PreparedByServerTests
{
    private static readonly AnalysisNamespace Names = new("shop", ["shop"], "clerk")
    {
        MySql = new MySqlSession(new MySqlServer(true, 101119), MySqlModes.None, "utf8mb4", FoldsTableNames: false),
    };

    [Test]
    public void What_the_server_prepared_is_one_statement_with_as_many_parameters()
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (var file in Directory.GetFiles(Folder()).Order(StringComparer.Ordinal))
            {
                var content = File.ReadAllText(file);
                var end = content.IndexOf('\n', StringComparison.Ordinal);
                var parameters = int.Parse(content[..end], CultureInfo.InvariantCulture);
                var sql = content[(end + 1)..];
                var result = SqlAnalyzer.Analyze(SqlDialect.MariaDb, sql, Names, null);
                Assert.That(result.Error, Is.Null, sql);
                Assert.That(result.Statements, Has.Length.EqualTo(1), sql);
                Assert.That(parameters < 0 ? parameters : result.Statements[0].ParameterCount, Is.EqualTo(parameters), sql);
            }
        }
    }

    private static string Folder([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "Fuzz", "Corpus", "mysql-prepared"));
}
