using System.Net.Sockets;
using System.Text;
using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.BypassClasses;

/// <summary>
/// An analyst under masks and a row filter, a reader who may only select, and tables denied to both. One test for each class of bypass
/// that TDS and T-SQL can show, numbered and named as in the table of bypass classes of the design's access-control reference. Every payload that a
/// client of either receives is searched for what is hidden.
/// </summary>
public abstract class BypassFixture : GatewayFixture
{
    protected const string MaskedFirst = BypassSchema.MaskedFirst;
    protected const string Masked = "SELECT resident_no FROM customers ORDER BY customer_id";
    protected const string Steal = "SELECT amount FROM payroll";

    /// <summary>ProxyDb's own refusal.</summary>
    protected const int Refused = 229;

    protected static readonly TdsAnswer Ended = new([new TdsMessage(0xAA, -1, 0, 20, "the connection has ended", "", "", 0)], []);

    protected static RawTdsLogin AnalystLogin =>
        new(BypassServer.Gateway.Port) { User = BypassPolicy.Analyst, Password = BypassPolicy.Password, Database = BypassSchema.Database };

    protected static RawTdsLogin PoolOfOneLogin => AnalystLogin with { Port = BypassServer.PoolOfOne.Port };

    /// <summary>What was received since the last search, of all clients.</summary>
    private readonly MemoryStream _received = new();

    [OneTimeSetUp]
    public void StartServers() => _ = BypassServer.Gateway;

    [SetUp]
    public void ForgetReceived() => _received.SetLength(0);

    protected RawTdsClient Analyst() => Watched(AnalystLogin);

    protected RawTdsClient Reader() => Watched(AnalystLogin with { User = BypassPolicy.Reader });

    /// <summary>As the service login itself, without ProxyDb.</summary>
    protected static RawTdsClient Direct() => RawTdsClient.Login(
        new RawTdsLogin(BypassServer.Database.Port) { User = BypassSchema.Service, Password = BypassSchema.ServicePassword, Database = BypassSchema.Database });

    protected static string? Superuser(string sql)
    {
        using var direct = Direct();
        return direct.Run(sql).Rows is [var row, ..] ? row.Texts[0] : null;
    }

    /// <summary>A client whose every payload is searched.</summary>
    protected RawTdsClient Watched(RawTdsLogin login)
    {
        var client = Login(login);
        Watch(client);
        return client;
    }

    protected void Watch(RawTdsClient client) => client.PayloadRead = p => _received.Write(p);

    protected TdsAnswer Ask(RawTdsClient client, string sql) => Answer(() => client.Batch(sql), sql);

    protected TdsAnswer Ask(RawTdsClient client, params RawTdsRpc[] calls) =>
        Answer(() => client.Rpc(calls), string.Join("; ", calls.Select(c => $"{c.Name}{c.Id}")));

    /// <summary>What the client receives, an end of the connection as an error, and nothing of what is hidden in it.</summary>
    protected TdsAnswer Answer(Func<TdsAnswer> ask, string because)
    {
        TdsAnswer answer;
        try
        {
            answer = ask();
        }
        catch (IOException end) when (end is EndOfStreamException || end.InnerException is SocketException { SocketErrorCode: not SocketError.TimedOut and not SocketError.WouldBlock })
        {
            answer = Ended;
        }

        AssertHidden(because);
        return answer;
    }

    /// <summary>Nothing of what is hidden is in what was received since the last call.</summary>
    protected void AssertHidden(string because)
    {
        var payload = _received.ToArray();
        _received.SetLength(0);
        foreach (var (name, bytes) in BypassSchema.Secrets)
        {
            Assert.That(
                payload.AsSpan().IndexOf(bytes) < 0 || because.Contains(name, StringComparison.Ordinal), Is.True,
                () => $"{name} is shown by {because}: {Encoding.Unicode.GetString(payload)} {Encoding.Latin1.GetString(payload)}");
        }
    }

    /// <summary>Refused by ProxyDb with one error, and not a row.</summary>
    protected void AssertDenied(TdsAnswer answer, string because)
    {
        Assert.That(answer.Errors.Select(e => e.Number), Is.EqualTo(new[] { Refused }), $"{because}: {answer}");
        Assert.That(answer.Rows, Is.Empty, because);
        Assert.That(answer.Outputs.Select(o => o.Value), Is.All.Null, because);
    }

    protected void AssertDenied(RawTdsClient client, string sql) => AssertDenied(Ask(client, sql), sql);

    /// <summary>Refused by ProxyDb or by the server, and not a row.</summary>
    protected static void AssertFails(TdsAnswer answer, string because)
    {
        Assert.That(answer.Errors, Is.Not.Empty, $"{because}: {answer}");
        Assert.That(answer.Rows, Is.Empty, $"{because}: {answer}");
    }

    protected void AssertFails(RawTdsClient client, string sql) => AssertFails(Ask(client, sql), sql);

    /// <summary>Allowed, with these values of the first column of the last result.</summary>
    protected void AssertAnswers(RawTdsClient client, string sql, params string?[] values)
    {
        var answer = Ask(client, sql);
        Assert.That(answer.Errors.Select(e => e.ToString()), Is.Empty, sql);
        Assert.That(answer.Sets is [.., var last] ? last.Select(r => r[0]) : null, Is.EqualTo(values), sql);
    }

    /// <summary>The first value of an answer; null when it is an error or without rows.</summary>
    protected string? One(RawTdsClient client, string sql) => Ask(client, sql) is { Errors.Count: 0, Rows: [var row, ..] } ? row.Texts[0] : null;

    /// <summary>Whether the server has seen a request with the mark in it.</summary>
    protected static bool HasArrived(string mark) => BypassServer.Database.Received.Any(r => r.ToString().Contains(mark, StringComparison.Ordinal));

    /// <summary>The batch bytes behind ALL_HEADERS as they are.</summary>
    protected TdsAnswer AskBytes(RawTdsClient client, byte[] text, string because) => Answer(
        () =>
        {
            client.Send(1, [.. client.Headers(), .. text]);
            return client.Read();
        },
        because);

    protected static byte[] Utf16(string text) => Encoding.Unicode.GetBytes(text);
}
