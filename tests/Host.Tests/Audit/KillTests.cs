using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;
using ProxyDb.Host.Audit.Review;
using ProxyDb.Host.Audit.Sealing;

namespace ProxyDb.Host.Tests.Audit;

/// <summary>SIGKILL hits a process that records; what it had let go to the database is in the log afterwards, once.</summary>
public sealed class KillTests
{
    [Test]
    public void After_kill_9_each_statement_that_was_sent_has_exactly_one_record()
    {
        using var folder = new AuditFolder();
        var root = Path.GetDirectoryName(folder.Options.Directory)!;
        var random = new Random(13);
        var sent = new List<int>();
        for (var run = 0; run < 5; run++)
        {
            sent.AddRange(RunAndKill(root, sent.Count == 0 ? 0 : sent[^1] + 2, random.Next(50, 1500)));
            Assert.That(Verify(folder), Is.Null, "before the next start");
        }

        AuditTrailOf(folder);
        var recorded = folder.Texts().Select(t => int.Parse(t["SELECT ".Length..], CultureInfo.InvariantCulture)).ToList();
        Assert.That(recorded, Is.Unique);
        Assert.That(sent.Except(recorded), Is.Empty, "sent without a record");
        Assert.That(recorded.Except(sent).Count(), Is.LessThanOrEqualTo(5), "at most the one record of each run that was not sent yet");
        Assert.That(Verify(folder), Is.Null);
    }

    private static void AuditTrailOf(AuditFolder folder) =>
        ProxyDb.Host.Audit.AuditTrail.Start(folder.Options, "victim", TimeProvider.System, folder.Warnings.Add).Dispose();

    private static List<int> RunAndKill(string root, int first, int statements)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { Victim(), root, first.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var sent = new List<int>();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            sent.Add(int.Parse(line, CultureInfo.InvariantCulture));
            if (sent.Count == statements)
            {
                process.Kill(); // SIGKILL; what is in the pipe was sent all the same
            }
        }

        process.WaitForExit();
        Assert.That(sent, Has.Count.GreaterThanOrEqualTo(statements));
        return sent;
    }

    private static string Victim()
    {
        var directory = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        return Path.Combine(directory.Parent!.Parent!.FullName, "ProxyDb.AuditVictim", directory.Name, "ProxyDb.AuditVictim.dll");
    }

    private static string? Verify(AuditFolder folder)
    {
        using var keys = new VerificationKeys([]);
        return new LogVerifier(keys, []).Verify(LogFileName.List(folder.Options.Directory)).Writers.Single().Bad?.ToString();
    }
}
