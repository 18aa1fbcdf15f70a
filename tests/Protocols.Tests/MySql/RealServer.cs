using System.Globalization;
using ProxyDb.TestKit.MySql;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Protocols.Tests.MySql;

/// <summary>One MariaDB for the tests of this protocol, started by the first that needs it.</summary>
[SetUpFixture]
public sealed class RealServer
{
    private static readonly Lazy<MariaDbServer> Server = new(Start);

    public static int Port => Server.Value.Port;

    [OneTimeTearDown]
    public void Stop()
    {
        if (Server.IsValueCreated)
        {
            Server.Value.Dispose();
        }
    }

    private static MariaDbServer Start()
    {
        var server = MariaDbServer.Start(new MariaDbOptions
        {
            Settings = new Dictionary<string, string> { ["max_allowed_packet"] = "128M", ["local_infile"] = "1" },
        });
        using var client = RawMySqlClient.Login(server.Port);
        client.Run("CREATE TABLE numbers (n int PRIMARY KEY, word varchar(20), amount decimal(10,2), at datetime(6), big longblob)");
        for (var i = 1; i <= 50; i++)
        {
            client.Run(string.Create(
                CultureInfo.InvariantCulture, $"INSERT INTO numbers VALUES ({i}, 'word {i}', {i}.50, '2026-01-{(i % 28) + 1:00} 12:00:00.25', NULL)"));
        }

        client.Run("CREATE TABLE loaded (line varchar(100))");
        client.Run("CREATE PROCEDURE three() BEGIN SELECT 1 AS a; SELECT 2 AS b, 'x' AS c; UPDATE numbers SET word = word WHERE n < 3; END");
        client.Run("CREATE PROCEDURE out_of(OUT p int) BEGIN SELECT 7; SET p = 42; END");
        client.Run("CREATE PROCEDURE fails_inside() BEGIN START TRANSACTION; UPDATE numbers SET word = 'lost' WHERE n = 50; SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'; END");
        return server;
    }
}
