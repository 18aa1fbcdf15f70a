using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using ProxyDb.Host.Audit.Review;
using ProxyDb.Host.Audit.Sealing;

namespace ProxyDb.Host.Tests.Audit;

public sealed class LogVerifierTests
{
    [Test]
    public void A_log_over_restarts_rotations_and_kills_holds()
    {
        using var folder = Log();
        var report = Verify(folder);
        Assert.That(report.Writers.Single().Bad, Is.Null);
        Assert.That(report.Writers.Single().Records, Is.EqualTo(folder.Lines().Count));
        Assert.That(report.Writers.Single().Unsigned, Is.Zero);
        Assert.That(folder.Files().Count(f => f.EndsWith(".gz", StringComparison.Ordinal)), Is.GreaterThanOrEqualTo(3));
    }

    [Test]
    public void Every_changed_byte_is_found_and_its_record_named()
    {
        using var folder = PlainLog(out var path);
        var original = File.ReadAllBytes(path);
        var random = new Random(3);
        for (var i = 0; i < 400; i++)
        {
            var bytes = (byte[])original.Clone();
            var at = random.Next(bytes.Length - 1);
            bytes[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, bytes);
            var bad = Verify(folder).Writers.Single().Bad;
            Assert.That(bad, Is.Not.Null, $"byte {at}");
            Assert.That(bad!.Line, Is.EqualTo(original.AsSpan(0, at).Count((byte)'\n') + 1), $"byte {at}: {bad.Problem}");
        }
    }

    [Test]
    public void Every_removed_doubled_or_moved_record_is_found_where_it_happened()
    {
        using var folder = PlainLog(out var path);
        var lines = File.ReadAllLines(path);
        for (var i = 0; i < lines.Length - 1; i++)
        {
            var removed = lines.ToList();
            removed.RemoveAt(i);
            Expect(folder, path, removed, i + 1, i == 0 ? "head" : "missing");

            var doubled = lines.ToList();
            doubled.Insert(i + 1, lines[i]);
            Expect(folder, path, doubled, i + 2, "out of order");

            var moved = lines.ToList();
            (moved[i], moved[i + 1]) = (moved[i + 1], moved[i]);
            Expect(folder, path, moved, i + 1, i == 0 ? "head" : "missing");
        }
    }

    [Test]
    public void A_chain_computed_anew_without_the_key_fails_at_its_first_signature()
    {
        using var folder = PlainLog(out var path);
        var lines = File.ReadAllLines(path);
        Rechain(lines, 3, l => l.Replace("SELECT 1", "SELECT 2", StringComparison.Ordinal));
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        var bad = Verify(folder).Writers.Single().Bad;
        Assert.That(bad!.Problem, Does.Contain("signature"));
        Assert.That(bad.Line, Is.EqualTo(Array.FindIndex(lines, 3, l => l.Contains("\"checkpoint\"", StringComparison.Ordinal)) + 1));
    }

    [Test]
    public void A_log_with_a_foreign_key_fails_only_against_the_key_given()
    {
        using var folder = PlainLog(out _);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = File.ReadAllText(Path.Combine(folder.Options.StateDirectory, "audit-signing-key.pem"));
        Assert.That(Verify(folder, pem).Holds, Is.True);
        Assert.That(Verify(folder, other.ExportSubjectPublicKeyInfoPem()).Writers.Single().Bad!.Problem, Does.Contain("none of the keys given"));
        Assert.That(Verify(folder).Warnings, Has.Some.Contains("no `--key` given"));
    }

    [Test]
    public void A_missing_file_is_named()
    {
        using var folder = Log();
        var files = folder.Files();
        File.Delete(files[1]);
        var bad = Verify(folder).Writers.Single().Bad!;
        Assert.That(bad.File, Is.EqualTo(files[2]));
        Assert.That(bad.Problem, Does.Contain("missing").And.Contain(Path.GetFileName(files[1]).Replace(".gz", "", StringComparison.Ordinal)));
    }

    [Test]
    public void A_file_cut_in_the_middle_of_the_history_is_named()
    {
        using var folder = Log();
        var first = folder.Files()[0];
        var lines = Text(first).TrimEnd().Split('\n');
        File.Delete(first);
        var plain = first.Replace(".gz", "", StringComparison.Ordinal);
        File.WriteAllText(plain, string.Join('\n', lines[..^1]) + "\n");
        Assert.That(Verify(folder).Writers.Single().Bad!.Problem, Does.Contain("missing in front of it (at the end of"));
        File.WriteAllText(plain, string.Join('\n', lines)[..^30]);
        Assert.That(Verify(folder).Writers.Single().Bad, Has.Property("Problem").Contain("unfinished").And.Property("Line").EqualTo(lines.Length));
    }

