using NUnit.Framework;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.Securing;

/// <summary>What is written to a filtered table must lie inside of the filter, however its value comes.</summary>
public sealed class WriteCheckTests : SecuringFixture
{
    private const string Insert = "INSERT INTO customers (customer_id, name, branch_id) VALUES ($1, 'new', $2)";

    [Test]
    public void A_bound_value_outside_of_the_filter_is_refused_and_one_inside_is_written()
    {
        var client = App();
        client.Query("BEGIN");
        client.Send(Parse("i", Insert, 23, 25), Bind("", "i", false, "9001", "S02"), Execute(), Sync);
        var seen = client.ReadUntilReady();
        Assert.That(seen.Select(m => m.Kind), Is.EqualTo("12CZ"), () => string.Join(" / ", seen));
        client.Send(BindBinary("", "i", false, Int32(9002), "S01"u8.ToArray()), Execute(), Sync);
        Assert.That(client.ReadUntilReady().Select(m => m.Kind), Is.EqualTo("2CZ"));
        client.Send(BindBinary("", "i", false, Int32(9003), "S03"u8.ToArray()), Execute(), Sync);
        var error = Error(client.ReadUntilReady());
        Assert.That(error.SqlState, Is.EqualTo("42501"));
        Assert.That(error.Fields['M'], Does.Contain("`own-branches`").And.Not.Contain("S03"));
        client.Query("ROLLBACK");
    }

    [Test]
    public void A_literal_is_held_against_the_attributes_of_the_session()
    {
        var (app, other) = (App(), Other());
        const string Text = "INSERT INTO customers (customer_id, name, branch_id) VALUES (9010, 'new', 'S03')";
        Assert.That(Error(app.Query(Text)).SqlState, Is.EqualTo("42501"));
        other.Query("BEGIN");
        Assert.That(other.Query(Text).Select(m => m.Kind), Is.EqualTo("CZ"));
        other.Query("ROLLBACK");
    }
}
