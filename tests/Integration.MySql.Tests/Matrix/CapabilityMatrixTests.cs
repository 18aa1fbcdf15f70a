using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Matrix;

/// <summary>
/// CLIENT_DEPRECATE_EOF, compression and TLS on each side of the gateway, independently of the other; several statements, text and
/// binary rows, cursors and session tracking over each. What the client sees is what it sees of the server alone.
/// </summary>
public sealed class CapabilityMatrixTests : GatewayFixture
{
    private CapabilityRelay? _old;
    private readonly Dictionary<string, ProxyDbProcess> _gateways = [];

    public static IEnumerable<TestCaseData> Cells() =>
        from backend in (string[])["plain", "old", "compressed", "tls", "tls compressed"]
        from eof in (bool[])[true, false]
        from compress in (bool[])[false, true]
        from tls in (bool[])[false, true]
        from multi in (bool[])[false, true]
        select new TestCaseData(backend, eof, compress, tls, multi);

    [OneTimeTearDown]
    public void StopGateways()
    {
        foreach (var gateway in _gateways.Values)
            gateway.Dispose();
        _old?.Dispose();
    }

    [TestCaseSource(nameof(Cells))]
    public void Each_side_has_its_own_capabilities(string backend, bool deprecateEof, bool compress, bool tls, bool multiStatements)
    {
        var login = new RawMySqlLogin(Shared.Database.Port)
        {
            Tls = tls,
            Compress = compress,
            Capabilities = MySqlCapability.Usual | MySqlCapability.SessionTrack | (deprecateEof ? MySqlCapability.DeprecateEof : 0) | (multiStatements ? MySqlCapability.MultiStatements : 0),
        };
        Assert.That(Play(login with { Port = Gateway(backend).Port }), Is.EqualTo(Play(login)));
    }

    private ProxyDbProcess Gateway(string backend)
    {
        if (_gateways.TryGetValue(backend, out var running))
            return running;
        var port = backend == "old" ? (_old = new CapabilityRelay(Shared.Database.Port, MySqlCapability.DeprecateEof)).Port : Shared.Database.Port;
        return _gateways[backend] = GatewayUnderTest.StartProxyDb(GatewayOptions.MySql(port) with
        {
            PoolSize = 2,
            ListenerTls = "prefer",
            BackendTls = backend.Contains("tls", StringComparison.Ordinal) ? "require" : "disable",
            Cluster = backend.Contains("compressed", StringComparison.Ordinal) ? ["compression: true"] : [],
        });
    }

    private static List<string> Play(RawMySqlLogin login)
    {
        using var client = RawMySqlClient.Login(login);
        var seen = new List<string>();
        foreach (var sql in (string[])
        [
            "SELECT customer_id, name FROM customers WHERE customer_id < 4 ORDER BY 1", "SELECT 1; SELECT 2, NULL; SELECT 3", "CALL three_results(2)", "SELECT * FROM missing",
            "UPDATE customers SET email = email WHERE customer_id < 3", "SELECT REPEAT('x', 200000)", "BEGIN", "INSERT INTO journal (id, mark) VALUES (999999, 'matrix')", "ROLLBACK", "SELECT CAST('x' AS INT)",
        ])
            seen.AddRange(client.Query(sql).Select(Seen));
        var statement = client.Prepare("SELECT customer_id, name, ? FROM customers WHERE customer_id < 6 ORDER BY 1");
        seen.AddRange(client.Execute(statement, "p").Select(Seen));
        var opened = client.OpenCursor(statement, "c");
        seen.Add($"{opened.Status & 0xc0:x}");
        for (var i = 0; i < 3; i++)
            seen.Add(Fetched(client.Fetch(statement, opened.Columns, 2)));
        client.Close(statement);
        seen.AddRange(client.Query("USE d").SelectMany(r => r.Changes.Where(c => c.Type == 1)).Select(c => System.Text.Encoding.UTF8.GetString(c.Data)));
        seen.Add($"{client.Command(0x0e)}");
        return seen;
    }

    // The gateway's backends track more of their sessions than a client has asked for, and it has its own words for a second statement.
    private static string Seen(MySqlResult result) => result.IsError
        ? $"{result.ErrorCode} {result.SqlState} {(result.ErrorCode == 1064 ? "" : result.Message)}"
        : result.HasColumns ? $"{result} {result.Status & 0x2b:x}"
        : $"OK {result.AffectedRows}, id {result.InsertId > 0}, {result.Warnings} warnings, {result.Info} {result.Status & 0x2b:x}";

    private static string Fetched(MySqlResult part) => $"{part} {part.Status & 0xc0:x}";
}
