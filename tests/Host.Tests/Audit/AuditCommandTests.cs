using System.CommandLine;
using System.Text.Json;
using NUnit.Framework;
using ProxyDb.Host.Audit;
using ProxyDb.Host.Cli;

namespace ProxyDb.Host.Tests.Audit;

public sealed class AuditCommandTests
{
    [Test]
    public async Task Verify_says_ok_with_the_anchor_of_the_end_and_is_satisfied_by_it()
    {
        using var folder = Log();
        var (code, output, error) = await Run("verify", folder.Options.Directory);
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.StartWith("ok     node-0:").And.Contain("no anchor known"));
        Assert.That(error, Does.Contain("no `--key` given"));

        var anchor = output.Split('\n').Single(l => l.TrimStart().StartsWith("anchor ", StringComparison.Ordinal)).Trim()["anchor ".Length..];
        Assert.That((await Run("verify", "--require-anchor", folder.Options.Directory)).Code, Is.EqualTo(1));
        Assert.That((await Run("verify", "--require-anchor", "--anchor", anchor, folder.Options.Directory)).Code, Is.Zero);
    }

    [Test]
    public async Task Verify_names_file_line_and_number_of_the_first_bad_record()
    {
        using var folder = Log();
        var path = folder.Files().Last(f => f.EndsWith(".jsonl", StringComparison.Ordinal));
        var lines = await File.ReadAllLinesAsync(path);
        var at = Array.FindIndex(lines, l => l.Contains("SELECT 1", StringComparison.Ordinal));
        lines[at] = lines[at].Replace("SELECT 1", "SELECT 2", StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, string.Join('\n', lines) + "\n");

        var (code, output, _) = await Run("verify", folder.Options.Directory);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Contain($"BROKEN node-0: {path}:{at + 1}, record {at + 1}: the record was changed"));

        var bad = JsonDocument.Parse((await Run("verify", "--json", folder.Options.Directory)).Output).RootElement.GetProperty("writers")[0].GetProperty("bad");
        Assert.That(bad.GetProperty("seq").GetInt64(), Is.EqualTo(at + 1));
    }

    [Test]
    public async Task Verify_takes_the_key_of_the_writer_and_no_other_text()
    {
        using var folder = Log();
        var key = Path.Combine(folder.Options.StateDirectory, "audit-signing-key.pem");
        var (code, _, error) = await Run("verify", "--key", key, folder.Options.Directory);
        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That((await Run("verify", "--key", folder.Files()[0], folder.Options.Directory)).Code, Is.EqualTo(2));
    }

    [TestCase("--user order-app", 4)]
    [TestCase("--user nobody", 0)]
    [TestCase("--table customers --decision allow", 3)]
    [TestCase("--table public.customers --column name", 4)]
    [TestCase("--table stomers", 0)]
    [TestCase("--decision deny", 1)]
    [TestCase("--rule oltp-tables --action select", 4)]
    [TestCase("--text select", 3)]
    [TestCase("--event checkpoint --event-free", -1)]
    [TestCase("--since 2000-01-01T00:00:00Z --event statement", 4)]
    [TestCase("--until 2000-01-01T00:00:00Z", 0)]
    [TestCase("--session s-2", 3)]
    public async Task Search_finds_what_meets_every_condition(string conditions, int count)
    {
        using var folder = Log();
        var (code, output, _) = await Run(["search", "--json", .. conditions.Split(' '), folder.Options.Directory]);
        Assert.That(code, Is.EqualTo(count switch { < 0 => 2, 0 => 1, _ => 0 }));
        Assert.That(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(Math.Max(count, 0)));
    }

    [Test]
    public async Task Show_prints_one_record_and_tail_the_last_ones()
    {
        using var folder = Log();
        var (code, output, _) = await Run("show", "4", folder.Options.Directory);
        Assert.That(code, Is.Zero);
        Assert.That(JsonDocument.Parse(output).RootElement.GetProperty("seq").GetInt64(), Is.EqualTo(4));
        Assert.That((await Run("show", "4000", folder.Options.Directory)).Code, Is.EqualTo(1));

        var tail = (await Run("tail", "-n", "2", folder.Options.Directory)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(tail, Has.Length.EqualTo(2));
        Assert.That(tail[^1], Does.Contain(" checkpoint"));
    }

    [Test]
    public async Task Tail_follows_the_writer_into_its_next_file()
    {
        using var folder = Log();
        using var stop = new CancellationTokenSource();
        var output = new StringWriter();
        var tail = Run(output, new StringWriter(), stop.Token, "tail", "-f", "-n", "0", folder.Options.Directory);
        using (var trail = folder.Start())
        {
            folder.Record(trail.Lane(0), "SELECT 'followed'");
        }

        for (var i = 0; i < 1000 && !output.ToString().Contains("followed", StringComparison.Ordinal); i++)
        {
            await Task.Delay(10);
        }

        await stop.CancelAsync();
        Assert.That(await tail, Is.Zero);
        Assert.That(output.ToString(), Does.Contain("SELECT 'followed'"));
    }

    [Test]
    public async Task Nothing_to_read_is_unusable_input()
    {
        var empty = Directory.CreateTempSubdirectory("proxydb-audit-").FullName;
        Assert.That((await Run("verify", empty)).Code, Is.EqualTo(2));
        Assert.That((await Run("verify", Path.Combine(empty, "missing"))).Code, Is.EqualTo(2));
        Directory.Delete(empty);
    }

    [Test]
    public async Task A_terminal_sees_no_control_characters()
    {
        using var folder = new AuditFolder();
        using (var trail = folder.Start())
        {
            folder.Record(trail.Lane(0), "SELECT '\u001b[2J\u202Eevil'");
        }

        var output = (await Run("search", "--text", "evil", folder.Options.Directory)).Output;
        Assert.That(output, Does.Contain("\\u001b[2J\\u202eevil"));
    }

    private static AuditFolder Log()
    {
        var folder = new AuditFolder();
        using (var trail = folder.Start())
        {
            folder.Record(trail.Lane(0), "SELECT 0");
            var denied = new StatementOpening { Session = folder.Session, Template = AuditFolder.NewTemplate("deny"), Text = "DROP TABLE t"u8 };
            trail.Lane(0).TryRecord(denied, new StatementOutcome { Status = "denied", Code = "42501"u8 });
            folder.Record(trail.Lane(0), "SELECT 1");
            folder.Record(trail.Lane(0), "SELECT 3");
        }

        return folder;
    }

    private static async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (await Run(output, error, CancellationToken.None, arguments), output.ToString(), error.ToString());
    }

    private static Task<int> Run(StringWriter output, StringWriter error, CancellationToken cancel, params string[] arguments) =>
        CommandLine.RunAsync(new RootCommand { AuditCommand.Create() }, ["audit", .. arguments], output, error, cancel);
}
