using System.Globalization;
using ProxyDb.TestKit.MySql;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Protocols.Tests.MySql.Conversations;

/// <summary>The same commands to a real MariaDB and through a conversation that leases connections to it in turn: the same answers.</summary>
[TestFixture]
public sealed class RealServerTests
{
    private const MySqlCapability Modern = MySqlCapability.DeprecateEof | MySqlCapability.SessionTrack | MySqlCapability.MultiStatements | MySqlCapability.LocalFiles;
    private const MySqlCapability Plain = MySqlCapability.MultiStatements | MySqlCapability.LocalFiles;

    private static IEnumerable<TestCaseData> Matrix()
    {
        MySqlCapability[] sides = [Modern, Plain, Modern & ~MySqlCapability.SessionTrack, Modern & ~MySqlCapability.DeprecateEof];
        return from backend in new[] { Modern, Plain | MySqlCapability.SessionTrack }
               from client in sides
               from piece in new[] { 1 << 16, 7 }
               select new TestCaseData(backend, client, piece)
                   .SetArgDisplayNames(Name(backend), Name(client), piece.ToString(CultureInfo.InvariantCulture));
    }

    private static string Name(MySqlCapability side) =>
        $"{(side.HasFlag(MySqlCapability.DeprecateEof) ? "ok" : "eof")}{(side.HasFlag(MySqlCapability.SessionTrack) ? "+track" : "")}";

    [TestCaseSource(nameof(Matrix))]
    public void Answers_are_those_of_the_server_in_every_shape(MySqlCapability backend, MySqlCapability client, int piece)
    {
        using var direct = RawMySqlClient.Login(new RawMySqlLogin(RealServer.Port) { Capabilities = MySqlCapability.Usual | client });
        using var bridge = new ConversationBridge(RealServer.Port, backend, client, piece: piece);
        foreach (var step in Steps())
        {
            Assert.That(Through(bridge, step.Run), Is.EqualTo(step.Run(direct)), step.Name);
        }

        Assert.That(bridge.Leases, Is.GreaterThan(5));
        Assert.That(bridge.Gateway.OpenRecords, Is.Zero);
        Assert.That(bridge.Fault, Is.Null);
    }

    private static List<string> Through(ConversationBridge bridge, Func<RawMySqlClient, List<string>> run)
    {
        try
        {
            return run(bridge.Client);
        }
        catch (Exception fault) when (fault is IOException)
        {
            return [bridge.Fault?.ToString() ?? fault.ToString()];
        }
    }

    private static IEnumerable<(string Name, Func<RawMySqlClient, List<string>> Run)> Steps()
    {
        string[] texts =
        [
            "SELECT 1", "SELECT n, word FROM numbers ORDER BY n LIMIT 5", "SELECT * FROM numbers WHERE n = 0", "DO 1",
            "UPDATE numbers SET word = CONCAT(word, '') WHERE n < 4", "INSERT INTO numbers(n) VALUES (1)", "SELECT nonsense", "SELEC",
            "SELECT 1; SELECT 2, 3; DO 0", "SELECT 1; INSERT INTO numbers(n) VALUES (1); SELECT 3", "SELECT 1;", "", "-- nothing",
            "CALL three()", "CALL three(); SELECT 5", "SELECT 1/0 FROM numbers LIMIT 1", "SELECT REPEAT('x', 300000)", "USE d; USE shop",
            "BEGIN; SELECT n FROM numbers WHERE n = 1 FOR UPDATE; COMMIT", "CALL out_of(@x); SELECT @x", "SELECT NULL, '', 0x00ff",
        ];
        foreach (var text in texts)
        {
            yield return (text, c => Show(c.Query(text)));
        }

        yield return ("ping", c => [c.Command(0x0e).ToString()]);
        yield return ("init db", c => [Bare(c.Command(0x02, "shop"u8))]);
        yield return ("init db that is not there", c => [Bare(c.Command(0x02, "nowhere"u8))]);
        yield return ("unknown command", c => [c.Command(0x1d).ErrorCode.ToString(CultureInfo.InvariantCulture)]);
        yield return ("field list", FieldList);
        yield return ("prepared", Prepared);
        yield return ("prepared that fails", c => [Fails(() => c.Prepare("SELECT nonsense FROM numbers"))]);
        yield return ("closed", Closed);
        yield return ("cursor", Cursor);
        yield return ("long data", LongData);
        yield return ("many rows", c => Show(c.Query("SELECT a.n, b.word, b.at FROM numbers a, numbers b ORDER BY 1, b.n")));
        yield return ("call prepared", c => Show(c.Execute(c.Prepare("CALL out_of(?)"), "1")));
        yield return ("transaction", Transaction);
    }

