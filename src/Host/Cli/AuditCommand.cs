using System.CommandLine;
using System.Text;
using System.Text.Json;
using ProxyDb.Host.Audit.Review;
using ProxyDb.Host.Audit.Sealing;

namespace ProxyDb.Host.Cli;

/// <summary><c>proxydb audit tail|search|show|verify [PATH …]</c> (contracts.md §2). Reads plain and compressed files.</summary>
public static class AuditCommand
{
    private static readonly TimeSpan s_followPause = TimeSpan.FromMilliseconds(250);

    public static Command Create() => new("audit", "Read and verify the audit log.")
    {
        Tail(), Search(), Show(), AuditVerifyCommand.Create(),
    };

    internal static Argument<string[]> Paths() => new("PATH")
    {
        Description = "Audit directories or files (default: audit).",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => ["audit"],
    };

    /// <exception cref="CommandFault">Nothing to read.</exception>
    internal static List<LogFileName> Files(string[] paths)
    {
        var files = LogSource.Files(paths);
        return files.Count > 0 ? files : throw new CommandFault($"no audit log in `{string.Join("`, `", paths)}`: give the directory of `audit.directory`");
    }

    private static Command Tail()
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on as records come in." };
        var count = new Option<int>("--lines", "-n") { Description = "How many records to begin with.", DefaultValueFactory = _ => 10 };
        var json = SharedOptions.Json();
        var paths = Paths();
        var command = new Command("tail", "The last records of the log.") { follow, count, json, paths };
        command.SetAction(async (parsed, cancel) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var files = Files(parsed.GetValue(paths)!);
            foreach (var line in LogSearch.Last(files, Math.Max(0, parsed.GetValue(count))))
            {
                Write(output, line, parsed.GetValue(json));
            }

            if (parsed.GetValue(follow))
            {
                await Follow(parsed.GetValue(paths)!, files[^1], output, parsed.GetValue(json), cancel).ConfigureAwait(false);
            }

            return ExitCode.Fine;
        });
        return command;
    }

    private static async Task Follow(string[] paths, LogFileName from, TextWriter output, bool json, CancellationToken cancel)
    {
        using var follower = new LogFollower(paths, from);
        while (!cancel.IsCancellationRequested)
        {
            foreach (var line in follower.Read())
            {
                Write(output, line, json);
            }

            await output.FlushAsync(cancel).ConfigureAwait(false);
            await Task.Delay(s_followPause, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static Command Search()
    {
        var user = new Option<string?>("--user") { Description = "Session user." };
        var table = new Option<string?>("--table") { Description = "A table of the statement: `public.customers` or `customers`." };
        var column = new Option<string?>("--column") { Description = "A column of the statement: `public.customers.name` or `name`." };
        var decision = new Option<string?>("--decision") { Description = "allow or deny." };
        var rule = new Option<string?>("--rule") { Description = "Id of a rule that matched." };
        var action = new Option<string?>("--action") { Description = "select, insert, update …" };
        var session = new Option<string?>("--session") { Description = "Id of a session." };
        var key = new Option<string?>("--subject") { Description = "Key of a data subject." };
        var kind = new Option<string?>("--event") { Description = "statement, login, policy, gap …" };
        var text = new Option<string?>("--text") { Description = "Part of the statement's text." };
        var since = new Option<DateTimeOffset?>("--since") { Description = "From this time on (ISO 8601)." };
        var until = new Option<DateTimeOffset?>("--until") { Description = "Before this time (ISO 8601)." };
        var json = SharedOptions.Json();
        var paths = Paths();
        var command = new Command("search", "Records that match every condition given; exit code 1 when there is none.")
        {
            user, table, column, decision, rule, action, session, key, kind, text, since, until, json, paths,
        };
        command.SetAction(parsed => Print(parsed.InvocationConfiguration.Output, Files(parsed.GetValue(paths)!), parsed.GetValue(json), new RecordFilter
        {
            User = parsed.GetValue(user),
            Table = parsed.GetValue(table),
            Column = parsed.GetValue(column),
            Decision = parsed.GetValue(decision),
            Rule = parsed.GetValue(rule),
            Action = parsed.GetValue(action),
            Session = parsed.GetValue(session),
            SubjectKey = parsed.GetValue(key),
            Event = parsed.GetValue(kind),
            Text = parsed.GetValue(text),
            Since = parsed.GetValue(since),
            Until = parsed.GetValue(until),
        }));
        return command;
    }

    private static Command Show()
    {
        var seq = new Argument<long>("SEQ") { Description = "Number of the record." };
        var json = SharedOptions.Json();
        var paths = Paths();
        var command = new Command("show", "One record in full; exit code 1 when it is not there.") { seq, json, paths };
        command.SetAction(parsed =>
        {
            var (wanted, found) = (parsed.GetValue(seq), false);
            foreach (var line in LogSearch.Find(Files(parsed.GetValue(paths)!), new RecordFilter { Seq = wanted }))
            {
                found = true;
                parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(json) ? Encoding.UTF8.GetString(line.Span) : Indented(line));
            }

            if (!found)
            {
                throw new CommandFault($"there is no record {wanted}", ExitCode.No);
            }

            return ExitCode.Fine;
        });
        return command;
    }

    private static int Print(TextWriter output, List<LogFileName> files, bool json, RecordFilter filter)
    {
        var found = 0;
        foreach (var line in LogSearch.Find(files, filter))
        {
            found++;
            Write(output, line, json);
        }

        return found > 0 ? ExitCode.Fine : ExitCode.No;
    }

    private static void Write(TextWriter output, ReadOnlyMemory<byte> line, bool json) =>
        output.WriteLine(json ? Encoding.UTF8.GetString(line.Span) : RecordSummary.Of(line));

    private static string Indented(ReadOnlyMemory<byte> line)
    {
        using var record = JsonDocument.Parse(line);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions
        {
            Indented = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All),
        }))
        {
            record.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