    [Test]
    public void A_file_of_another_log_does_not_fit_in()
    {
        using var folder = Log();
        using var other = Log();
        var files = folder.Files();
        File.Copy(other.Files()[1], files[1], overwrite: true);
        Assert.That(Verify(folder).Writers.Single().Bad!.Problem, Does.Contain("another chain"));
    }

    [Test]
    public void Two_files_joined_are_found()
    {
        using var folder = Log();
        var files = folder.Files();
        var joined = Path.Combine(folder.Options.Directory, Path.GetFileName(files[^2]).Replace(".gz", "", StringComparison.Ordinal));
        var text = Text(files[^2]) + Text(files[^1]);
        File.Delete(files[^2]);
        File.Delete(files[^1]);
        File.WriteAllText(joined, text);
        Assert.That(Verify(folder).Writers.Single().Bad!.Problem, Does.Contain("head stands within"));
    }

    [Test]
    public void A_cut_end_is_found_by_an_anchor_known_elsewhere()
    {
        using var folder = PlainLog(out var path);
        var lines = File.ReadAllLines(path);
        var report = Verify(folder).Writers.Single();
        var anchor = $"{report.Writer}:{report.LastSeq}:{report.LastHash}";
        Assert.That(Verify(folder, null, anchor).Writers.Single(), Has.Property("LastAnchor").EqualTo(report.LastSeq).And.Property("Unanchored").EqualTo(0));

        File.WriteAllText(path, string.Join('\n', lines[..^2]) + "\n");
        Assert.That(Verify(folder).Holds, Is.True);
        Assert.That(Verify(folder).Warnings, Has.Some.Contains("rest on the chain alone"));
        Assert.That(Verify(folder, null, anchor).Writers.Single().Bad!.Problem, Does.Contain("cut off"));
    }

    [Test]
    public void A_deleted_beginning_is_told_but_is_no_fault()
    {
        using var folder = Log();
        File.Delete(folder.Files()[0]);
        var report = Verify(folder);
        Assert.That(report.Holds, Is.True);
        Assert.That(report.Warnings, Has.Some.Contains("is not here"));
    }

    private static AuditFolder Log()
    {
        var folder = new AuditFolder();
        folder.Options = folder.Options with { CheckpointRecords = 5, RotateSize = 4000 };
        for (var run = 0; run < 4; run++)
        {
            var trail = folder.Start();
            for (var i = 0; i < 12; i++)
            {
                folder.Record(trail.Lane(0), $"SELECT {run} {i}");
            }

            while (trail.SpoolBytes > 0)
            {
                Thread.Sleep(10);
            }

            if (run % 2 == 0)
            {
                trail.Abandon();
            }

            trail.Seal();
        }

        return folder;
    }

    private static AuditFolder PlainLog(out string path)
    {
        var folder = new AuditFolder();
        folder.Options = folder.Options with { CheckpointRecords = 5 };
        using (var trail = folder.Start())
        {
            for (var i = 0; i < 12; i++)
            {
                folder.Record(trail.Lane(0), $"SELECT {i}");
            }
        }

        path = folder.Files().Single();
        return folder;
    }

    private static VerificationReport Verify(AuditFolder folder, string? key = null, string? anchor = null)
    {
        using var keys = new VerificationKeys(key is null ? [] : [key]);
        var anchors = anchor is null ? [] : new[] { Anchor.Parse(anchor) };
        return new LogVerifier(keys, anchors).Verify(LogFileName.List(folder.Options.Directory));
    }

    private static void Expect(AuditFolder folder, string path, List<string> lines, int line, string problem)
    {
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        var bad = Verify(folder).Writers.Single().Bad;
        Assert.That(bad?.Problem, Does.Contain(problem));
        Assert.That(bad!.Line, Is.EqualTo(line), bad.Problem);
    }

    private static string Text(string path)
    {
        using var reader = new StreamReader(LogSource.Open(path));
        return reader.ReadToEnd();
    }

    private static void Rechain(string[] lines, int from, Func<string, string> change)
    {
        var prev = lines[from - 1][^66..^2];
        for (var i = from; i < lines.Length; i++)
        {
            var body = change(lines[i][..lines[i].LastIndexOf(",\"prev\":", StringComparison.Ordinal)]);
            var hash = Convert.ToHexStringLower(SHA256.HashData([.. Convert.FromHexString(prev), .. Encoding.UTF8.GetBytes(body)]));
            lines[i] = $"{body},\"prev\":\"{prev}\",\"hash\":\"{hash}\"}}";
            prev = hash;
        }
    }
}
