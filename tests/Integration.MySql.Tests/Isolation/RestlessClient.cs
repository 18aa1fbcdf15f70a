using System.Globalization;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Isolation;

/// <summary>
/// One client that queries, prepares, pipelines, kills, rolls back and vanishes at random, and throws as soon as a row does not carry
/// its mark or an error is not its own doing.
/// </summary>
internal sealed class RestlessClient(int port, int number)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Random _random = new(number);
    private RawMySqlClient _client = null!;
    private int _asked;
    private int _rows;

    /// <summary>The number of rows read.</summary>
    public int Run(int rounds)
    {
        Connect();
        for (var round = 0; round < rounds; round++)
        {
            Act(_random.Next(10));
            if (_random.Next(4) == 0)
                Thread.Sleep(_random.Next(4));
        }

        _client.Dispose();
        return _rows;
    }

    private string NextMark() => $"client-{number}-{++_asked}";

    private void Connect() => _client = RawMySqlClient.Login(new RawMySqlLogin(port) { Timeout = Patience });

    private void Act(int choice)
    {
        var mark = NextMark();
        switch (choice)
        {
            case 0:
                Expect(mark, $"SELECT '{mark}' FROM seq_1_to_{_random.Next(1, 50)}");
                break;
            case 1:
                Expect(mark, $"SELECT '{mark}', SLEEP(0.001)");
                break;
            case 2:
                Prepared(mark);
                break;
            case 3:
                Transaction(mark);
                break;
            case 4:
                Pipeline();
                break;
            case 5:
                KillOwn(mark);
                break;
            case 6:
                Vanish(mark);
                break;
            case 7:
                Check(mark, _client.Query($"SELECT '{mark}', missing_column"), 1054);
                break;
            case 8:
                Expect(mark, $"SELECT '{mark}'; SELECT '{mark}' FROM seq_1_to_5; SELECT '{mark}'");
                break;
            default:
                Expect(mark, $"SELECT '{mark}', REPEAT('x', {_random.Next(20000)})");
                break;
        }
    }

    private void Expect(string mark, string sql) => Check(mark, _client.Query(sql), 0);

    private void Check(string mark, IReadOnlyList<MySqlResult> answer, int allowed)
    {
        foreach (var result in answer)
        {
            if (result.IsError && result.ErrorCode != allowed)
                throw new InvalidOperationException($"asked for {mark}, got {result}");
            if (result.Texts.FirstOrDefault(r => r[0] != mark) is { } foreign)
                throw new InvalidOperationException($"asked for {mark}, got {foreign[0]}");
            _rows += result.Rows.Count;
        }
    }

    private void Prepared(string mark)
    {
        var statement = _client.Prepare($"SELECT ?, seq FROM seq_1_to_{_random.Next(1, 9)}");
        for (var i = 0; i < 2; i++)
        {
            Check(mark, _client.Execute(statement, mark), 0);
            if (_random.Next(2) == 0)
                Thread.Sleep(1);
        }

        if (_random.Next(2) == 0)
        {
            var opened = _client.OpenCursor(statement, mark);
            Check(mark, [_client.Fetch(statement, opened.Columns, 3)], 0);
        }

        _client.Close(statement);
    }

    private void Transaction(string mark)
    {
        _client.Run("BEGIN");
        Expect(mark, $"SELECT '{mark}'");
        if (_random.Next(2) == 0)
            Thread.Sleep(2);
        Expect(mark, $"SELECT '{mark}', COUNT(*) FROM customers");
        _client.Run(_random.Next(2) == 0 ? "COMMIT" : "ROLLBACK");
    }

    private void Pipeline()
    {
        var marks = Enumerable.Range(0, 4).Select(_ => NextMark()).ToList();
        foreach (var mark in marks)
            _client.SendQuery($"SELECT '{mark}'");
        foreach (var mark in marks)
            Check(mark, _client.ReadAnswer(), 0);
    }

    private void KillOwn(string mark)
    {
        _client.SendQuery($"SELECT '{mark}', SLEEP(0.01)");
        if (_random.Next(2) == 0)
            Thread.Sleep(_random.Next(12));
        using (var other = RawMySqlClient.Login(new RawMySqlLogin(port) { Timeout = Patience }))
            other.Query(string.Create(CultureInfo.InvariantCulture, $"KILL QUERY {_client.ConnectionId}"));
        Check(mark, _client.ReadAnswer(), 1317);
    }

    private void Vanish(string mark)
    {
        var bytes = new PacketStream(Stream.Null).Frame(PacketBytes.Of(3).Text($"SELECT '{mark}', SLEEP(0.002)").ToArray());
        _client.Run("BEGIN");
        _client.SendBytes(bytes.AsSpan(0, _random.Next(1, bytes.Length + 1)));
        if (_random.Next(2) == 0)
            _client.Abort();
        else
            _client.Dispose();
        Connect();
    }
}
