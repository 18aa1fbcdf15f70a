using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.Isolation;

/// <summary>
/// One client that queries, pipelines, cancels, rolls back and vanishes at random, and throws as soon as a row does not carry its
/// mark or an error is not its own doing.
/// </summary>
internal sealed class RestlessClient(int port, int number)
{
    private readonly Random _random = new(number);
    private RawPostgresClient _client = null!;
    private int _asked;
    private int _rows;

    /// <summary>The number of rows read.</summary>
    public int Run(int rounds)
    {
        Connect();
        for (var round = 0; round < rounds; round++)
        {
            Act(_random.Next(9));
            if (_random.Next(4) == 0)
                Thread.Sleep(_random.Next(4));
        }

        _client.Dispose();
        return _rows;
    }

    private string NextMark() => $"client-{number}-{++_asked}";

    private void Connect() =>
        _client = RawPostgresClient.Login(new RawLogin(port) { Timeout = TimeSpan.FromSeconds(60) });

    private void Act(int choice)
    {
        var mark = NextMark();
        switch (choice)
        {
            case 0:
                Expect(mark, Query($"SELECT '{mark}' FROM generate_series(1, {_random.Next(1, 50)})"));
                break;
            case 1:
                Expect(mark, Extended("SELECT $1::text, pg_sleep(0.001)", false, mark), Sync);
                break;
            case 2:
                Expect(mark, Parse("mine", $"SELECT '{mark}'::text, $1::int"), Bind("", "mine", false, "1"), Execute(), CloseStatement("mine"), Sync);
                break;
            case 3:
                Transaction(mark);
                break;
            case 4:
                Pipeline();
                break;
            case 5:
                CancelOwn(mark);
                break;
            case 6:
                Vanish(mark);
                break;
            case 7:
                ExpectError("22012", Query($"SELECT '{mark}' FROM generate_series(1, 3) i WHERE 1 / (i - 2) < 5"));
                break;
            default:
                Expect(mark, Query($"SELECT '{mark}', repeat('x', {_random.Next(20000)})"));
                break;
        }
    }

    private void Expect(string mark, params byte[][] messages)
    {
        _client.Send(messages);
        Check(mark, _client.ReadUntilReady(), null);
    }

    private void ExpectError(string sqlState, params byte[][] messages)
    {
        _client.Send(messages);
        Check($"client-{number}-{_asked}", _client.ReadUntilReady(), sqlState);
    }

    private void Check(string mark, List<ServerMessage> answer, string? sqlState)
    {
        foreach (var message in answer)
        {
            if (message.Kind == 'D' && message.TextValues[0] != mark)
                throw new InvalidOperationException($"asked for {mark}, got {message}");
            if (message.IsError && message.SqlState != sqlState)
                throw new InvalidOperationException($"asked for {mark}, got {message}");
        }

        _rows += answer.Count(m => m.Kind == 'D');
    }

    private void Transaction(string mark)
    {
        _client.Query("BEGIN");
        Expect(mark, Query($"SELECT '{mark}'"));
        if (_random.Next(2) == 0)
            Thread.Sleep(2);
        Expect(mark, Extended("SELECT $1::text", false, mark), Sync);
        _client.Query(_random.Next(2) == 0 ? "COMMIT" : "ROLLBACK");
    }

    private void Pipeline()
    {
        var marks = Enumerable.Range(0, 4).Select(_ => NextMark()).ToList();
        _client.Send([.. marks.Select(m => Join(Extended("SELECT $1::text", false, m), Sync))]);
        foreach (var mark in marks)
            Check(mark, _client.ReadUntilReady(), null);
    }

    private void CancelOwn(string mark)
    {
        _client.Send(Query($"SELECT '{mark}', pg_sleep(0.01)"));
        if (_random.Next(2) == 0)
            Thread.Sleep(_random.Next(12));
        RawPostgresClient.Cancel(port, _client.ProcessId, _client.Secret);
        Check(mark, _client.ReadUntilReady(), "57014");
    }

    private void Vanish(string mark)
    {
        var bytes = Join(Query("BEGIN"), Extended($"SELECT '{mark}' || $1, pg_sleep(0.002)", false, "x"), Sync);
        _client.SendBytes(bytes.AsSpan(0, _random.Next(1, bytes.Length + 1)));
        if (_random.Next(2) == 0)
            _client.Abort();
        else
            _client.Dispose();
        Connect();
    }
}
