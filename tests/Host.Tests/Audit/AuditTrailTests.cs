using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using ProxyDb.Host.Audit;

namespace ProxyDb.Host.Tests.Audit;

public sealed class AuditTrailTests
{
    [Test]
    public void A_statement_becomes_a_record_with_the_members_of_the_contract_in_order()
    {
        using var folder = new AuditFolder();
        using (var trail = folder.Start())
        {
            Assert.That(folder.Record(trail.Lane(0), "SELECT 1"), Is.True);
        }

        var record = folder.Records().Single();
        Assert.That(record.EnumerateObject().Select(p => p.Name), Is.EqualTo(new[]
        {
            "v", "seq", "writer", "event", "time", "took_us", "database_us", "opened", "session", "actor", "client", "target", "statement",
            "decision", "subjects", "result", "prev", "hash",
        }));
        Assert.That(record.GetProperty("session").GetRawText(), Is.EqualTo(
            """{"id":"s-2","user":"order-app","auth":"scram-sha-256","tls":"1.3","application":"OrderDS","driver":"PostgreSQL JDBC Driver 42.7","listener":"shop-pg"}"""));
        Assert.That(record.GetProperty("client").GetRawText(), Is.EqualTo("""{"address":"10.1.4.17","port":51234}"""));
        Assert.That(record.GetProperty("target").GetRawText(), Is.EqualTo(
            """{"cluster":"shop","server":"pg-a:5432","database":"shop","pinned":null}"""));
        Assert.That(record.GetProperty("statement").GetRawText(), Is.EqualTo(
            """{"action":"select","shape":"5f2c","text":"SELECT 1","binds":[],"truncated":false,"tables":["public.customers"],"columns":["public.customers.name"],"tags":["pii.rrn"]}"""));
        Assert.That(record.GetProperty("decision").GetRawText(), Is.EqualTo(
            """{"result":"allow","rules":["oltp-tables"],"masked":[],"filtered":[],"shadow":[],"approval":null,"policy":"sha256:00"}"""));
        Assert.That(record.GetProperty("result").GetRawText(), Is.EqualTo(
            """{"status":"ok","code":"00000","rows":1,"affected":0,"bytes":212,"download":false}"""));
        Assert.That(record.GetProperty("time").GetString(), Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}[+-]\d\d:\d\d$"));
        Assert.That(record.GetProperty("took_us").GetInt64(), Is.GreaterThanOrEqualTo(0));
    }

    [Test]
    public void Each_hash_is_the_sha256_of_the_previous_hash_and_the_line_up_to_prev()
    {
        using var folder = new AuditFolder();
        using (var trail = folder.Start())
        {
            folder.Record(trail.Lane(0), "SELECT 'Grüße, 서울'");
        }

        var previous = new string('0', 64);
        foreach (var line in folder.Lines())
        {
            var cut = line.LastIndexOf(",\"prev\":", StringComparison.Ordinal);
            var hash = Convert.ToHexStringLower(SHA256.HashData([.. Convert.FromHexString(previous), .. Encoding.UTF8.GetBytes(line[..cut])]));
            Assert.That(line[cut..], Is.EqualTo($",\"prev\":\"{previous}\",\"hash\":\"{hash}\"}}"));
            previous = hash;
        }

        Assert.That(folder.Lines(), Has.Some.Contains("Grüße, 서울"));
    }

