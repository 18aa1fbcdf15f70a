using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Gateways;

namespace ProxyDb.Integration.Tests.Denial;

/// <summary>A tag is bound to the column, not to its name: renaming is no way around, and dropping is told and (if asked for) denied.</summary>
public sealed class RenamedTagTests : GatewayFixture
{
    private const string Tagged = """
        proxydb: policy/v1
        tags: {secret: [shop.public.renamed_tag.secret]}
        rules:
          - {id: no-secrets, effect: deny, tags: [secret], actions: [select]}

        """;

    private ProxyDbProcess? _gateway;

    private ProxyDbProcess Gateway => _gateway ?? throw new InvalidOperationException("the fixture has not started");

    [OneTimeSetUp]
    public void StartGateway()
    {
        MakeTable();
        var files = new Dictionary<string, string>(new GatewayOptions(0).Policies) { ["tagged.yaml"] = Tagged };
        _gateway = GatewayUnderTest.StartProxyDb(new GatewayOptions(Shared.Database.Port)
        {
            Policies = files,
            Environment = new Dictionary<string, string> { ["PROXYDB__TAGS__ON_DRIFT"] = "deny" },
        });
    }

    [OneTimeTearDown]
    public void StopGateway()
    {
        _gateway?.Dispose();
        Shared.Database.Psql("DROP TABLE IF EXISTS renamed_tag, renamed_tag_b", "shop");
    }

    [Test]
    public void A_rename_frees_nothing_in_its_transaction_or_after_it_and_a_drop_is_drift()
    {
        var client = Login(Gateway.Port);
        Assert.That(client.Query("SELECT secret FROM renamed_tag")[0].SqlState, Is.EqualTo("42501"));
        Assert.That(client.Scalar("SELECT id FROM renamed_tag"), Is.EqualTo("1"));
        client.Query("BEGIN");
        client.Query("ALTER TABLE renamed_tag RENAME COLUMN secret TO open");
        Assert.That(client.Query("SELECT open FROM renamed_tag")[0].SqlState, Is.EqualTo("42501"), "not committed");
        client.Query("ROLLBACK");
        Assert.That(client.Query("SELECT secret FROM renamed_tag")[0].SqlState, Is.EqualTo("42501"), "rolled back");

        client.Query("ALTER TABLE renamed_tag RENAME COLUMN secret TO open");
        Assert.That(client.Query("SELECT open FROM renamed_tag")[0].SqlState, Is.EqualTo("42501"), "the column has another name");
        client.Query("ALTER TABLE renamed_tag RENAME TO renamed_tag_b");
        Assert.That(client.Query("SELECT open FROM renamed_tag_b")[0].SqlState, Is.EqualTo("42501"), "so has the table");
        Assert.That(client.Scalar("SELECT id FROM renamed_tag_b"), Is.EqualTo("1"));

        client.Query("ALTER TABLE renamed_tag_b DROP COLUMN open");
        var drift = client.Query("SELECT id FROM renamed_tag_b")[0];
        Assert.That(drift.SqlState, Is.EqualTo("42501"));
        Assert.That(drift.ToString(), Does.Contain("is not there any more"));
    }

    private static void MakeTable() => Shared.Database.Psql("""
        SET client_min_messages = error;
        DROP TABLE IF EXISTS renamed_tag, renamed_tag_b;
        CREATE TABLE renamed_tag AS SELECT 1 AS id, 'x'::text AS secret; ALTER TABLE renamed_tag OWNER TO app
        """, "shop");
}
