using NUnit.Framework;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Kit;

/// <summary>The raw client itself, against the server alone: what the other tests lean on.</summary>
public sealed class RawClientTests
{
    [Test]
    public void The_raw_client_speaks_with_the_server(
        [Values] bool tls, [Values] bool compress, [Values] bool deprecateEof)
    {
        using var client = RawMySqlClient.Login(new RawMySqlLogin(Shared.Database.Port)
        {
            Tls = tls,
            Compress = compress,
            Capabilities = MySqlCapability.Usual | MySqlCapability.MultiStatements | MySqlCapability.SessionTrack | (deprecateEof ? MySqlCapability.DeprecateEof : 0),
        });
        Assert.That(client.Scalar("SELECT name FROM customers WHERE customer_id = 7"), Is.EqualTo("customer 7"));
        Assert.That(client.Query("SELECT 1; SELECT 2, NULL").Select(r => r.ToString()), Is.EqualTo(new[] { "1: 1", "2, NULL: 2, NULL" }));
        Assert.That(client.Query("CALL three_results(2)").Count, Is.EqualTo(4));
        Assert.That(client.Error("SELECT * FROM missing").ErrorCode, Is.EqualTo(1146));
        var statement = client.Prepare("SELECT customer_id, name, CAST(? AS DECIMAL(5,2)) FROM customers WHERE customer_id < ? ORDER BY 1");
        Assert.That(client.Execute(statement, "1.5", "3")[0].Texts, Is.EqualTo(new[] { new[] { "1", "customer 1", "1.50" }, ["2", "customer 2", "1.50"] }));
        var columns = client.OpenCursor(statement, "1.5", "5").Columns;
        Assert.That(client.Fetch(statement, columns, 2).Rows, Has.Count.EqualTo(2));
        Assert.That(client.Fetch(statement, columns, 5).Rows, Has.Count.EqualTo(2));
        client.Close(statement);
        Assert.That(client.Scalar($"SELECT LENGTH('{new string('x', 17 << 20)}')"), Is.EqualTo($"{17 << 20}"));
        Assert.That(client.Run("USE d").Changes.Select(c => c.Type), Has.Some.EqualTo((byte)1));
    }
}