    [Test]
    public void Numbers_run_without_a_gap_over_restarts_and_each_file_names_the_one_before()
    {
        using var folder = new AuditFolder();
        for (var run = 0; run < 3; run++)
        {
            using var trail = folder.Start();
            folder.Record(trail.Lane(0), $"SELECT {run}");
        }

        Assert.That(folder.Texts(), Is.EqualTo(new[] { "SELECT 0", "SELECT 1", "SELECT 2" }));
        var heads = folder.Records("file");
        Assert.That(heads.Select(h => h.GetProperty("starts_chain").GetBoolean()), Is.EqualTo(new[] { true, false, false }));
        Assert.That(heads.Select(h => h.GetProperty("chain").GetString()).Distinct().Count(), Is.EqualTo(1));
        Assert.That(heads[1].GetProperty("previous").GetProperty("hash").GetString(), Is.EqualTo(heads[1].GetProperty("prev").GetString()));
        var seqs = folder.Lines().Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement.GetProperty("seq").GetInt64()).ToList();
        Assert.That(seqs, Is.EqualTo(Enumerable.Range(1, seqs.Count)));
    }

    [Test]
    public void A_denial_is_one_record()
    {
        using var folder = new AuditFolder();
        using (var trail = folder.Start())
        {
            var opening = new StatementOpening { Session = folder.Session, Template = AuditFolder.NewTemplate("deny"), Text = "DROP TABLE a"u8 };
            Assert.That(trail.Lane(0).TryRecord(opening, new StatementOutcome { Status = "denied", Code = "42501"u8 }), Is.True);
            trail.Lane(0).BeforeSends();
        }

        var record = folder.Records().Single();
        Assert.That(record.GetProperty("decision").GetProperty("result").GetString(), Is.EqualTo("deny"));
        Assert.That(record.GetProperty("result").GetProperty("status").GetString(), Is.EqualTo("denied"));
        Assert.That(record.GetProperty("result").GetProperty("code").GetString(), Is.EqualTo("42501"));
        Assert.That(record.GetProperty("target").GetProperty("server").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
    }

    [Test]
    public void Events_come_from_lanes_and_from_any_thread_and_cannot_pose_as_the_head()
    {
        using var folder = new AuditFolder();
        using (var trail = folder.Start())
        {
            Assert.That(trail.Lane(0).TryRecord(new AuditEvent("login", folder.Session, [new("method", "scram"), new("seq", "7")])), Is.True);
            trail.Lane(0).BeforeSends();
            Parallel.For(0, 20, i => trail.TryRecord(new AuditEvent("policy", null, [new("sha256", $"{i}")])));
        }

        var login = folder.Records("login").Single();
        Assert.That(login.GetProperty("method").GetString(), Is.EqualTo("scram"));
        Assert.That(login.GetProperty("x_seq").GetString(), Is.EqualTo("7"));
        Assert.That(login.GetProperty("session").GetProperty("user").GetString(), Is.EqualTo("order-app"));
        Assert.That(folder.Records("policy"), Has.Count.EqualTo(20));
    }

    [Test]
    public void A_long_text_keeps_head_tail_length_and_digest_of_the_whole()
    {
        using var folder = new AuditFolder();
        var text = "SELECT '" + string.Concat(Enumerable.Repeat("가나다", 5000)) + "' -- end";
        using (var trail = folder.Start())
        {
            folder.Record(trail.Lane(0), text);
        }

        var statement = folder.Records().Single().GetProperty("statement");
        var kept = statement.GetProperty("text").GetString()!;
        Assert.That(kept, Does.StartWith("SELECT '가나다").And.EndWith("' -- end").And.Contains("…").And.Not.Contains("\ufffd"));
        Assert.That(Encoding.UTF8.GetByteCount(kept), Is.LessThanOrEqualTo(folder.Options.TextLimit + 3));
        Assert.That(statement.GetProperty("truncated").GetBoolean(), Is.True);
        Assert.That(statement.GetProperty("text_bytes").GetInt32(), Is.EqualTo(Encoding.UTF8.GetByteCount(text)));
        Assert.That(statement.GetProperty("text_sha256").GetString(), Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))));
    }

    [Test]
    public void Without_a_text_the_normalised_one_is_recorded()
    {
        using var folder = new AuditFolder();
        using (var trail = folder.Start())
        {
            folder.Record(trail.Lane(0), "");
        }

        Assert.That(folder.Texts(), Is.EqualTo(new[] { "SELECT name FROM customers WHERE id = $1" }));
    }

    [Test]
    public void Statements_open_over_many_segments_are_carried_and_recorded_once()
    {
        using var folder = new AuditFolder();
        using (var trail = folder.Start())
        {
            var lane = trail.Lane(0);
            var tickets = new AuditTicket[50];
            for (var i = 0; i < tickets.Length; i++)
            {
                Assert.That(lane.TryOpen(folder.Opening(Encoding.UTF8.GetBytes($"long {i} {new string('x', 3000)}")), out tickets[i]), Is.True);
            }

            for (var i = 0; i < 40_000; i++)
            {
                while (!folder.Record(lane, $"short {i}"))
                {
                    Thread.Sleep(5);
                }
            }

            foreach (var ticket in tickets)
            {
                lane.Close(ticket, new StatementOutcome { Status = "ok" });
                lane.Close(ticket, new StatementOutcome { Status = "error" });
            }

            lane.BeforeSends();
        }

        var texts = folder.Texts();
        Assert.That(texts.Count(t => t.StartsWith("long ", StringComparison.Ordinal)), Is.EqualTo(50));
        Assert.That(texts.Count(t => t.StartsWith("short ", StringComparison.Ordinal)), Is.EqualTo(40_000));
        Assert.That(texts.Distinct().Count(), Is.EqualTo(40_050));
    }

    [Test]
    public void Directories_and_files_are_for_the_owner_only()
    {
        using var folder = new AuditFolder();
        folder.Start().Dispose();
        const UnixFileMode rwx = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.That(File.GetUnixFileMode(folder.Options.Directory), Is.EqualTo(rwx));
        Assert.That(File.GetUnixFileMode(folder.Options.SpoolDirectory), Is.EqualTo(rwx));
        Assert.That(File.GetUnixFileMode(folder.Options.StateDirectory), Is.EqualTo(rwx));
        Assert.That(File.GetUnixFileMode(folder.Files()[0]), Is.EqualTo(rwx & ~UnixFileMode.UserExecute));
        Assert.That(folder.Warnings, Has.Some.Contains("signing_key_file"));
    }

    [Test]
    public void A_second_process_cannot_take_the_spool()
    {
        using var folder = new AuditFolder();
        using var trail = folder.Start();
        Assert.That(() => folder.Start(), Throws.TypeOf<AuditFault>().With.Message.Contains("in use by another process"));
    }
}
