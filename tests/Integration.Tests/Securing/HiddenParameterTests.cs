using System.Text;
using NUnit.Framework;
using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.Securing;

/// <summary>Attributes reach the server as values behind the client's own, whatever the client asks how.</summary>
public sealed class HiddenParameterTests : SecuringFixture
{
    private const string Branches = "SELECT DISTINCT branch_id FROM customers ORDER BY branch_id";

    private const string One = "SELECT customer_id, resident_no FROM customers WHERE customer_id = $1";

    private static readonly string[] AppSees = ["S01", "S02"];

    [Test]
    public void A_simple_query_sees_the_rows_of_its_user_only()
    {
        Assert.That(Values(App().Query(Branches)), Is.EqualTo(AppSees));
        Assert.That(Values(Other().Query(Branches)), Is.EqualTo(new[] { "S03" }));
        Assert.That(Values(As("free", "f").Query(Branches)), Has.Length.EqualTo(5));
    }

    [Test]
    public void An_extended_query_sees_the_same_in_text_and_binary()
    {
        foreach (var binary in new[] { false, true })
        {
            var client = App();
            client.Send(Extended(One, binary, "1"), Sync);
            var seen = client.ReadUntilReady();
            Assert.That(seen.Single(m => m.Kind == 'D').Values[1], Is.EqualTo(Encoding.ASCII.GetBytes("900101********")), $"binary {binary}");
            client.Send(Extended(One, binary, "3"), Sync);
            Assert.That(client.ReadUntilReady().Any(m => m.Kind == 'D'), Is.False, "a customer of S03");
        }
    }

    [Test]
    public void Binary_parameters_with_one_code_for_all_are_not_mixed_with_the_hidden_one()
    {
        var client = App();
        client.Send(Parse("", One, 23), BindBinary("", "", true, Int32(7)), DescribePortal(""), Execute(), Sync);
        Assert.That(client.ReadUntilReady().Single(m => m.Kind == 'D').Values[0], Is.EqualTo(Int32(7)));
    }

    [Test]
    public void A_described_statement_has_the_clients_parameters_only()
    {
        var client = App();
        client.Send(Parse("s", One), DescribeStatement("s"), Sync);
        var seen = client.ReadUntilReady();
        Assert.That(seen.Single(m => m.Kind == 't').Body, Is.EqualTo((byte[])[.. Int16(1), .. Int32(23)]));
        Assert.That(seen.Select(m => m.Kind), Is.EqualTo("1tTZ"));
    }

    [Test]
    public void Users_with_the_same_rules_share_a_prepared_statement_and_others_do_not()
    {
        var (app, other, free) = (App(), Other(), As("free", "f"));
        foreach (var client in new[] { app, other, free, app })
        {
            client.Send(Parse("s" + client.LocalPort + Guid.NewGuid().ToString("N")[..4], Branches), Sync);
            Assert.That(client.ReadUntilReady().Select(m => m.Kind), Is.EqualTo("1Z"));
        }

        Assert.That(Values(Prepared(app)), Is.EqualTo(AppSees));
        Assert.That(Values(Prepared(other)), Is.EqualTo(new[] { "S03" }));
        Assert.That(Values(Prepared(free)), Has.Length.EqualTo(5));

        static List<ServerMessage> Prepared(RawPostgresClient client)
        {
            client.Send(Parse("again", Branches), Bind("", "again"), Execute(), Sync);
            return client.ReadUntilReady();
        }
    }

    [Test]
    public void A_pipeline_of_two_users_statements_keeps_each_answer_its_own()
    {
        var client = App();
        client.Send(
            Parse("p", One), Bind("", "p", false, "1"), Execute(), Bind("", "p", false, "2"), Execute(), Bind("", "p", false, "3"), Execute(),
            Bind("", "p", true, "6"), DescribePortal(""), Execute(), Sync);
        Assert.That(client.ReadUntilReady().Select(m => m.Kind), Is.EqualTo("12DC2DC2C2TDCZ"));
    }

    [Test]
    public void A_streamed_Bind_of_megabytes_gets_its_hidden_value_at_the_right_place()
    {
        var client = App();
        var much = new string('x', 3 << 20);
        client.Send(Parse("", "SELECT customer_id, length($2), length($3) FROM customers WHERE customer_id = $1"), Bind("", "", false, "1", much, "abc"), Execute(), Sync);
        Assert.That(Values(client.ReadUntilReady()), Is.EqualTo(new[] { "1|3145728|3" }));
    }

    [Test]
    public void A_user_without_the_attribute_is_refused_with_its_name_and_the_rule()
    {
        var error = Error(As("plain", "p").Query(Branches));
        Assert.That(error.SqlState, Is.EqualTo("42501"));
        Assert.That(error.Fields['M'], Does.Contain("`branches`").And.Contain("`own-branches`"));
    }

    [Test]
    public void Errors_never_speak_of_the_hidden_parameter()
    {
        var client = App();
        client.Send(Parse("", "SELECT name FROM customers WHERE customer_id = $1 AND nosuch = $2"), Sync);
        var error = Error(client.ReadUntilReady());
        Assert.That(error.SqlState, Is.EqualTo("42703"));
        Assert.That(error.Fields['M'], Is.EqualTo("column \"nosuch\" does not exist"));

        client.Send(Parse("", One), Bind("", "", false, "1", "2"), Sync);
        Assert.That(Error(client.ReadUntilReady()).Fields['M'], Does.EndWith("requires 1"));

        client.Send(Parse("", One), Bind("", "", false, "not a number"), Sync);
        error = Error(client.ReadUntilReady());
        Assert.That(error.SqlState, Is.EqualTo("22P02"));
        Assert.That(string.Concat(error.Fields.Values), Does.Not.Contain("$").And.Not.Contain("branch"));
    }

    [Test]
    public void A_client_encoding_other_than_UTF8_carries_the_same_values()
    {
        var client = Login(new RawLogin(Gateway.Port) { Parameters = [("client_encoding", "LATIN1")] });
        Assert.That(Values(client.Query(Branches)), Is.EqualTo(AppSees));
    }
}
