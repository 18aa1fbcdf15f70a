using Microsoft.Data.SqlClient;
using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Isolation;

/// <summary>Clients that come, work and close without a word, as all of SQL Server's do: the backend goes back to the pool.</summary>
public sealed class ComingAndGoingTests : GatewayFixture
{
    private const int Clients = 21;

    private static readonly string[] Works =
    [
        "SELECT 1", "BEGIN TRANSACTION INSERT INTO dbo.journal (mark, who) VALUES (N'gone', N'gone')",
        "SET IMPLICIT_TRANSACTIONS ON SELECT COUNT(*) FROM dbo.customers", "CREATE TABLE #left (v int)", "cursor", "begin", "SELECT 1 / 0",
    ];

    [Test]
    public void Clients_that_close_leave_their_backends_to_the_next()
    {
        using var gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.Tds(Shared.Database.Port) with { PoolSize = 2 });
        for (var i = 0; i < Clients; i++)
        {
            using var client = RawTdsClient.Login(gateway.Port);
            Work(client, Works[i % Works.Length]);
        }

        using (var last = RawTdsClient.Login(gateway.Port))
        {
            Assert.That(last.Scalar("SELECT @@TRANCOUNT"), Is.EqualTo("0"));
            Assert.That(last.Scalar("SELECT COUNT(*) FROM dbo.journal WHERE who = N'gone'"), Is.EqualTo("0"), "rolled back");
        }

        Assert.That(gateway.Metrics().Sum("proxydb_pool_opened_total"), Is.LessThanOrEqualTo(2));
    }

    [Test]
    public void Connections_of_sqlclient_that_close_leave_their_backends_to_the_next()
    {
        using var gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.Tds(Shared.Database.Port) with { PoolMode = "session", PoolSize = 2 });
        for (var i = 0; i < Clients; i++)
        {
            using var connection = new SqlConnection($"Server=127.0.0.1,{gateway.Port};User ID=app;Password=app-secret;Database=shop;Pooling=false;Encrypt=false");
            connection.Open();
            var transaction = connection.BeginTransaction();
            using var command = new SqlCommand("SELECT COUNT(*) FROM dbo.customers WHERE customer_id > @id", connection, transaction);
            command.Parameters.AddWithValue("@id", 50);
            Assert.That(command.ExecuteScalar(), Is.EqualTo(50));
        }

        Assert.That(gateway.Metrics().Sum("proxydb_pool_opened_total"), Is.LessThanOrEqualTo(2));
    }

    private static void Work(RawTdsClient client, string work)
    {
        switch (work)
        {
            case "begin":
                client.Transaction(5).OrThrow();
                break;
            case "cursor":
                client.Rpc(new RawTdsRpc(RawTdsRpc.CursorOpen).Add((int?)null, true).Add("SELECT customer_id FROM dbo.customers").Add(1, true).Add(8193, true).Add(0, true)).OrThrow();
                break;
            default:
                client.Batch(work);
                break;
        }
    }
}
