using NUnit.Framework;
using ProxyDb.Host.Audit;
using ProxyDb.Host.Audit.Spool;

namespace ProxyDb.Host.Tests.Audit;

public sealed class SpoolReplayTests
{
    [Test]
    public void After_a_kill_closed_records_are_sealed_and_unanswered_ones_are_unknown()
    {
        using var folder = new AuditFolder();
        var trail = folder.Start(new StuckDisk());
        var lane = trail.Lane(0);
        folder.Record(lane, "closed");
        lane.TryOpen(folder.Opening("unanswered"u8), out var ticket);
        lane.BeforeSends();
        trail.Abandon();

        folder.Start().Dispose();
        var records = folder.Records().ToDictionary(
            r => r.GetProperty("statement").GetProperty("text").GetString()!, r => r.GetProperty("result").GetProperty("status").GetString());
        Assert.That(records, Is.EqualTo(new Dictionary<string, string> { ["closed"] = "ok", ["unanswered"] = "unknown" }));
        Assert.That(ticket.Id, Is.Not.Zero);
    }

    [Test]
    public void What_was_not_written_before_the_kill_does_not_exist()
    {
        using var folder = new AuditFolder();
        var trail = folder.Start();
        trail.Lane(0).TryOpen(folder.Opening("never sent"u8), out _);
        trail.Abandon();

        folder.Start().Dispose();
        Assert.That(folder.Texts(), Is.Empty);
    }

    [Test]
    public void For_every_prefix_of_the_spool_each_committed_record_is_sealed_exactly_once()
    {
        using var source = new AuditFolder();
        var trail = source.Start(new StuckDisk());
        var lane = trail.Lane(0);
        var tickets = new List<AuditTicket>();
        for (var i = 0; i < 6; i++)
        {
            lane.TryOpen(source.Opening(System.Text.Encoding.UTF8.GetBytes($"SELECT {i}")), out var ticket);
            tickets.Add(ticket);
            lane.TryRecord(source.Opening(System.Text.Encoding.UTF8.GetBytes($"denied {i}")), new StatementOutcome { Status = "denied" });
            if (i % 2 == 1)
            {
                lane.Close(tickets[i - 1], new StatementOutcome { Status = "ok" });
            }

            lane.BeforeSends();
        }

        trail.Abandon();
        var segment = Directory.GetFiles(source.Options.SpoolDirectory, "segment-*").Select(File.ReadAllBytes)
            .Single(b => SpoolFormat.TryReadHeader(b, out var h) && h.Lane == 0);
        var ends = RecordEnds(segment, out var openings, out var closes);

        foreach (var length in Enumerable.Range(0, ends[^1] + 1).Where(n => n % 41 == 0 || ends.Contains(n) || ends.Contains(n + 1)))
        {
            using var folder = new AuditFolder();
            Directory.CreateDirectory(folder.Options.SpoolDirectory);
            var torn = new byte[length % 2 == 0 ? segment.Length : length]; // over an earlier life of the file, or cut
            Array.Fill(torn, (byte)0xEE);
            segment.AsSpan(0, length).CopyTo(torn);
            File.WriteAllBytes(Path.Combine(folder.Options.SpoolDirectory, "segment-0000.spool"), torn);
            folder.Start().Dispose();
            var records = folder.Records();
            Assert.That(records, Has.Count.EqualTo(openings.Count(o => o <= length)), $"prefix of {length} bytes");
            Assert.That(records.Select(r => r.GetProperty("opened").GetInt64()), Is.Unique);
            Assert.That(records.Count(r => r.GetProperty("result").GetProperty("status").GetString() == "ok"), Is.EqualTo(closes.Count(c => c <= length)));
        }
    }

