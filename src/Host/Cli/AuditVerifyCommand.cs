using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using ProxyDb.Host.Audit.Review;
using ProxyDb.Host.Audit.Sealing;

namespace ProxyDb.Host.Cli;

/// <summary><c>proxydb audit verify [--key PEM] [--anchor …] [--require-anchor] [PATH …]</c>: exit code 1 when the chain is broken.</summary>
internal static class AuditVerifyCommand
{
    public static Command Create()
    {
        var key = new Option<FileInfo[]>("--key") { Description = "Key of a writer (PEM), known from elsewhere; may be repeated." };
        var anchor = new Option<string[]>("--anchor") { Description = "A record known from elsewhere, WRITER:SEQ:HASH; may be repeated." };
        var require = new Option<bool>("--require-anchor") { Description = "The answer is no for a writer without an anchor." };
        var json = SharedOptions.Json();
        var paths = AuditCommand.Paths();
        var command = new Command("verify", "Prove order, completeness and origin of the log; name the first bad record.")
        {
            key, anchor, require, json, paths,
        };
        command.SetAction(parsed =>
        {
            var files = AuditCommand.Files(parsed.GetValue(paths)!);
            using var keys = Keys(parsed.GetValue(key) ?? []);
            var configuration = parsed.InvocationConfiguration;
            var started = Stopwatch.GetTimestamp();
            var report = new LogVerifier(keys, Anchors(parsed.GetValue(anchor) ?? [])) { Progress = Progress(files) }.Verify(files);
            var unanchored = report.Writers.Where(w => parsed.GetValue(require) && w.LastAnchor is null && w.Bad is null).ToList();
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (parsed.GetValue(json))
            {
                SharedOptions.WriteJson(configuration.Output, Json(report, unanchored, seconds));
            }
            else
            {
                Write(configuration.Output, configuration.Error, report, unanchored, seconds);
            }

            return report.Holds && unanchored.Count == 0 ? ExitCode.Fine : ExitCode.No;
        });
        return command;
    }

    private static VerificationKeys Keys(FileInfo[] files)
    {
        try
        {
            return new VerificationKeys(files.Select(f => File.ReadAllText(f.FullName)));
        }
        catch (FormatException e)
        {
            throw new CommandFault(e.Message);
        }
    }

    private static List<Anchor> Anchors(string[] texts)
    {
        try
        {
            return [.. texts.Select(Anchor.Parse)];
        }
        catch (FormatException e)
        {
            throw new CommandFault(e.Message);
        }
    }

    private static void Write(TextWriter output, TextWriter error, VerificationReport report, List<WriterReport> unanchored, double seconds)
    {
        report.Warnings.ForEach(w => error.WriteLine("warning: " + RecordSummary.Clean(w)));
        foreach (var writer in report.Writers)
        {
            var name = RecordSummary.Clean(writer.Writer);
            if (writer.Bad is { } bad)
            {
                var seq = bad.Seq is { } s ? $", record {s}" : "";
                output.WriteLine($"BROKEN {name}: {bad.File}:{bad.Line}{seq}: {RecordSummary.Clean(bad.Problem)}");
                output.WriteLine($"       {name}: {writer.Records} records in front of it hold, up to record {writer.LastSeq}");
                continue;
            }

            output.WriteLine($"ok     {name}: {writer.Records} records ({writer.FirstSeq} to {writer.LastSeq}) in {writer.Files} files, keys {string.Join(' ', writer.KeyIds)}");
            output.WriteLine($"       {name}: signed up to record {writer.LastSigned}; " + (writer.LastAnchor is { } anchor
                ? $"anchored up to record {anchor}, {writer.Unanchored} records follow unanchored"
                : "no anchor known: that its end is complete is not proven"));
            output.WriteLine($"       anchor {name}:{writer.LastSeq}:{writer.LastHash}");
        }

        unanchored.ForEach(w => output.WriteLine($"NO     {RecordSummary.Clean(w.Writer)}: no anchor is known, and `--require-anchor` was given"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Bytes} bytes in {seconds:F2} s"));
    }

    private static JsonObject Json(VerificationReport report, List<WriterReport> unanchored, double seconds) => new()
    {
        ["ok"] = report.Holds && unanchored.Count == 0,
        ["bytes"] = report.Bytes,
        ["seconds"] = seconds,
        ["writers"] = new JsonArray([.. report.Writers.Select(w => new JsonObject
        {
            ["writer"] = w.Writer,
            ["files"] = w.Files,
            ["records"] = w.Records,
            ["first_seq"] = w.FirstSeq,
            ["last_seq"] = w.LastSeq,
            ["last_hash"] = w.LastHash,
            ["last_signed"] = w.LastSigned,
            ["last_anchor"] = w.LastAnchor,
            ["unanchored"] = w.Unanchored,
            ["key_ids"] = new JsonArray([.. w.KeyIds.Select(k => JsonValue.Create(k))]),
            ["bad"] = w.Bad is { } bad
                ? new JsonObject { ["file"] = bad.File, ["line"] = bad.Line, ["seq"] = bad.Seq, ["problem"] = bad.Problem }
                : null,
        })]),
        ["warnings"] = new JsonArray([.. report.Warnings.Select(w => JsonValue.Create(w))]),
    };

    /// <summary>A percentage on standard error when that is a terminal.</summary>
    private static Action<long>? Progress(List<LogFileName> files)
    {
        if (Console.IsErrorRedirected || files.Exists(f => f.IsCompressed))
        {
            return null;
        }

        var (total, done, shown) = (files.Sum(f => new FileInfo(f.Path).Length), 0L, -1L);
        return bytes =>
        {
            done += bytes;
            var percent = done * 100 / Math.Max(total, 1);
            if (percent != shown)
            {
                shown = percent;
                Console.Error.Write(percent >= 100 ? "\r      \r" : $"\r{percent} %");
            }
        };
    }
}
