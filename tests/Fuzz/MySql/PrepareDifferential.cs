using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using ProxyDb.Policy.Sql;
using ProxyDb.TestKit.MySql;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Fuzz.MySql;

/// <summary>
/// Mutated statements, to our parser and to PREPARE of a real MariaDB. A find is a text the server takes and we refuse, or one of which
/// we count other statements or parameters than the server. Finds are kept in <c>Corpus/mysql-prepared</c>, replayed by unit tests.
/// </summary>
internal static class PrepareDifferential
{
    public const string Folder = "mysql-prepared";

    /// <summary>Errors that come when the whole text has been parsed: no such database, table, routine.</summary>
    private static readonly HashSet<int> AfterParsing = [1049, 1146, 1305];

    /// <returns>0 when nothing was found, 1 else.</returns>
    public static int Run(double seconds, int seed)
    {
        using var server = MariaDbServer.Start(new MariaDbOptions { Sample = false });
        _ = server.Sql(
            "CREATE DATABASE shop; CREATE DATABASE hr; CREATE TABLE hr.people (id INT, salary INT); USE shop; "
            + "CREATE TABLE customers (id BIGINT, name VARCHAR(100), email VARCHAR(200), resident_no VARCHAR(20), branch_id VARCHAR(10)); "
            + "CREATE TABLE orders (id INT, customer_id INT, total INT, note TEXT, created_at DATETIME); CREATE TABLE stock (item INT, quantity INT); "
            + "CREATE TABLE order_lines (order_id INT, line INT, item INT, quantity INT)");
        using var client = RawMySqlClient.Login(new RawMySqlLogin(server.Port, MariaDbServer.SuperUser, MariaDbServer.SuperPassword, "shop"));
        _ = MySqlServer.TryParse(client.ServerVersion, out var version);
        var mutator = new StatementMutator(new Random(seed), CaseStatements.All);
        var clock = Stopwatch.StartNew();
        var (runs, taken, finds) = (0, 0, 0);
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            var sql = mutator.Next();
            runs++;
            if (Prepared(client, sql) is not { } parameters)
            {
                continue;
            }

            taken++;
            if (Complaint(sql, parameters, version) is { } complaint)
            {
                finds++;
                Keep(sql, parameters);
                Console.Error.WriteLine($"{complaint}: {sql}");
            }
        }

        Console.WriteLine($"{runs} statements of seed {seed}, {taken} taken by the server, {finds} finds");
        return finds == 0 ? 0 : 1;
    }

    /// <summary>What is wrong with how we read a text that the server takes as one statement; null when nothing is.</summary>
    /// <param name="parameters">As the server counts them; below zero when it does not tell.</param>
    public static string? Complaint(string sql, int parameters, MySqlServer version)
    {
        var names = new AnalysisNamespace("shop", ["shop"], "clerk") { MySql = new MySqlSession(version, MySqlModes.None, "utf8mb4", false) };
        var result = SqlAnalyzer.Analyze(SqlDialect.MariaDb, sql, names, null);
        return result.Error switch
        {
            { Code: "syntax" or "encoding" } error => "refused, " + error.Message,
            not null => null,
            null when result.Statements.Length > 1 => $"read as {result.Statements.Length} statements",
            null when parameters >= 0 && result.Statements.Length == 1 && result.Statements[0].Complete && result.Statements[0].ParameterCount != parameters =>
                $"{result.Statements[0].ParameterCount} parameters instead of {parameters}",
            _ => null,
        };
    }

    /// <summary>Parameters the server counts, -1 when it parsed the text and then refused it; null when it did not parse it.</summary>
    private static int? Prepared(RawMySqlClient client, string sql)
    {
        try
        {
            var statement = client.Prepare(sql);
            client.Close(statement);
            return statement.Parameters.Count;
        }
        catch (RawMySqlException refused)
        {
            return AfterParsing.Contains(refused.Code) ? -1 : null;
        }
    }

    private static void Keep(string sql, int parameters)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)))[..12];
        Corpus.Write(Folder, name, Encoding.UTF8.GetBytes($"{parameters}\n{sql}"));
    }
}
