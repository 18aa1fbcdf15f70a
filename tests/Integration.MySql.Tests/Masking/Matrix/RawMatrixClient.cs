using System.Globalization;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Masking.Matrix;

/// <summary>The tests' own client in one of the modes, with one session.</summary>
/// <param name="database">Where the rows are: what <c>{base}</c> stands for.</param>
internal sealed class RawMatrixClient(RawMySqlLogin login, MatrixMode mode, string database) : IDisposable
{
    private RawMySqlClient _client = RawMySqlClient.Login(login);

    private string LastSql { get; set; } = "";

    /// <summary>Whether the mode can send the entry at all.</summary>
    public bool CanRun(MatrixCase entry) => mode is MatrixMode.Binary or MatrixMode.Cursor || entry.Values is null;

    /// <summary>Runs the statements up to the first error. A write leaves its transaction open.</summary>
    public IReadOnlyList<StepOutcome> Run(MatrixCase entry, IReadOnlyList<string> steps)
    {
        if (entry.IsWrite)
            Attempt(static c => c.Run("START TRANSACTION"));
        var outcomes = new List<StepOutcome>();
        foreach (var step in steps)
        {
            var sql = step.Replace("{base}", database, StringComparison.Ordinal).Replace("{db}", login.Database, StringComparison.Ordinal);
            outcomes.Add(RunStep(sql, outcomes.Count == 0 ? entry.Values ?? [] : []));
            if (outcomes[^1].IsError)
                break;
        }

        if (!entry.IsWrite)
            Finish(steps.Count > 1);
        return outcomes;
    }

    /// <summary>Nothing that was written stays; a session with variables or temporary tables becomes a new one (COM_RESET_CONNECTION).</summary>
    public void Finish(bool isSession)
    {
        Attempt(static c => c.Query("ROLLBACK"));
        if (!isSession)
            return;
        Attempt(static c => c.Command(0x1f));
        Attempt(c => c.Query($"USE {login.Database}"));
    }

    public void Dispose() => _client.Dispose();

    // A session that was lost in an entry without a trace in its answers.
    private void Attempt(Action<RawMySqlClient> action)
    {
        try
        {
            action(_client);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"the session is lost behind {LastSql}", e);
        }
    }

    private StepOutcome RunStep(string sql, string[] values)
    {
        var lines = new List<string>();
        LastSql = sql;
        try
        {
            return Read(Send(sql, values), lines);
        }
        catch (RawMySqlException e)
        {
            return new StepOutcome(lines, e.Code, e.Message);
        }
        catch (Exception e) when (e is IOException or TimeoutException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            _client.Dispose();
            _client = RawMySqlClient.Login(login);
            return new StepOutcome(lines, StepOutcome.Lost, $"{e.GetType().Name}: {e.Message}");
        }
    }

    private IReadOnlyList<MySqlResult> Send(string sql, string[] values)
    {
        if (mode == MatrixMode.Text)
            return _client.Query(sql);
        if (mode == MatrixMode.MultiStatement)
            return _client.Query($"SELECT 'before'; {sql}; SELECT 'behind'");
        var statement = _client.Prepare(sql);
        var results = mode == MatrixMode.Cursor && statement.Columns.Count > 0 ? Fetch(statement, values) : _client.Execute(statement, values);
        _client.Close(statement);
        return results;
    }

    private List<MySqlResult> Fetch(RawStatement statement, string[] values)
    {
        var opened = _client.OpenCursor(statement, values);
        var rows = new List<byte[]>(opened.Rows);
        for (var last = opened; (last.Status & 0x40) != 0 && (last.Status & 0x80) == 0;)
        {
            last = _client.Fetch(statement, opened.Columns, 5);
            if (last.IsError)
                return [last];
            rows.AddRange(last.Rows);
        }

        return [new MySqlResult { Columns = opened.Columns, Rows = rows, IsBinary = true }];
    }

    private StepOutcome Read(IReadOnlyList<MySqlResult> results, List<string> lines)
    {
        foreach (var result in results)
        {
            if (result.IsError)
                return new StepOutcome(lines, result.ErrorCode, result.Message);
            if (result.HasColumns)
            {
                lines.Add("columns " + string.Join(' ', result.Columns.Select(c => $"{c.Name}:{Class(c.Type)}")));
                lines.AddRange(result.Texts.Select(r => StepOutcome.Row + string.Join(" | ", r.Select(v => (v ?? "NULL").Replace(database + ".", "", StringComparison.Ordinal)))));
            }
            else
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"ok {result.AffectedRows} rows, id {result.InsertId}, {result.Info}"));
            }
        }

        return new StepOutcome(lines);
    }

    /// <summary>Views written by hand and masks give the same values, in wider or narrower types of one class.</summary>
    private static string Class(byte type) => type switch
    {
        1 or 2 or 3 or 8 or 9 => "integer",
        0 or 246 => "decimal",
        4 or 5 => "float",
        7 or 12 => "time",
        10 => "date",
        6 or 15 or (>= 249 and <= 254) => "text",
        _ => type.ToString(CultureInfo.InvariantCulture),
    };
}
