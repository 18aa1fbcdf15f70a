using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Masking.Matrix;

/// <summary>The tests' own client in one of the modes, with one session.</summary>
/// <param name="schema">Where the rows are: what <c>{base}</c> stands for.</param>
internal sealed class RawMatrixClient(RawTdsLogin login, MatrixMode mode, string schema) : IDisposable
{
    private RawTdsClient _client = RawTdsClient.Login(login);

    private bool IsCursor => mode is MatrixMode.Cursor or MatrixMode.PreparedCursor;

    private bool IsBatch => mode is MatrixMode.Batch or MatrixMode.OldBatch or MatrixMode.LongBatch;

    /// <summary>Whether the mode can send the entry at all.</summary>
    public bool CanRun(MatrixCase entry) => mode switch
    {
        MatrixMode.Batch => true,
        MatrixMode.OldBatch => entry.Values is null,
        MatrixMode.LongBatch => entry.Values is null && !entry.IsWhole,
        MatrixMode.Cursor or MatrixMode.PreparedCursor => entry.IsQuery,
        _ => !entry.IsBatchOnly,
    };

    /// <summary>Runs the statements up to the first error; all but the last as batches.</summary>
    public IReadOnlyList<StepOutcome> Run(MatrixCase entry, IReadOnlyList<string> steps)
    {
        var outcomes = new List<StepOutcome>();
        for (var i = 0; i < steps.Count && !(outcomes.Count > 0 && outcomes[^1].IsError); i++)
        {
            var sql = steps[i].Replace("{base}", schema, StringComparison.Ordinal).Replace("{db}", login.Database, StringComparison.Ordinal);
            outcomes.Add(RunStep(entry, sql, isLast: i == steps.Count - 1));
        }

        if (steps.Count > 1 || entry.IsSession)
            Renew();
        return outcomes;
    }

    public void Dispose() => _client.Dispose();

    private StepOutcome RunStep(MatrixCase entry, string sql, bool isLast)
    {
        try
        {
            var answers = isLast ? Send(entry, sql) : [_client.Batch(sql)];
            return Read(answers, isLast ? 0 : -1);
        }
        catch (Exception e) when (e is IOException or TimeoutException or ArgumentOutOfRangeException or InvalidDataException)
        {
            Renew();
            return new StepOutcome([], StepOutcome.Lost, $"{e.GetType().Name}: {e.Message}");
        }
    }

    private void Renew()
    {
        _client.Dispose();
        _client = RawTdsClient.Login(login);
    }

    private List<TdsAnswer> Send(MatrixCase entry, string sql) => mode switch
    {
        MatrixMode.LongBatch => [_client.Batch($"SELECT 'before' AS b; {sql}; SELECT 'behind' AS e")],
        _ when IsBatch && entry.Values is null => [_client.Batch(sql)],
        _ when IsBatch => [_client.Rpc(WithValues(RawTdsRpc.Sql(sql, entry.Definition), entry))],
        MatrixMode.ExecuteSql => [_client.Rpc(entry.Values is null ? RawTdsRpc.Sql(sql) : WithValues(RawTdsRpc.Sql(sql, entry.Definition), entry))],
        MatrixMode.PrepExec => PreparedAtOnce(entry, sql),
        _ when IsCursor => Fetch(entry, sql),
        _ => Prepared(entry, sql),
    };

    private static RawTdsRpc WithValues(RawTdsRpc rpc, MatrixCase entry) => (entry.Values ?? []).Aggregate(rpc, (r, value) => r.Add(value));

    private List<TdsAnswer> Prepared(MatrixCase entry, string sql)
    {
        var prepared = _client.Rpc(new RawTdsRpc(RawTdsRpc.Prepare).Add((int?)null, isOutput: true).Add(entry.Definition).Add(sql).Add(1));
        if (prepared.Errors.Count > 0)
            return [prepared];
        var handle = (int)prepared.Outputs[0].Value!;
        TdsAnswer answer = _client.Rpc(WithValues(new RawTdsRpc(RawTdsRpc.Execute).Add(handle), entry));
        if (!entry.IsWrite && !entry.IsSession && answer.Errors.Count == 0)
            answer = _client.Rpc(WithValues(new RawTdsRpc(RawTdsRpc.Execute).Add(handle), entry));
        _client.Rpc(new RawTdsRpc(RawTdsRpc.Unprepare).Add(handle));
        return [answer];
    }

