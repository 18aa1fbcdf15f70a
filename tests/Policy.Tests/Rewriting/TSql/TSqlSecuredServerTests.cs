using NUnit.Framework;
using ProxyDb.Samples.TdsServer.Engine;
using ProxyDb.Samples.TdsServer.Serving;

namespace ProxyDb.Policy.Tests.Rewriting.TSql;

/// <summary>
/// Secured texts in the sample server's engine. What they show is what the text shows in a database that holds no hidden row and no masked
/// value; and nothing they tell depends on rows that are hidden. What the engine does not run is held by the golden texts alone.
/// </summary>
public sealed class TSqlSecuredServerTests
{
    private const string Rules = "mask email filter";

    /// <summary>The visible rows, and what two of them hide.</summary>
    private const string Seen = """
        INSERT INTO dbo.customers VALUES
          (1, 1, N'kim', '740101********', NULL, 100, '20000131'), (2, 2, N'5', '800202********', NULL, 5, NULL), (3, 1, NULL, '******', NULL, NULL, '19740305'),
          (7, 2, N'', NULL, NULL, 12.5, '20200101')
        """;

    private const string Real = """
        INSERT INTO dbo.customers VALUES
          (1, 1, N'kim', '740101-1234567', 'kim@example.com', 100, '20000131'), (2, 2, N'5', '800202-2345678', 'lee@example.com', 5, NULL),
          (3, 1, NULL, '123456', NULL, NULL, '19740305'), (7, 2, N'', NULL, '', 12.5, '20200101')
        """;

    private const string Hidden = """
        INSERT INTO dbo.customers VALUES
          (5, 3, N'park', '900101-1111111', 'park@example.com', 100, '19900101'), (6, 3, N'9', '9', '9', 0, '00010101'),
          (8, NULL, N'nobody', '1', 'x', 1000000000, NULL)
        """;

    private SqlEngine _engine = null!;

    [OneTimeSetUp]
    public void Start()
    {
        _engine = new SqlEngine(["bank", "seen", "bare"]);
        var script = File.ReadAllText(Path.Combine(TSqlBank.Folder(), "bank.sql"));
        foreach (var (database, rows) in new[] { ("bank", Real + "\n" + Hidden), ("seen", Seen), ("bare", Real) })
        {
            Script.Run(_engine, database, script);
            Script.Run(_engine, database, rows);
        }
    }

    [OneTimeTearDown]
    public void Stop() => _engine?.Dispose();

    [Test]
    public void Secured_statements_show_what_a_database_without_the_hidden_shows()
    {
        var (wrong, count) = (new List<string>(), 0);
        using var real = new EngineRunner(_engine, "bank");
        using var seen = new EngineRunner(_engine, "seen");
        foreach (var (sql, secured) in Statements())
        {
            var shown = seen.Run(Undone(sql.Replace("bank.", "seen.", StringComparison.Ordinal)));
            if (IsUnknown(shown))
            {
                continue;
            }

            var answer = real.Run(Undone(secured));
            count++;
            if (answer != shown)
            {
                wrong.Add($"{sql}\n{secured}\n--- is\n{answer}\n--- should be\n{shown}");
            }
        }

        Assert.That(wrong, Is.Empty, string.Join("\n\n", wrong));
        Assert.That(count, Is.GreaterThan(90));
    }

    [TestCase("SELECT id FROM customers WHERE 1 / (amount - 1000000000) < 5")]
    [TestCase("SELECT id FROM customers WHERE resident_no = 900101")]
    [TestCase("SELECT id FROM customers WHERE CAST(name AS nvarchar(10)) = 5")]
    [TestCase("SELECT 1 / amount FROM customers WHERE amount > 0")]
    [TestCase("SELECT CAST(born AS datetime) FROM customers")]
    [TestCase("SELECT COUNT(*) FROM customers WHERE id <> 2 OR 1 / (branch_id - 3) > 0")]
    [TestCase("DELETE FROM customers WHERE 1 / (amount - 1000000000) < -5")]
    [TestCase("UPDATE customers SET email = 'x' WHERE id < 5 AND 1 / (amount - 1000000000) < -5")]
    [TestCase("UPDATE c SET name = N'x' FROM customers c JOIN orders o ON o.id = 1 / (c.branch_id - 3)")]
    [TestCase("SELECT SUM(amount) FROM customers WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = 1 / (customers.branch_id - 3))")]
    public void What_a_statement_tells_does_not_depend_on_hidden_rows(string sql)
    {
        using var with = new EngineRunner(_engine, "bank");
        using var without = new EngineRunner(_engine, "bare");
        var secured = TSqlBank.Text(TSqlBank.Secure(sql, "filter").Statement!);
        Assert.That(with.Run(Undone(secured)), Is.EqualTo(without.Run(Undone(secured))), secured);
    }

    private static IEnumerable<(string Sql, string Secured)> Statements()
    {
        foreach (var line in Directory.EnumerateFiles(TSqlBank.Folder(), "*.cases").SelectMany(File.ReadLines).Where(static l => l.StartsWith('>')))
        {
            var sql = line[1..].Trim();
            if (!sql.Contains("results", StringComparison.Ordinal) && TSqlBank.Secure(sql, Rules).Statement is { WriteChecks.IsEmpty: true } statement)
            {
                yield return (sql, TSqlBank.Text(statement));
            }
        }
    }

    /// <summary>Writes leave nothing behind.</summary>
    private static string Undone(string sql) => $"DECLARE @p1 int = 2, @name nvarchar(40) = N'kim', @text varchar(20) = '2', @born date = '19740305', "
        + $"@at datetime = '20000131', @branch int = 1, @unknown int = 2; BEGIN TRANSACTION; {sql}; ROLLBACK";

    /// <summary>The engine says that it does not know it, or the text asks for what is not there.</summary>
    private static bool IsUnknown(string answer) => answer.Contains("error ", StringComparison.Ordinal)
        && (answer.Contains("not supported", StringComparison.OrdinalIgnoreCase) || answer.Contains("not recognized", StringComparison.OrdinalIgnoreCase)
            || answer.Contains("Invalid object name", StringComparison.Ordinal) || answer.Contains("Incorrect syntax", StringComparison.Ordinal));
}
