using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.Samples.TdsServer.Sql;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Matrix;

/// <summary>
/// Versions, packet sizes, option flags, features and encryption, each with every other: batches, calls, prepared statements, cursors and
/// transactions. What the client sees, to the token and the packet, is what it sees of the server alone.
/// </summary>
public sealed class CapabilityMatrixTests : GatewayFixture
{
    private const uint V71 = 0x71000001, V72 = 0x72090002, V73A = 0x730A0003, V73B = 0x730B0003, V74 = 0x74000004;
    private const byte LoginOnly = 0, Full = 1, None = 2;

    private ProxyDbProcess _gateway = null!;

    [OneTimeSetUp]
    public void StartGateway() =>
        _gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.Tds(Shared.Database.Port) with { PoolSize = 4, ListenerTls = "login-only" });

    [OneTimeTearDown]
    public void StopGateway() => _gateway?.Dispose();

    [Test]
    public void A_client_of_any_kind_sees_what_it_sees_directly(
        [Values(V71, V72, V73A, V73B, V74)] uint version, [Values(512, 4096, 8000, 32767)] int packetSize)
    {
        foreach (var flags in (byte[])[0x03, 0x01])
        {
            foreach (var hasUtf8 in version == V74 ? (bool[])[false, true] : [false])
            {
                var login = new RawTdsLogin(Shared.Database.Port) { Version = version, PacketSize = packetSize, Flags2 = flags, Features = hasUtf8 ? [(0x0A, [1])] : [] };
                foreach (var encryption in (byte[])[None, Full, LoginOnly])
                {
                    var direct = Play(login with { Encryption = encryption });
                    var through = Play(login with { Encryption = encryption, Port = _gateway.Port });
                    Assert.That(through, Is.EqualTo(direct), $"flags {flags}, utf8 {hasUtf8}, encryption {encryption}");
                }
            }
        }
    }

    private static List<string> Play(RawTdsLogin login)
    {
        using var client = RawTdsClient.Login(login);
        var seen = new List<string> { client.LoginAnswer.ToString() };
        foreach (var sql in (string[])
        [
            "SELECT customer_id, name FROM dbo.customers WHERE customer_id < 4 ORDER BY 1", "SELECT 1 AS a SELECT 2 AS b, NULL AS c PRINT 'said'", "EXEC dbo.three_results 2",
            "SELECT * FROM dbo.missing", "UPDATE dbo.customers SET email = email WHERE customer_id < 3", "SELECT REPLICATE(CAST(N'x' AS nvarchar(max)), 40000) AS x",
            "SELECT CAST('2026-01-02' AS date) AS d, CAST('2026-01-02 03:04:05.1234567' AS datetime2) AS t, CAST(1.25 AS decimal(10,2)) AS n, CAST(N'<a/>' AS xml) AS x, NULL AS z",
            "SELECT id, w, n FROM dbo.korean ORDER BY id", "BEGIN TRANSACTION", "INSERT INTO dbo.journal (mark, who) VALUES (N'matrix', N'matrix')", "ROLLBACK", "SELECT 1 / 0 AS n",
        ])
            seen.Add(Seen(client.Batch(sql)));
        Calls(client, seen);
        if (login.Version != V71)
        {
            seen.Add(Seen(client.Transaction(5, isolation: 2)));
            seen.Add(Seen(client.Batch("SELECT @@TRANCOUNT AS n")));
            seen.Add(Seen(client.Transaction(8)));
        }

        seen.Add(Seen(client.Batch("USE d")));
        seen.Add(Seen(client.Batch("SELECT DB_NAME() AS d", 0x08)));
        client.SendAttention();
        seen.Add(Seen(client.Read()));
        return seen;
    }

    private static void Calls(RawTdsClient client, List<string> seen)
    {
        seen.Add(Seen(client.Rpc(RawTdsRpc.Sql("SELECT @a AS a, @t AS t", "@a int, @t nvarchar(50)").Add(7, name: "@a").Add("한글", name: "@t"))));
        seen.Add(Seen(client.Rpc(RawTdsRpc.Sql("SELECT LEN(@t) AS n", "@t nvarchar(max)").Add(new string('가', 20_000), name: "@t"))));
        seen.Add(Seen(client.Rpc(RawTdsRpc.Sql("SELECT 1 AS a"), RawTdsRpc.Sql("SELECT 2 AS b"))));
        seen.Add(Seen(client.Rpc(new RawTdsRpc("dbo.in_and_out").Add(1, name: "@a").Add(2, isOutput: true, name: "@b").Add("@c", SqlType.NVarChar(20), null, isOutput: true))));
        var prepared = client.Rpc(new RawTdsRpc(RawTdsRpc.PrepExec).Add((int?)null, isOutput: true).Add("@id int").Add("SELECT name FROM dbo.customers WHERE customer_id = @id").Add(1, name: "@id"));
        seen.Add(Seen(prepared));
        var handle = (int)prepared.Outputs[0].Value!;
        seen.Add(Seen(client.Rpc(new RawTdsRpc(RawTdsRpc.Execute).Add(handle).Add(2, name: "@id"))));
        // Columns may be left out of the answer to fNoMetaData; the gateway, which reads every row, does not leave them out.
        seen.Add(string.Join('\n', client.Rpc(new RawTdsRpc(RawTdsRpc.Execute) { Flags = 2 }.Add(handle).Add(3, name: "@id")).Tokens.Where(t => t is not TdsColumns)));
        seen.Add(Seen(client.Rpc(new RawTdsRpc(RawTdsRpc.Unprepare).Add(handle))));
        var cursor = client.Rpc(new RawTdsRpc(RawTdsRpc.CursorOpen).Add((int?)null, isOutput: true).Add("SELECT customer_id FROM dbo.customers ORDER BY 1").Add(8, isOutput: true).Add(1, isOutput: true).Add(0, isOutput: true));
        seen.Add(Seen(cursor));
        handle = (int)cursor.Outputs[0].Value!;
        seen.Add(Seen(client.Rpc(new RawTdsRpc(RawTdsRpc.CursorFetch).Add(handle).Add(2).Add(0).Add(3))));
        seen.Add(Seen(client.Rpc(new RawTdsRpc(RawTdsRpc.CursorClose).Add(handle))));
    }

    // Which numbers handles have is the gateway's; where a packet ends is the server's while nothing is left out.
    private static string Seen(TdsAnswer answer) =>
        string.Join('\n', answer.Tokens.Select(t => t is TdsReturnValue { Name: "", Value: int } value ? $"RETURNVALUE {value.Ordinal}" : t.ToString()))
        + $"\n{string.Join(',', answer.Packets.Select(p => $"{p.Length}:{p.Status}"))}";
}
