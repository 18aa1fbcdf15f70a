using System.Text;
using NUnit.Framework;
using ProxyDb.TestKit.Postgres;

namespace ProxyDb.Policy.Tests.Rewriting;

/// <summary>
/// Every SELECT of the cases, secured by <c>mask email filter</c> and run by the owner of the tables, against the text as it is, run
/// where the server's own views hide the same.
/// </summary>
public sealed class SecuredEqualityTests
{
    private const string Rules = "mask email filter";

    /// <summary>What only a table can do, or differs by what it is about: physical places, random samples and numbers, types of rows.</summary>
    private static readonly string[] NotOfViews =
    [
        "ctid", "tableoid", "TABLESAMPLE", "random()", "FOR UPDATE", "FOR SHARE", "ONLY", "EXPLAIN", " * c",
    ];

    private static readonly (string Database, string[] Scripts)[] Databases =
    [
        ("real", ["bank.sql", "bank-views.sql"]),
        ("seen", ["bank.sql", "bank-as-seen.sql", "bank-views.sql"]),
    ];

    private static readonly string[] Queries = ["SELECT", "TABLE", "WITH"];

    [Test]
    public void Secured_statements_show_what_equivalent_views_show()
    {
        using var server = PostgresServer.Start();
        foreach (var (database, scripts) in Databases)
        {
            server.Psql($"CREATE DATABASE {database}");
            server.Psql(string.Join('\n', scripts.Select(static s => File.ReadAllText(Path.Combine(Bank.Folder(), s)))), database);
        }

        var pairs = Statements().ToList();
        var real = Run(server, "real", pairs.ConvertAll(static p => p.Secured));
        var seen = Run(server, "seen", pairs.ConvertAll(static p => p.Sql));
        var wrong = new List<string>();
        for (var i = 0; i < pairs.Count; i++)
        {
            // A view has no key for GROUP BY to stand on.
            if (real[i] != seen[i] && seen[i] != "@@ 42803")
            {
                wrong.Add($"{pairs[i].Sql}\n{pairs[i].Secured}\n--- is\n{real[i]}\n--- should be\n{seen[i]}");
            }
        }

        Assert.That(wrong, Is.Empty, string.Join("\n\n", wrong));
        Assert.That(pairs, Has.Count.GreaterThan(80));
    }

    private static IEnumerable<(string Sql, string Secured)> Statements()
    {
        foreach (var line in Directory.EnumerateFiles(Bank.Folder(), "*.cases").SelectMany(File.ReadLines))
        {
            var sql = line.StartsWith('>') ? line[1..].Trim() : "";
            if (Queries.Any(q => sql.StartsWith(q, StringComparison.Ordinal))
                && !sql.Contains('$', StringComparison.Ordinal) && !sql.Contains(" INTO ", StringComparison.Ordinal)
                && !NotOfViews.Any(w => sql.Contains(w, StringComparison.Ordinal))
                && Bank.Secure(sql, Rules).Statement is { } secured)
            {
                yield return (sql, Bank.Text(secured, static _ => "'{1,2}'"));
            }
        }
    }

    /// <summary>The answer of each statement: its rows in order if it has one, else sorted, and the error's code if there is one.</summary>
    private static List<string> Run(PostgresServer server, string database, List<string> statements)
    {
        var script = new StringBuilder("\\set ON_ERROR_STOP 0\n");
        foreach (var sql in statements)
        {
            _ = script.Append(sql).Append("\n;\n\\echo @@ :SQLSTATE\n");
        }

        var answers = new List<string>();
        var rows = new List<string>();
        foreach (var line in server.Psql(script.ToString(), database).Split('\n'))
        {
            if (!line.StartsWith("@@", StringComparison.Ordinal))
            {
                rows.Add(line);
                continue;
            }

            if (!statements[answers.Count].Contains("ORDER BY", StringComparison.Ordinal))
            {
                rows.Sort(StringComparer.Ordinal);
            }

            answers.Add(string.Join('\n', rows.Append(line)));
            rows.Clear();
        }

        return answers;
    }
}