    [Test]
    public void A_replay_killed_at_any_byte_of_its_log_and_run_again_seals_nothing_twice()
    {
        using var source = new AuditFolder();
        source.Options = source.Options with { CheckpointRecords = 7 };
        var trail = source.Start();
        for (var i = 0; i < 10; i++)
        {
            source.Record(trail.Lane(0), $"before {i}");
        }

        while (trail.SpoolBytes > 0)
        {
            Thread.Sleep(10);
        }

        for (var i = 0; i < 10; i++)
        {
            source.Record(trail.Lane(0), $"after {i}");
            trail.Lane(0).TryOpen(source.Opening(System.Text.Encoding.UTF8.GetBytes($"open {i}")), out _);
        }

        trail.Lane(0).BeforeSends();
        trail.Abandon();
        var spool = Snapshot(source.Options.SpoolDirectory);
        var logBefore = Snapshot(source.Options.Directory);
        source.Start().Abandon();
        var replayed = Snapshot(source.Options.Directory).Single(f => f.Key.EndsWith(".jsonl", StringComparison.Ordinal) && !logBefore.ContainsKey(f.Key));
        var key = Snapshot(source.Options.StateDirectory);

        var random = new Random(7);
        foreach (var length in Enumerable.Range(0, 40).Select(_ => random.Next(replayed.Value.Length + 1)).Append(0).Append(replayed.Value.Length))
        {
            using var folder = new AuditFolder();
            folder.Options = folder.Options with { CheckpointRecords = 7 };
            Restore(folder.Options.SpoolDirectory, spool);
            Restore(folder.Options.Directory, logBefore);
            Restore(folder.Options.StateDirectory, key);
            File.WriteAllBytes(Path.Combine(folder.Options.Directory, replayed.Key), replayed.Value[..length]);
            folder.Start().Dispose();
            Assert.That(folder.Texts(), Is.Unique.And.Count.EqualTo(30), $"log of {length} bytes");
            Assert.That(folder.Records().Count(r => r.GetProperty("result").GetProperty("status").GetString() == "unknown"), Is.EqualTo(10));
        }
    }

    [Test]
    public void A_kill_at_random_moments_of_running_lanes_loses_and_doubles_nothing()
    {
        using var folder = new AuditFolder(loops: 2);
        folder.Options = folder.Options with { CheckpointRecords = 100 };
        var random = new Random(11);
        var written = 0;
        for (var run = 0; run < 8; run++)
        {
            var trail = folder.Start();
            var until = written + random.Next(200, 3000);
            while (written < until)
            {
                if (!folder.Record(trail.Lane(written % 2), $"SELECT {written}"))
                {
                    Thread.Sleep(5);
                    continue;
                }

                written++;
            }

            trail.Abandon();
        }

        folder.Start().Dispose();
        Assert.That(folder.Texts().Order(), Is.EqualTo(Enumerable.Range(0, written).Select(i => $"SELECT {i}").Order()));
    }

    [Test]
    public void Progress_is_what_an_unanswered_statement_is_known_to_have_returned()
    {
        using var folder = new AuditFolder();
        var clock = new ManualClock();
        var trail = AuditTrail.Start(folder.Options, "node-0", clock, folder.Warnings.Add);
        trail.Lane(0).TryOpen(folder.Opening("SELECT * FROM big"u8), out var ticket);
        trail.Lane(0).BeforeSends();
        clock.Advance(TimeSpan.FromSeconds(2));
        trail.Lane(0).Progress(ticket, 1000, 64_000);
        trail.Lane(0).Progress(ticket, 1001, 64_100);
        trail.Lane(0).BeforeSends();
        trail.Abandon();

        folder.Start().Dispose();
        var result = folder.Records().Single().GetProperty("result");
        Assert.That(result.GetRawText(), Is.EqualTo(
            """{"status":"unknown","code":null,"rows":1000,"affected":0,"bytes":64000,"download":false}"""));
    }

    private static List<int> RecordEnds(byte[] image, out List<int> openings, out List<int> closes)
    {
        (openings, closes) = ([], []);
        var ends = new List<int>();
        SpoolFormat.TryReadHeader(image, out var header);
        var position = SpoolFormat.HeaderSize;
        while (SpoolFormat.TryRead(image, header.Sequence, position, out var record))
        {
            position += record.Length;
            ends.Add(position);
            var kind = (SpoolRecordKind)record[SpoolFormat.KindOffset];
            if (kind is SpoolRecordKind.Open or SpoolRecordKind.Whole)
            {
                openings.Add(position);
            }
            else if (kind == SpoolRecordKind.Close)
            {
                closes.Add(position);
            }
        }

        return ends;
    }

    private static Dictionary<string, byte[]> Snapshot(string directory) =>
        Directory.GetFiles(directory).Where(f => Path.GetFileName(f) != "lock").ToDictionary(f => Path.GetFileName(f)!, File.ReadAllBytes);

    private static void Restore(string directory, Dictionary<string, byte[]> files)
    {
        Directory.CreateDirectory(directory);
        foreach (var (name, bytes) in files)
        {
            File.WriteAllBytes(Path.Combine(directory, name), bytes);
        }
    }
}
