using System.Text;
using NUnit.Framework;
using ProxyDb.Host.Audit;
using ProxyDb.Host.Audit.Review;
using ProxyDb.Host.Audit.Sealing;

namespace ProxyDb.Host.Tests.Audit;

/// <summary>The log's disk refuses, and so the spool fills up.</summary>
public sealed class FullSpoolTests
{
    [Test]
    public void Refuse_takes_no_statement_without_room_and_loses_none_it_took()
    {
        using var folder = new AuditFolder();
        var disk = new SmallDisk(20_000);
        using (var trail = folder.Start(disk))
        {
            var taken = Fill(folder, trail.Lane(0));
            Assert.That(taken, Is.GreaterThan(100));
            Until(() => trail.IsFailing);
            Assert.That(folder.Warnings, Has.Some.Contains("free some space"));

            disk.Free(1L << 30);
            Until(() => trail.SpoolBytes == 0);
            Assert.That(folder.Record(trail.Lane(0), "after"), Is.True);
            trail.Seal();
            Assert.That(folder.Texts(), Has.Count.EqualTo(taken + 1).And.Unique);
        }

        Assert.That(Holds(folder), Is.True);
        Assert.That(folder.Records("gap").First().GetProperty("state").GetString(), Is.EqualTo("begins"));
        Assert.That(folder.Records("gap").Last().GetProperty("refused").GetInt64(), Is.GreaterThan(0));
        Assert.That(folder.Records("gap").Sum(g => g.TryGetProperty("lost", out var lost) ? lost.GetInt64() : 0), Is.Zero);
    }

    [Test]
    public void Alarm_lets_statements_go_on_and_counts_each_lost_one()
    {
        using var folder = new AuditFolder();
        folder.Options = folder.Options with { OnFull = AuditFullAction.Alarm };
        var disk = new SmallDisk(20_000);
        const int Count = 30_000;
        using (var trail = folder.Start(disk))
        {
            for (var i = 0; i < Count; i++)
            {
                var session = AuditFolder.NewSession($"s-{i}");
                var opening = new StatementOpening { Session = session, Template = folder.Template, Text = Encoding.UTF8.GetBytes($"SELECT {i}") };
                Assert.That(trail.Lane(0).TryOpen(opening, out var ticket), Is.True);
                trail.Lane(0).Close(ticket, new StatementOutcome { Status = "ok" });
                trail.Lane(0).BeforeSends();
            }

            disk.Free(1L << 30);
            Until(() => trail.SpoolBytes == 0);
        }

        var lost = folder.Records("gap").Sum(g => g.TryGetProperty("lost", out var l) ? l.GetInt64() : 0);
        Assert.That(lost, Is.GreaterThan(0));
        Assert.That(folder.Texts(), Has.Count.EqualTo(Count - lost));
        Assert.That(Holds(folder), Is.True);
    }

    [Test]
    public void A_kill_while_the_disk_is_full_loses_nothing_that_was_taken()
    {
        using var folder = new AuditFolder();
        var trail = folder.Start(new SmallDisk(20_000));
        var taken = Fill(folder, trail.Lane(0));
        trail.Abandon();

        folder.Start().Dispose();
        Assert.That(folder.Texts(), Has.Count.EqualTo(taken).And.Unique);
        Assert.That(Holds(folder), Is.True);
    }

    [Test]
    public void Sealing_onto_a_full_disk_leaves_the_rest_to_the_next_start()
    {
        using var folder = new AuditFolder();
        var trail = folder.Start(new SmallDisk(20_000));
        var taken = Fill(folder, trail.Lane(0));
        trail.Seal();
        Assert.That(folder.Warnings, Has.Some.Contains("the next start seals it"));

        folder.Start().Dispose();
        Assert.That(folder.Texts(), Has.Count.EqualTo(taken).And.Unique);
    }

    [Test]
    public void At_local_max_the_log_takes_no_more()
    {
        using var folder = new AuditFolder();
        folder.Options = folder.Options with { LocalMax = 50_000 };
        using var trail = folder.Start();
        Fill(folder, trail.Lane(0));
        Until(() => trail.IsFailing);
        Assert.That(folder.Files().Sum(f => new FileInfo(f).Length), Is.LessThanOrEqualTo(50_000));
        Assert.That(folder.Warnings, Has.Some.Contains("audit.local_max"));
        trail.Abandon();
    }

    [Test]
    public void One_session_holds_at_most_a_sixteenth_and_leaves_the_rest_to_others()
    {
        using var folder = new AuditFolder();
        using var trail = folder.Start();
        var lane = trail.Lane(0);
        var text = Encoding.UTF8.GetBytes(new string('x', 8000));
        var tickets = new List<AuditTicket>();
        while (lane.TryOpen(folder.Opening(text), out var ticket))
        {
            tickets.Add(ticket);
            lane.BeforeSends();
        }

        Assert.That(tickets.Count * 8000L, Is.InRange(folder.Options.SpoolSize / 16 - 20_000, folder.Options.SpoolSize / 16));
        var other = new StatementOpening { Session = AuditFolder.NewSession("other"), Template = folder.Template, Text = text };
        Assert.That(lane.TryOpen(other, out _), Is.True);
        tickets.ForEach(t => lane.Close(t, new StatementOutcome { Status = "ok" }));
        lane.BeforeSends();
        Until(() => lane.TryOpen(folder.Opening(text), out _));
    }

    /// <summary>Records one session after the other until the spool is full.</summary>
    private static int Fill(AuditFolder folder, IAuditLane lane)
    {
        for (var i = 0; ; i++)
        {
            var opening = new StatementOpening { Session = AuditFolder.NewSession($"s-{i}"), Template = folder.Template, Text = Encoding.UTF8.GetBytes($"SELECT {i}") };
            if (!lane.TryOpen(opening, out var ticket))
            {
                lane.BeforeSends();
                return i;
            }

            lane.BeforeSends();
            lane.Close(ticket, new StatementOutcome { Status = "ok" });
            lane.BeforeSends();
        }
    }

    private static bool Holds(AuditFolder folder)
    {
        using var keys = new VerificationKeys([]);
        return new LogVerifier(keys, []).Verify(LogFileName.List(folder.Options.Directory)).Holds;
    }

    private static void Until(Func<bool> condition)
    {
        for (var i = 0; i < 1000 && !condition(); i++)
        {
            Thread.Sleep(10);
        }

        Assert.That(condition(), Is.True);
    }
}