    private static List<string> FieldList(RawMySqlClient client)
    {
        client.Send([0x04, .. "numbers\0"u8]);
        return [.. client.ReadRows([], isBinary: false).Rows.Select(r => MySqlColumn.Read(r).ToString())];
    }

    private static List<string> Prepared(RawMySqlClient client)
    {
        var shown = new List<string>();
        var all = Enumerable.Range(0, 5).Select(i => client.Prepare($"SELECT {i}, n, word, amount, at FROM numbers WHERE n IN (?, ?) ORDER BY n")).ToList();
        shown.AddRange(all.Select(s => $"{s.Parameters.Count} {string.Join(", ", s.Columns.Select(c => c.ToString()))}"));
        foreach (var statement in all)
        {
            shown.AddRange(Show(client.Execute(statement, "3", "4")));
        }

        // The types of the first execution hold, whichever backend it is.
        for (var i = 0; i < 10; i++)
        {
            client.SendExecute(all[i % 5], ["1", i % 3 == 0 ? null : "2"], sendTypes: false);
            shown.AddRange(Show(client.ReadAnswer(isBinary: true)));
        }

        return shown;
    }

    private static List<string> Closed(RawMySqlClient client)
    {
        var statement = client.Prepare("SELECT ?");
        client.Close(statement);
        client.SendExecute(statement, ["1"]);
        var answer = client.ReadAnswer(isBinary: true)[0];
        return [$"{answer.ErrorCode} {answer.SqlState}"];
    }

    private static List<string> Cursor(RawMySqlClient client)
    {
        var statement = client.Prepare("SELECT n, word FROM numbers WHERE n > ? ORDER BY n LIMIT 7");
        var opened = client.OpenCursor(statement, "10");
        var shown = new List<string> { $"{opened.Status:x} {opened.Columns.Count}" };
        for (var i = 0; i < 3; i++)
        {
            var rows = client.Fetch(statement, opened.Columns, 3);
            shown.Add($"{rows} {rows.Status:x}");
        }

        shown.Add(client.Fetch(statement, opened.Columns, 3).ErrorCode.ToString(CultureInfo.InvariantCulture));
        client.OpenCursor(statement, "20");
        shown.Add(client.Reset(statement).ToString());
        shown.AddRange(Show(client.Query("SELECT 1")));
        return shown;
    }

    private static List<string> LongData(RawMySqlClient client)
    {
        var statement = client.Prepare("SELECT LENGTH(?), ?");
        client.SendLongData(statement, 0, new string('y', 200_000));
        client.SendLongData(statement, 0, "zz");
        client.Send(PacketBytes.Of(0x17).Int4(statement.Id).Int1(0).Int4(1).Int1(0).Int1(1).Int2(252).Int2(253).LenencText("v").ToArray());
        var shown = Show(client.ReadAnswer(isBinary: true));
        client.SendExecute(statement, ["short", "w"], sendTypes: false);
        shown.AddRange(Show(client.ReadAnswer(isBinary: true)));
        return shown;
    }

    private static List<string> Transaction(RawMySqlClient client)
    {
        var shown = new List<string>();
        foreach (var text in new[] { "BEGIN", "UPDATE numbers SET word = 'changed' WHERE n = 9", "SELECT nonsense", "SELECT word FROM numbers WHERE n = 9", "ROLLBACK", "SELECT word FROM numbers WHERE n = 9" })
        {
            shown.AddRange(Show(client.Query(text)));
        }

        return shown;
    }

    private static string Fails(Func<object> action)
    {
        try
        {
            action();
            return "no failure";
        }
        catch (RawMySqlException failure)
        {
            return failure.Message;
        }
    }

    private static List<string> Show(IReadOnlyList<MySqlResult> results) => [.. results.Select(r => $"{r} {r.Status:x} {r.Warnings}")];

    private static string Bare(MySqlResult result) => $"{result.ErrorCode} {result.Message} {result.Status:x}";
}