    private List<TdsAnswer> PreparedAtOnce(MatrixCase entry, string sql)
    {
        var first = _client.Rpc(WithValues(new RawTdsRpc(RawTdsRpc.PrepExec).Add((int?)null, isOutput: true).Add(entry.Definition).Add(sql), entry));
        if (entry.IsWrite || entry.IsSession || first.Errors.Count > 0)
            return [first];
        var handle = (int)first.Outputs[0].Value!;
        var again = _client.Rpc(WithValues(new RawTdsRpc("sp_execute").Add(handle), entry));
        _client.Rpc(new RawTdsRpc("sp_unprepare").Add(handle));
        return [again];
    }

    private RawTdsRpc Open(MatrixCase entry, string sql)
    {
        var isPrepared = mode == MatrixMode.PreparedCursor;
        var open = isPrepared
            ? new RawTdsRpc(RawTdsRpc.CursorPrepExec).Add((int?)null, isOutput: true).Add((int?)null, isOutput: true).Add(entry.Definition).Add(sql)
            : new RawTdsRpc(RawTdsRpc.CursorOpen).Add((int?)null, isOutput: true).Add(sql);
        open = open.Add(entry.Values is not null ? 0x1008 : 8, isOutput: true).Add(1, isOutput: true).Add(0, isOutput: true);
        return entry.Values is null ? open : WithValues(isPrepared ? open : open.Add(entry.Definition), entry);
    }

    private List<TdsAnswer> Fetch(MatrixCase entry, string sql)
    {
        var place = mode == MatrixMode.PreparedCursor ? 1 : 0;
        var opened = _client.Rpc(Open(entry, sql));
        if (opened.Errors.Count > 0 || opened.Outputs.Count <= place || opened.Outputs[place].Value is not int cursor || cursor == 0)
            return [opened];
        List<TdsAnswer> answers = [opened];
        do
            answers.Add(_client.Rpc(new RawTdsRpc(RawTdsRpc.CursorFetch).Add(cursor).Add(2).Add(0).Add(5)));
        while (answers[^1].Rows.Count > 0 && answers[^1].Errors.Count == 0);
        _client.Rpc(new RawTdsRpc(RawTdsRpc.CursorClose).Add(cursor));
        return answers;
    }

    // Columns, rows, messages and counts in their order; of a cursor the columns once, no ROWSTAT and no counts.
    private StepOutcome Read(List<TdsAnswer> answers, int step)
    {
        var lines = new List<string>();
        var isCursor = IsCursor && step == 0;
        foreach (var token in answers.SelectMany(a => a.Tokens))
        {
            switch (token)
            {
                case TdsColumns { Columns: { } columns } when !isCursor || lines.Count == 0:
                    lines.Add("columns " + string.Join(' ', columns.Where(c => !isCursor || c.Name != "ROWSTAT").Select(c => $"{c.Name}:{c.Type}")));
                    break;
                case TdsRow row:
                    lines.Add(StepOutcome.Row + string.Join(" | ", row.Texts.SkipLast(isCursor ? 1 : 0).Select(v => v ?? "NULL")));
                    break;
                case TdsMessage { IsError: true } error:
                    return new StepOutcome(Own(lines), error.Number, error.Text);
                case TdsMessage { IsError: false, Number: 0 } print:
                    lines.Add("message " + print.Text);
                    break;
                case TdsDone { HasCount: true } done when !isCursor:
                    lines.Add($"{done.Count} rows");
                    break;
            }
        }

        return new StepOutcome(Own(lines));
    }

    /// <summary>Without what stands around it in a long batch.</summary>
    private List<string> Own(List<string> lines) => mode != MatrixMode.LongBatch || lines.Count < 3 ? lines
        : lines.Count >= 6 && lines[^2] == "| behind" ? lines[3..^3] : lines[3..];
}
