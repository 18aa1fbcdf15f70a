using System.Text;
using NUnit.Framework;
using ProxyDb.Host.Audit;
using ProxyDb.Host.Audit.Review;
using ProxyDb.Host.Audit.Sealing;

namespace ProxyDb.Host.Tests.Audit;

public sealed class AuditLoadTests
{
    [Test]
    public void Sixty_four_sessions_on_four_lanes_are_recorded_in_full_and_in_order()
    {
        using var folder = new AuditFolder(loops: 4, spoolSize: 16 << 20);
        folder.Options = folder.Options with { CheckpointRecords = 500, RotateSize = 1 << 20 };
        const int PerSession = 150;
        using (var trail = folder.Start())
        {
            var loops = Enumerable.Range(0, 4).Select(n => new Thread(() => Run(trail.Lane(n), n, folder.Template, PerSession))).ToList();
            loops.ForEach(t => t.Start());
            for (var i = 0; i < 50; i++)
            {
                trail.TryRecord(new AuditEvent("admin", null, [new("call", $"{i}")]));
            }

            loops.ForEach(t => t.Join());
        }

        var records = folder.Records();
        Assert.That(records, Has.Count.EqualTo(64 * PerSession));
        Assert.That(folder.Records("admin"), Has.Count.EqualTo(50));
        foreach (var session in records.GroupBy(r => r.GetProperty("session").GetProperty("id").GetString()))
        {
            var texts = session.Select(r => r.GetProperty("statement").GetProperty("text").GetString());
            Assert.That(texts, Is.EqualTo(Enumerable.Range(0, PerSession).Select(i => $"SELECT {i}")), "order of closing within a session");
        }

        using var keys = new VerificationKeys([]);
        Assert.That(new LogVerifier(keys, []).Verify(LogFileName.List(folder.Options.Directory)).Holds, Is.True);
    }

    [Test]
    public void A_record_in_steady_state_allocates_nothing_on_the_lane()
    {
        using var folder = new AuditFolder(spoolSize: 64 << 20);
        using var trail = folder.Start();
        var lane = trail.Lane(0);
        var sessions = Enumerable.Range(0, 64).Select(i => AuditFolder.NewSession($"s-{i}")).ToArray();
        var tickets = new AuditTicket[64];
        Turns(lane, folder.Template, sessions, tickets, 500);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Turns(lane, folder.Template, sessions, tickets, 500);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static void Turns(IAuditLane lane, AuditTemplate template, AuditSession[] sessions, AuditTicket[] tickets, int count)
    {
        var denied = new StatementOutcome { Status = "denied", Code = "42501"u8 };
        for (var turn = 0; turn < count; turn++)
        {
            for (var i = 0; i < tickets.Length; i++)
            {
                var opening = new StatementOpening { Session = sessions[i], Template = template, Text = "SELECT 1"u8, Server = "pg-a:5432" };
                lane.TryOpen(in opening, out tickets[i]);
                if (i == 0)
                {
                    lane.TryRecord(in opening, in denied);
                }
            }

            lane.BeforeSends();
            for (var i = 0; i < tickets.Length; i++)
            {
                lane.Progress(tickets[i], 1, 1);
                lane.Close(tickets[i], new StatementOutcome { Status = "ok", Rows = 1 });
            }

            lane.BeforeSends();
        }
    }

    private static void Run(IAuditLane lane, int number, AuditTemplate template, int count)
    {
        var sessions = Enumerable.Range(0, 16).Select(i => AuditFolder.NewSession($"lane {number} session {i}")).ToArray();
        var tickets = new AuditTicket[16];
        var random = new Random(number);
        for (var i = 0; i < count; i++)
        {
            var text = Encoding.UTF8.GetBytes($"SELECT {i}");
            for (var s = 0; s < sessions.Length; s++)
            {
                while (!lane.TryOpen(new StatementOpening { Session = sessions[s], Template = template, Text = text }, out tickets[s]))
                {
                    Thread.Sleep(1);
                }
            }

            lane.BeforeSends();
            random.Shuffle(tickets);
            foreach (var ticket in tickets)
            {
                lane.Close(ticket, new StatementOutcome { Status = "ok" });
            }

            lane.BeforeSends();
        }
    }
}
