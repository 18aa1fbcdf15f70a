using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Oracles;

/// <summary>How a query is put.</summary>
internal enum WayOfAsking
{
    Batch,

    /// <summary>sp_executesql with a parameter that the text does not use.</summary>
    ExecuteSql,

    /// <summary>sp_prepexec, then sp_execute.</summary>
    Prepared,

    /// <summary>sp_cursoropen with its number of rows, sp_cursorfetch to the end.</summary>
    Cursor,

    /// <summary>A batch that goes on with @@ROWCOUNT and @@ERROR.</summary>
    Counted,

    /// <summary>In BEGIN TRY, with all functions of errors in BEGIN CATCH.</summary>
    Caught,

    Derived,
    Exists,

    /// <summary>Behind a cursor of T-SQL, with @@CURSOR_ROWS.</summary>
    Declared,
}

/// <summary>One session in each twin. Each conversation ends with a reset of the session.</summary>
internal sealed class TwinClients : IDisposable
{
    public const string Ended = "connection ended:";

    private readonly Dictionary<string, RawTdsClient> _clients = [];

    /// <summary>All that is received, as lines without the twins' names; a connection that ends is one, and the next conversation has a new one.</summary>
    public List<string> Ask(RawTdsLogin login, Attempt attempt, WayOfAsking way)
    {
        var lines = new List<string>();
        var other = login.Database == TwinSchema.Left ? TwinSchema.Right : TwinSchema.Left;
        try
        {
            if (!_clients.TryGetValue(login.Database, out var client))
                _clients[login.Database] = client = RawTdsClient.Login(login);
            foreach (var sql in attempt.Sql)
                Converse(client, sql.Replace(Attempt.OwnDatabase, login.Database, StringComparison.Ordinal).Replace(Attempt.OtherDatabase, other, StringComparison.Ordinal), way, lines);
            client.Batch("IF @@TRANCOUNT > 0 ROLLBACK", 0x08);
        }
        catch (IOException e)
        {
            lines.Add($"{Ended} {e.GetType().Name}");
            if (_clients.Remove(login.Database, out var client))
                client.Dispose();
        }

        return [.. lines.Select(l => l.Replace(login.Database, "own", StringComparison.Ordinal).Replace(other, "other", StringComparison.Ordinal))];
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
    }

    private static void Converse(RawTdsClient client, string sql, WayOfAsking way, List<string> lines)
    {
        switch (way)
        {
            case WayOfAsking.ExecuteSql:
                Write(client.Rpc(RawTdsRpc.Sql(sql, "@p int").Add(1)), lines);
                break;
            case WayOfAsking.Prepared:
                Prepare(client, sql, lines);
                break;
            case WayOfAsking.Cursor:
                Fetch(client, sql, lines);
                break;
            default:
                Write(client.Batch(Put(sql, way)), lines);
                break;
        }
    }

    private static string Put(string sql, WayOfAsking way) => way switch
    {
        WayOfAsking.Counted => sql + " SELECT @@ROWCOUNT AS n, @@ERROR AS e, ROWCOUNT_BIG() AS b",
        WayOfAsking.Caught => $"BEGIN TRY {sql} END TRY BEGIN CATCH SELECT ERROR_NUMBER() AS n, ERROR_MESSAGE() AS m, ERROR_STATE() AS s, ERROR_SEVERITY() AS c END CATCH",
        WayOfAsking.Derived => $"SELECT COUNT(*) AS n FROM ({sql}) AS nested",
        WayOfAsking.Exists => $"IF EXISTS ({sql}) SELECT 1 AS there ELSE SELECT 0 AS there",
        WayOfAsking.Declared => $"DECLARE k CURSOR LOCAL STATIC FOR {sql} OPEN k SELECT @@CURSOR_ROWS AS n FETCH NEXT FROM k SELECT @@FETCH_STATUS AS s FETCH NEXT FROM k CLOSE k DEALLOCATE k",
        _ => sql,
    };

    private static void Prepare(RawTdsClient client, string sql, List<string> lines)
    {
        var answer = client.Rpc(new RawTdsRpc(RawTdsRpc.PrepExec).Add((int?)null, isOutput: true).Add("@p int").Add(sql).Add(1));
        Write(answer, lines);
        if (answer.Outputs is not [{ Value: int handle }, ..])
            return;
        Write(client.Rpc(new RawTdsRpc(RawTdsRpc.Execute).Add(handle).Add(1)), lines);
        Write(client.Rpc(new RawTdsRpc(RawTdsRpc.Unprepare).Add(handle)), lines);
    }

    private static void Fetch(RawTdsClient client, string sql, List<string> lines)
    {
        var opened = client.Rpc(new RawTdsRpc(RawTdsRpc.CursorOpen).Add((int?)null, isOutput: true).Add(sql).Add(8, isOutput: true).Add(1, isOutput: true).Add(0, isOutput: true));
        Write(opened, lines);
        if (opened.Outputs is not [{ Value: int cursor and not 0 }, ..])
            return;
        for (var i = 0; i < 40; i++)
        {
            var part = client.Rpc(new RawTdsRpc(RawTdsRpc.CursorFetch).Add(cursor).Add(2).Add(0).Add(3));
            Write(part, lines);
            if (part.Rows.Count == 0)
                break;
        }

        // Where it stands and how many rows it has.
        Write(client.Rpc(new RawTdsRpc(RawTdsRpc.CursorFetch).Add(cursor).Add(0x100).Add(0, isOutput: true).Add(0, isOutput: true)), lines);
        Write(client.Rpc(new RawTdsRpc(RawTdsRpc.CursorClose).Add(cursor)), lines);
    }

    // Handles are numbers of whoever gives them out: they are not compared.
    private static void Write(TdsAnswer answer, List<string> lines)
    {
        var isFirst = true;
        foreach (var token in answer.Tokens)
        {
            var isHandle = token is TdsReturnValue { Value: int } && isFirst;
            isFirst &= token is not TdsReturnValue;
            lines.Add(isHandle ? "RETURNVALUE handle" : token.ToString()!);
        }
    }
}
