using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.BypassClasses;

/// <summary>
/// An analyst under masks and a row filter, a reader who may only select, and tables denied to both. One test for each class of bypass
/// that MySQL can show, numbered and named as in the table of bypass classes of the design's access-control reference. Every payload that a
/// client of either receives is searched for what is hidden.
/// </summary>
public abstract class BypassFixture : GatewayFixture
{
    protected const string MaskedFirst = BypassSchema.MaskedFirst;
    protected const string Masked = "SELECT resident_no FROM customers ORDER BY customer_id";
    protected const string Steal = "SELECT amount FROM payroll";

    /// <summary>ProxyDb's own refusal.</summary>
    protected const int Refused = 1142;

    protected static readonly MySqlResult Ended = new() { ErrorCode = -1, Message = "the connection has ended" };

    protected static RawMySqlLogin AnalystLogin => new(BypassServer.Gateway.Port, BypassPolicy.Analyst, BypassPolicy.Password, BypassSchema.Database);

    protected static RawMySqlLogin DirectLogin => new(Shared.Database.Port, BypassSchema.Service, BypassSchema.ServicePassword, BypassSchema.Database);

    [OneTimeSetUp]
    public void StartServers() => _ = BypassServer.Gateway;

    protected RawMySqlClient Analyst() => Watched(AnalystLogin);

    protected RawMySqlClient Reader() => Watched(AnalystLogin with { User = BypassPolicy.Reader });

    /// <summary>As the service login itself, without ProxyDb.</summary>
    protected RawMySqlClient Direct() => Login(DirectLogin);

    protected static string Superuser(string sql) => Shared.Database.Sql(sql, BypassSchema.Database);

    /// <summary>A gateway with one backend that looks at the catalog each second.</summary>
    protected static ProxyDbProcess PoolOfOneGateway => BypassServer.PoolOfOneGateway;

    /// <summary>A client whose every payload is searched.</summary>
    protected RawMySqlClient Watched(RawMySqlLogin login)
    {
        var client = Login(login);
        client.Packets.PayloadRead = p => Received.Add(p);
        return client;
    }

    /// <summary>Payloads received since the last search.</summary>
    protected List<byte[]> Received { get; } = [];

    /// <summary>Runs the text by COM_QUERY and looks for what is hidden.</summary>
    protected IReadOnlyList<MySqlResult> Ask(RawMySqlClient client, string sql) => Answer(() => client.Query(sql), sql);

    /// <summary>Prepares, executes and closes; an error of either is the answer.</summary>
    protected IReadOnlyList<MySqlResult> AskPrepared(RawMySqlClient client, string sql) => Answer(
        () =>
        {
            var statement = client.Prepare(sql);
            var answer = client.Execute(statement, [.. statement.Parameters.Select(_ => "1")]);
            client.Close(statement);
            return answer;
        },
        sql);

    /// <summary>What the client receives, an end of the connection as an error, and nothing of what is hidden in it.</summary>
    protected IReadOnlyList<MySqlResult> Answer(Func<IReadOnlyList<MySqlResult>> ask, string because)
    {
        IReadOnlyList<MySqlResult> answer;
        try
        {
            answer = ask();
        }
        catch (RawMySqlException error)
        {
            answer = [new MySqlResult { ErrorCode = error.Code, SqlState = error.SqlState, Message = error.Message }];
        }
        catch (IOException end) when (end is EndOfStreamException || end.InnerException is System.Net.Sockets.SocketException { SocketErrorCode: not System.Net.Sockets.SocketError.TimedOut and not System.Net.Sockets.SocketError.WouldBlock })
        {
            answer = [Ended];
        }

        AssertHidden(because);
        return answer;
    }

    /// <summary>Nothing of what is hidden is in what was received since the last call.</summary>
    protected void AssertHidden(string because)
    {
        foreach (var payload in Received)
        {
            foreach (var (name, bytes) in BypassSchema.Secrets)
                Assert.That(payload.AsSpan().IndexOf(bytes) < 0 || because.Contains(name, StringComparison.Ordinal), Is.True, () => $"{name} is shown by {because}: {System.Text.Encoding.Latin1.GetString(payload)}");
        }

        Received.Clear();
    }

    /// <summary>Refused by ProxyDb, and not a row.</summary>
    protected void AssertDenied(RawMySqlClient client, string sql)
    {
        var answer = Ask(client, sql);
        Assert.That(answer[^1].ErrorCode, Is.EqualTo(Refused), $"{sql}: {string.Join("; ", answer)}");
        Assert.That(answer, Has.Count.EqualTo(1), sql);
    }

    /// <summary>Refused by ProxyDb or by the server, and not a row.</summary>
    protected void AssertFails(RawMySqlClient client, string sql)
    {
        var answer = Ask(client, sql);
        Assert.That(answer[^1].IsError, Is.True, $"{sql}: {string.Join("; ", answer)}");
        Assert.That(answer.Sum(r => r.Rows.Count), Is.Zero, sql);
    }

    /// <summary>Allowed, with these values of the first column.</summary>
    protected void AssertAnswers(RawMySqlClient client, string sql, params string?[] values)
    {
        var answer = Ask(client, sql);
        Assert.That(answer[^1].IsError, Is.False, $"{sql}: {answer[^1]}");
        Assert.That(answer[^1].Texts.Select(r => r[0]), Is.EqualTo(values), sql);
    }

    /// <summary>The first value of an answer; null when it is an error.</summary>
    protected string? One(RawMySqlClient client, string sql) => Ask(client, sql)[^1] is { Rows.Count: > 0 } result ? result.Texts[0][0] : null;

    /// <summary>A COM_QUERY of bytes as they are.</summary>
    protected IReadOnlyList<MySqlResult> AskBytes(RawMySqlClient client, byte[] sql) => Answer(
        () =>
        {
            client.Send([3, .. sql]);
            return client.ReadAnswer();
        },
        System.Text.Encoding.Latin1.GetString(sql));

    protected static bool ShowsPayroll(IReadOnlyList<MySqlResult> answer) =>
        answer.Any(r => r.Rows.Any(row => row.AsSpan().IndexOf("918273645"u8) >= 0));

    protected static byte[] Packet(byte sequence, params byte[] payload) => [(byte)payload.Length, (byte)(payload.Length >> 8), (byte)(payload.Length >> 16), sequence, .. payload];
}
