using System.Text;
using ProxyDb.TestKit.MySql;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Oracles;

/// <summary>How a query is put.</summary>
internal enum WayOfAsking
{
    Text,
    Prepared,
    Cursor,
    Derived,
    Subquery,
}

/// <summary>One session in each twin. Each conversation ends with a reset of the session.</summary>
internal sealed class TwinClients : IDisposable
{
    private readonly Dictionary<string, RawMySqlClient> _clients = [];

    /// <summary>All that is received, as lines without the twin's name; a connection that ends is one, and the next conversation has a new one.</summary>
    public List<string> Ask(RawMySqlLogin login, Attempt attempt, WayOfAsking way)
    {
        var lines = new List<string>();
        if (!_clients.TryGetValue(login.Database!, out var client))
            _clients[login.Database!] = client = RawMySqlClient.Login(login);
        try
        {
            foreach (var sql in attempt.IsScript ? attempt.Sql : ["START TRANSACTION", attempt.Sql[0], "SHOW WARNINGS", "SELECT @@warning_count"])
                Converse(client, sql, sql == attempt.Sql[0] ? way : WayOfAsking.Text, lines);
            client.Query("ROLLBACK");
            client.Command(0x1f);
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            lines.Add($"{Ended} {e.GetType().Name}");
            client.Dispose();
            _clients.Remove(login.Database!);
        }

        return [.. lines.Select(l => l.Replace(login.Database!, "twin", StringComparison.Ordinal))];
    }

    public const string Ended = "connection ended:";

    public static RawMySqlLogin Superuser(string database) =>
        new(Shared.Database.Port, MariaDbServer.SuperUser, MariaDbServer.SuperPassword, database);

    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
    }

    private static void Converse(RawMySqlClient client, string sql, WayOfAsking way, List<string> lines)
    {
        if (way is WayOfAsking.Text or WayOfAsking.Derived or WayOfAsking.Subquery)
        {
            Write(client.Query(way == WayOfAsking.Text ? sql : way == WayOfAsking.Derived ? $"SELECT COUNT(*) FROM ({sql}) AS nested" : $"SELECT 1 FROM DUAL WHERE EXISTS ({sql})"), lines);
            return;
        }

        try
        {
            var statement = client.Prepare(sql);
            for (var i = 0; i < 2; i++)
            {
                if (way == WayOfAsking.Prepared)
                    Write(client.Execute(statement), lines);
                else
                    Fetch(client, statement, lines);
            }

            client.Close(statement);
        }
        catch (RawMySqlException e)
        {
            lines.Add(e.Message);
        }
    }

    private static void Fetch(RawMySqlClient client, RawStatement statement, List<string> lines)
    {
        var opened = client.OpenCursor(statement);
        Write([opened], lines);
        for (var last = opened; (last.Status & 0x40) != 0 && (last.Status & 0x80) == 0;)
        {
            last = client.Fetch(statement, opened.Columns, 3);
            Write([last], lines);
            if (last.IsError)
                return;
        }
    }

    private static void Write(IReadOnlyList<MySqlResult> results, List<string> lines)
    {
        foreach (var result in results)
        {
            if (!result.HasColumns)
            {
                lines.Add(result.ToString());
                continue;
            }

            lines.Add(string.Join(' ', result.Columns.Select(c => c.ToString())));
            lines.AddRange(result.Rows.Select(static r => Encoding.Latin1.GetString(r)));
            lines.Add($"end {result.Warnings} warnings");
        }
    }
}
