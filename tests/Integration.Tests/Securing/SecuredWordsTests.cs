using System.Text.Json;
using NUnit.Framework;
using ProxyDb.TestKit.Processes;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.Securing;

/// <summary>What is said of a secured statement: by the server's errors, in the audit, in the metrics.</summary>
public sealed class SecuredWordsTests : SecuringFixture
{
    [Test]
    public void A_statement_that_fails_on_a_value_does_not_quote_it()
    {
        var client = App();
        foreach (var text in new[] { "SELECT resident_no::int FROM customers", "SELECT name::int FROM customers WHERE customer_id = 1" })
        {
            var error = Error(client.Query(text));
            Assert.That(error.SqlState, Is.EqualTo("22P02"), text);
            Assert.That(string.Concat(error.Fields.Values), Does.Not.Contain("900101").And.Not.Contain("customer 1"), text);
            Assert.That(error.Fields.Keys, Is.SubsetOf("SVCMstcdn"), text);
        }

        Assert.That(Error(client.Query("SELECT 'abc'::int")).Fields['M'], Does.Contain("abc"), "a statement under no rule keeps the server's words");
    }

    [Test]
    public void A_violated_constraint_is_named_and_its_key_is_not_told()
    {
        var client = App();
        client.Query("BEGIN");
        var error = Error(client.Query("INSERT INTO journal (mark, who) SELECT 'm', branch_id FROM customers"));
        Assert.That(error.SqlState, Is.EqualTo("23505"));
        Assert.That(error.Fields['M'], Is.EqualTo("duplicate key value violates unique constraint \"journal_mark_key\""));
        Assert.That(error.Fields.ContainsKey('D'), Is.False);
        client.Query("ROLLBACK");
    }

    [Test]
    public void The_audit_holds_the_clients_text_and_what_was_masked_and_filtered()
    {
        var mark = $"m{Guid.NewGuid():N}";
        App().Query($"SELECT name AS {mark} FROM customers WHERE resident_no IS NOT NULL");
        JsonElement record = default;
        Wait.Until(() => TryFind(mark, out record), TimeSpan.FromSeconds(10), () => "the record");
        var text = record.GetProperty("statement").GetProperty("text").GetString()!;
        Assert.That(text, Does.Contain("FROM customers WHERE").IgnoreCase.And.Not.Contain("branch_id"));
        Assert.That(record.GetProperty("decision").GetProperty("masked").EnumerateArray().Select(e => e.GetString()), Is.EqualTo(new[] { "public.customers.resident_no" }));
        Assert.That(record.GetProperty("decision").GetProperty("filtered").EnumerateArray().Select(e => e.GetString()), Is.EqualTo(new[] { "public.customers" }));
        Assert.That(Gateway.Metrics().Sum("proxydb_masked_columns_total"), Is.GreaterThan(0));
    }

    [Test]
    public void The_extended_protocol_keeps_its_place_after_a_refusal()
    {
        var client = App();
        client.Send(Extended("EXPLAIN SELECT resident_no FROM customers"), Sync, Extended("SELECT 1"), Sync);
        Assert.That(Error(client.ReadUntilReady()).SqlState, Is.EqualTo("42501"));
        Assert.That(Values(client.ReadUntilReady()), Is.EqualTo(new[] { "1" }));
    }

    private bool TryFind(string mark, out JsonElement record)
    {
        foreach (var file in Directory.EnumerateFiles(Gateway.AuditDirectory, "*.jsonl"))
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            while (reader.ReadLine() is { } line)
            {
                if (line.Contains(mark, StringComparison.Ordinal))
                {
                    record = JsonDocument.Parse(line).RootElement;
                    return true;
                }
            }
        }

        record = default;
        return false;
    }
}
