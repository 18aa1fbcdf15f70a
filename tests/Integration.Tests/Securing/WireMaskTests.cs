using System.Text;
using NUnit.Framework;
using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.Securing;

/// <summary>Keyed masks are put on rows as they pass, whatever form and protocol the client asks them in.</summary>
public sealed class WireMaskTests : SecuringFixture
{
    private const string Emails = "SELECT customer_id, email FROM customers WHERE customer_id IN (1, 2) ORDER BY customer_id";

    protected override string Policies => """
        proxydb: policy/v1
        rules:
          - id: hashed-email
            subjects: [any]
            except: ["user:free"]
            effect: mask
            columns: [public.customers.email]
            mask: hash
            applies_to: results

        """;

    [Test]
    public void Every_protocol_and_form_shows_the_same_hash()
    {
        var client = App();
        var simple = Rows(client.Query(Emails));
        Assert.That(simple, Has.Length.EqualTo(2).And.None.Contains("example").And.Unique);
        Assert.That(Rows(Other().Query(Emails)), Is.EqualTo(simple), "one key for all");

        client.Send(Extended(Emails), Sync);
        Assert.That(Rows(client.ReadUntilReady()), Is.EqualTo(simple), "described");

        client.Send(Extended(Emails, binaryResults: true), Sync);
        Assert.That(Rows(client.ReadUntilReady()), Is.EqualTo(simple), "binary: text has one form");

        client.Send(Parse("s", Emails), Bind("", "s"), Execute(), Bind("", "s", true), Execute(), Sync);
        var undescribed = client.ReadUntilReady();
        Assert.That(undescribed.Select(m => m.Kind), Is.EqualTo("12DDC2DDCZ"), "what the gateway asks for itself is not shown");
        Assert.That(Rows(undescribed), Is.EqualTo(simple.Concat(simple)));
        Assert.That(Rows(As("free", "f").Query(Emails)), Has.All.Contains("@example.com"));
    }

    [Test]
    public void Rows_in_pieces_are_masked_and_other_ways_to_them_are_closed()
    {
        var client = App();
        var simple = Rows(client.Query(Emails));
        client.Query("BEGIN");
        client.Send(Parse("", Emails), Bind("p", ""), Execute("p", 1), Execute("p", 1), Sync);
        Assert.That(Rows(client.ReadUntilReady()), Is.EqualTo(simple));
        Assert.That(Error(client.Query("FETCH 1 FROM p")).SqlState, Is.EqualTo("42501"));
        client.Query("ROLLBACK");
        foreach (var way in new[] { $"COPY ({Emails}) TO STDOUT", $"PREPARE x AS {Emails}", $"DECLARE c CURSOR WITH HOLD FOR {Emails}", "SELECT upper(email) FROM customers" })
            Assert.That(Error(client.Query(way)).SqlState, Is.EqualTo("42501"), way);
    }

    private static string[] Rows(IEnumerable<ServerMessage> messages) =>
        [.. messages.Where(m => m.Kind == 'D').Select(m => Encoding.UTF8.GetString(m.Values[1]!))];
}
