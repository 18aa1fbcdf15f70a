using NUnit.Framework;
using ProxyDb.TestKit.Postgres.Raw;
using ProxyDb.TestKit.Processes;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.Securing;

/// <summary>What was prepared, declared or opened stands under the masks and filters in force when it runs.</summary>
public sealed class PreparedUnderRulesTests : SecuringFixture
{
    private const string Branches = "SELECT DISTINCT branch_id FROM customers ORDER BY branch_id";

    private const string Rrn = "SELECT resident_no FROM customers WHERE customer_id = 1";

    [Test]
    public void A_statement_of_PREPARE_runs_for_its_own_user_and_is_described_without_what_was_added()
    {
        var client = App();
        client.Query("PREPARE p AS " + Branches);
        Assert.That(Values(client.Query("EXECUTE p")), Is.EqualTo(new[] { "S01", "S02" }));
        Assert.That(Error(client.Query("SELECT statement FROM pg_prepared_statements")).SqlState, Is.EqualTo("42501"), "the text cannot be read back");
    }

    [Test]
    public void Cursors_and_portals_show_the_rows_of_their_user()
    {
        var client = App();
        client.Query("BEGIN");
        client.Query("DECLARE c CURSOR FOR " + Branches);
        Assert.That(Values(client.Query("FETCH ALL FROM c")), Is.EqualTo(new[] { "S01", "S02" }));
        client.Send(Parse("", Branches), Bind("portal", ""), Execute("portal", 1), Flush);
        client.ReadUntil(m => m.Kind == 's');
        client.Send(Execute("portal", 1), Sync);
        Assert.That(Values(client.ReadUntilReady()), Is.EqualTo(new[] { "S02" }));
        Assert.That(Error(client.Query("FETCH 1 FROM portal")).Fields['M'], Does.Contain("Execute messages"));
        client.Query("ROLLBACK");
    }

    [Test]
    public void A_changed_policy_holds_for_what_was_prepared_before_it()
    {
        var (app, cursor) = (App(), App());
        app.Send(Parse("mine", Rrn), Sync);
        app.ReadUntilReady();
        app.Query("PREPARE sql AS " + Rrn);
        Assert.That(Run(app), Is.EqualTo("900101********"));
        var file = Path.Combine(Gateway.PolicyDirectory, "securing.yaml");
        File.WriteAllText(file, Policy.Replace("keep_first: 6", "keep_first: 2", StringComparison.Ordinal));
        try
        {
            Wait.Until(() => Run(app) == "90************", TimeSpan.FromSeconds(10), () => "the new mask");
            var error = Error(app.Query("EXECUTE sql"));
            Assert.That(error.SqlState, Is.EqualTo("42501"));
            Assert.That(error.Fields['M'], Does.Contain("prepare it again"));
            app.Query("DEALLOCATE sql");
            app.Query("PREPARE sql AS " + Rrn);
            Assert.That(Values(app.Query("EXECUTE sql")), Is.EqualTo(new[] { "90************" }));
        }
        finally
        {
            File.WriteAllText(file, Policy);
            Wait.Until(() => Run(app) == "900101********", TimeSpan.FromSeconds(10), () => "the old mask");
            app.Query("DEALLOCATE ALL");
        }

        static string Run(RawPostgresClient client)
        {
            client.Send(Bind("", "mine"), Execute(), Sync);
            return Values(client.ReadUntilReady()).Single();
        }
    }

    [Test]
    public void Changed_attributes_hold_for_the_next_statement_of_an_open_session()
    {
        var client = Other();
        client.Send(Parse("mine", Branches), Sync);
        client.ReadUntilReady();
        client.Query("PREPARE sql AS " + Branches);
        var users = Path.Combine(Path.GetDirectoryName(Gateway.ConfigurationFile)!, "users.yaml");
        var before = File.ReadAllText(users);
        File.WriteAllText(users, before.Replace("branches: ['S03']", "branches: ['S00', 'S04']", StringComparison.Ordinal));
        try
        {
            Wait.Until(() => Values(client.Query(Branches)) is ["S00", "S04"], TimeSpan.FromSeconds(10), () => "the new attributes");
            client.Send(Bind("", "mine"), Execute(), Sync);
            Assert.That(Values(client.ReadUntilReady()), Is.EqualTo(new[] { "S00", "S04" }));
            Assert.That(Error(client.Query("EXECUTE sql")).Fields['M'], Does.Contain("prepare it again"));
        }
        finally
        {
            File.WriteAllText(users, before);
            Wait.Until(() => Values(client.Query(Branches)) is ["S03"], TimeSpan.FromSeconds(10), () => "the old attributes");
        }
    }

    [Test]
    public void Literals_in_a_text_are_its_own()
    {
        var client = App();
        for (var i = 1; i <= 7; i++)
        {
            var expected = i % 5 is 1 or 2 ? new[] { $"customer {i}" } : [];
            Assert.That(Values(client.Query($"SELECT name FROM customers WHERE customer_id = {i}")), Is.EqualTo(expected), $"{i}");
        }
    }
}
