using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.Samples.TdsServer.Serving;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Tds;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Recorded;

/// <summary>
/// What real clients have sent goes through a running gateway whose server answers as the recorded one did: the client gets what it was
/// recorded to get, but for acknowledgements of resets that server did not make, and handles of prepared statements, which the gateway numbers.
/// </summary>
[Category("Gateway")]
public sealed class RecordedConversationsTests
{
    /// <summary>Several calls in one message: those are played in process, and in <c>executesql.conversation</c>.</summary>
    private static readonly string[] NotPlayed =
        ["jtds-1.3.1-prep0__params2", "jtds-1.3.1-prep1__params2", "jtds-1.3.1-prep2__params2", "sqlclient-2.1.4__batchedrpc"];

    [Test]
    public void Recorded_clients_get_what_they_were_recorded_to_get()
    {
        if (Folder() is not { } folder)
        {
            Assert.Ignore("the recorded conversations are not there");
            return;
        }

        using var database = SampleTdsServer.Start(new TdsServerOptions { ChecksDescriptors = false }, "appdb", "appdb2");
        using var gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.Tds(database.Port) with
        {
            PoolSize = 2,
            Environment = new Dictionary<string, string> { ["PROXYDB__CLUSTERS__SHOP__CATALOG__POLL"] = "1h" },
        });
        var failures = new List<string>();
        var (sessions, answers, own) = (0, 0, 0);
        foreach (var connection in RecordedConnection.ReadAll(folder).Where(static c => !NotPlayed.Any(c.Name.StartsWith)))
        {
            using var client = RawTdsClient.Login(connection.LoginTo(gateway.Port));
            var player = new RecordedPlayer(connection, database, client);
            if (player.Play() is { } failure)
                failures.Add(failure);
            sessions++;
            answers += player.Answers;
            own += player.Own;
        }

        Assert.That(failures, Is.Empty, $"{failures.Count} of {sessions} sessions\n{string.Join("\n\n", failures.Take(200))}");
        Assert.That((sessions, answers), Is.GreaterThan((150, 1400)), $"{own} of them in part the gateway's own");
    }

    private static string? Folder()
    {
        for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "shared", "captures", "tds") is var path && Directory.Exists(path))
                return path;
        }

        return null;
    }
}
