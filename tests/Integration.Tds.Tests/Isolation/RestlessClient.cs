using System.Text;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Isolation;

/// <summary>
/// One client that asks, prepares, opens cursors, stops, rolls back, resets and vanishes at random, and throws as soon as a row does not
/// carry its mark or an error is not its own doing.
/// </summary>
internal sealed class RestlessClient(int port, int number)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Random _random = new(number);
    private RawTdsClient _client = null!;
    private int _asked;
    private int _rows;

    /// <summary>The number of rows read.</summary>
    public int Run(int rounds)
    {
        Connect();
        for (var round = 0; round < rounds; round++)
        {
            Act(_random.Next(12));
            if (_random.Next(4) == 0)
                Thread.Sleep(_random.Next(4));
        }

        _client.Dispose();
        return _rows;
    }

    private string NextMark() => $"client-{number}-{++_asked}";

    private void Connect() => _client = RawTdsClient.Login(new RawTdsLogin(port) { Timeout = Patience });

    private void Act(int choice)
    {
        var mark = NextMark();
        switch (choice)
        {
            case 0:
                Check(mark, _client.Batch($"SELECT '{mark}' FROM dbo.customers WHERE customer_id <= {_random.Next(1, 50)}"));
                break;
            case 1:
                Check(mark, _client.Rpc(Select(mark)));
                break;
            case 2:
                Prepared(mark);
                break;
            case 3:
                Transaction(mark);
                break;
            case 4:
                Check(mark, _client.Rpc(Select(mark), Select(mark)));
                break;
            case 5:
                Stop(mark);
                break;
            case 6:
                Vanish(mark);
                break;
            case 7:
                Check(mark, _client.Batch($"SELECT '{mark}', missing_column FROM dbo.customers"), 207);
                break;
            case 8:
                Check(mark, _client.Batch($"SELECT '{mark}'; SELECT '{mark}' FROM dbo.customers WHERE customer_id < 5 SELECT '{mark}'"));
                break;
            case 9:
                Cursor(mark);
                break;
            case 10:
                Check(mark, _client.Batch($"SELECT '{mark}'", 0x08));
                break;
            default:
                Check(mark, _client.Batch($"SELECT '{mark}', REPLICATE(CAST('x' AS varchar(max)), {_random.Next(20000)})"));
                break;
        }
    }

    private RawTdsRpc Select(string mark) =>
        RawTdsRpc.Sql("SELECT @m, customer_id FROM dbo.customers WHERE customer_id <= @n", "@m nvarchar(50), @n int").Add(mark).Add(_random.Next(1, 20));

    private void Check(string mark, TdsAnswer answer, int allowed = 0)
    {
        foreach (var error in answer.Errors)
        {
            if (error.Number != allowed)
                throw new InvalidOperationException($"asked for {mark}, got {error}");
        }

        foreach (var row in answer.Rows)
        {
            if (row.Texts[0] != mark)
                throw new InvalidOperationException($"asked for {mark}, got {row}");
            _rows++;
        }
    }

    private void Prepared(string mark)
    {
        var first = _client.Rpc(new RawTdsRpc(RawTdsRpc.PrepExec).Add(default(int?), isOutput: true).Add("@m nvarchar(50)").Add("SELECT @m, customer_id FROM dbo.customers WHERE customer_id < 4").Add(mark));
        Check(mark, first);
        var handle = (int)first.Outputs[0].Value!;
        for (var i = 0; i < 2; i++)
        {
            var next = NextMark();
            Check(next, _client.Rpc(new RawTdsRpc(RawTdsRpc.Execute).Add(handle).Add(next)));
        }

        if (_random.Next(2) == 0)
            Check(mark, _client.Rpc(new RawTdsRpc(RawTdsRpc.Unprepare).Add(handle)));
    }

    private void Transaction(string mark)
    {
        var isText = _random.Next(2) == 0;
        Check(mark, isText ? _client.Batch("BEGIN TRANSACTION") : _client.Transaction(5));
        Check(mark, _client.Batch($"SELECT '{mark}'"));
        if (_random.Next(2) == 0)
            Thread.Sleep(2);
        Check(mark, _client.Batch($"SELECT '{mark}', COUNT(*) FROM dbo.customers"));
        var commits = _random.Next(2) == 0;
        Check(mark, isText ? _client.Batch(commits ? "COMMIT" : "ROLLBACK") : _client.Transaction(commits ? 7 : 8));
    }

    private void Cursor(string mark)
    {
        var opened = _client.Rpc(new RawTdsRpc(RawTdsRpc.CursorOpen).Add(default(int?), isOutput: true).Add($"SELECT '{mark}', customer_id FROM dbo.customers")
            .Add(8, isOutput: true).Add(1, isOutput: true).Add(0, isOutput: true));
        Check(mark, opened);
        var cursor = (int)opened.Outputs[0].Value!;
        Check(mark, _client.Rpc(new RawTdsRpc(RawTdsRpc.CursorFetch).Add(cursor).Add(2).Add(0).Add(3)));
        Check(mark, _client.Rpc(new RawTdsRpc(RawTdsRpc.CursorClose).Add(cursor)));
    }

    private void Stop(string mark)
    {
        _client.SendBatch($"WAITFOR DELAY '00:00:00.010' SELECT '{mark}'");
        if (_random.Next(2) == 0)
            Thread.Sleep(_random.Next(12));
        _client.SendAttention();
        while (true)
        {
            var answer = _client.Read();
            Check(mark, answer);
            if (answer.IsAttention)
                return;
        }
    }

    private void Vanish(string mark)
    {
        var bytes = RawTdsClient.Packets(1, [.. _client.Headers(), .. Encoding.Unicode.GetBytes($"SELECT '{mark}'")], 512);
        Check(mark, _client.Batch("BEGIN TRANSACTION"));
        _client.SendRaw(bytes.AsSpan(0, _random.Next(1, bytes.Length + 1)));
        _client.Dispose();
        Connect();
    }
}
