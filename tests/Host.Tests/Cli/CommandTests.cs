using System.Text.Json.Nodes;
using NUnit.Framework;
using ProxyDb.Host.Cli;
using ProxyDb.Host.Tests.Admin;
using ProxyDb.Host.Tests.Configuration;

namespace ProxyDb.Host.Tests.Cli;

[NonParallelizable]
public sealed class CommandTests
{
    private const string Password = "pa55-" + ConfigurationSample.SecretMarker;

    private ConfigurationSample _sample = null!;

    [SetUp]
    public void Prepare()
    {
        _sample = new ConfigurationSample();
        _sample.Write("proxydb.yaml", ConfigurationSample.Minimal);
    }

    [TearDown]
    public void Clean() => _sample.Dispose();

    [TestCase("chek")]
    [TestCase("check")]
    [TestCase("check", "--config")]
    [TestCase("user", "add")]
    [TestCase("admin", "explode")]
    [TestCase("check", "--config", "/nonexistent/proxydb.yaml")]
    public async Task What_cannot_be_used_exits_2_with_a_line_and_no_stack_trace(params string[] line)
    {
        var run = await CommandRun.Of(line);
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Is.Not.Empty.And.Not.Contain("   at "));
    }

    [Test]
    public async Task Check_prints_all_errors_in_order_and_exits_2()
    {
        _sample.Write("proxydb.yaml", ConfigurationSample.Minimal + "drain: {accept: 5}\nlimit: {}\nnode: {id: x}\n");
        var run = await CommandRun.Of("check", "--config", _sample.In("proxydb.yaml"));
        Assert.That(run.ExitCode, Is.EqualTo(2));
        var lines = run.Error.TrimEnd().Split('\n');
        Assert.That(lines.Select(l => l.Replace(_sample.Directory + "/", "", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "proxydb.yaml:8:17: `5` is not a duration; write a number and a unit: ms, s, min, h or d",
            "proxydb.yaml:9:1: unknown key `limit`; did you mean `limits`?",
            "proxydb.yaml:10:12: `x` is neither `auto` nor a number from 0 to 65535",
            "proxydb.yaml: 3 errors",
        }));
    }

    [Test]
    public async Task Check_looks_into_the_users_file_too()
    {
        _sample.Write("users.yaml", "proxydb: users/v1\nusers:\n  kim: {role: x}\n");
        _sample.Write("admins.yaml", "proxydb: users/v2\nusers: {}\n");
        var run = await CommandRun.Of("check", "--config", _sample.In("proxydb.yaml"), "--json");
        Assert.That(run.ExitCode, Is.EqualTo(2));
        var report = JsonNode.Parse(run.Output)!;
        Assert.That(report["ok"]!.GetValue<bool>(), Is.False);
        Assert.That(report["errors"]!.AsArray().Select(e => Path.GetFileName((string)e!["file"]!)), Is.EquivalentTo(new[] { "users.yaml", "admins.yaml" }));
    }

    [Test]
    public async Task Check_of_a_good_configuration_exits_0_and_can_show_what_is_in_force()
    {
        var run = await CommandRun.Of("check", "--config", _sample.In("proxydb.yaml"), "--effective");
        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(run.Output, Does.StartWith("proxydb: config/v1\n").And.Contain("wait_timeout: 2min"));
        Assert.That(run.Error, Does.EndWith("proxydb.yaml: fine\n"));
        var json = await CommandRun.Of("check", "--config", _sample.In("proxydb.yaml"), "--effective", "--json");
        Assert.That((int)JsonNode.Parse(json.Output)!["effective"]!["clusters"]!["shop"]!["pool"]!["size"]!, Is.EqualTo(20));
    }

    [Test]
    public async Task Users_are_added_verified_listed_and_removed()
    {
        var file = _sample.In("new-users.yaml");
        Assert.That((await CommandRun.WithInput(Password + "\n", "user", "add", "kim", "--file", file, "--mysql", "--native", "--role", "oltp")).ExitCode, Is.Zero);
        Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That((await CommandRun.WithInput(Password + "\n", "user", "verify", "kim", "--file", file)).ExitCode, Is.Zero);
        Assert.That((await CommandRun.WithInput("other\n", "user", "verify", "kim", "--file", file)).ExitCode, Is.EqualTo(1));
        Assert.That((await CommandRun.WithInput("other\n", "user", "verify", "lee", "--file", file)).ExitCode, Is.EqualTo(1));
        var list = await CommandRun.Of("user", "list", "--file", file);
        Assert.That(list.Output, Does.Contain("kim   scram_sha_256 caching_sha2 mysql_native_password  oltp"));
        var json = await CommandRun.Of("user", "list", "--file", file, "--json");
        Assert.That((string)JsonNode.Parse(json.Output)![0]!["roles"]![0]!, Is.EqualTo("oltp"));
        Assert.That((await CommandRun.Of("user", "remove", "kim", "--file", file)).ExitCode, Is.Zero);
        Assert.That((await CommandRun.Of("user", "remove", "kim", "--file", file)).ExitCode, Is.EqualTo(1));
    }

    [Test]
    public async Task A_new_password_replaces_every_verifier_of_the_old_one()
    {
        var file = _sample.In("new-users.yaml");
        await CommandRun.WithInput("old-password\n", "user", "add", "kim", "--file", file, "--mysql", "--native", "--role", "oltp");
        await CommandRun.WithInput("new-password\n", "user", "add", "kim", "--file", file);
        Assert.That((await CommandRun.WithInput("new-password\n", "user", "verify", "kim", "--file", file)).ExitCode, Is.Zero);
        Assert.That(await File.ReadAllTextAsync(file), Does.Contain("roles: [oltp]"));
    }

    [TestCase("", "no password on standard input")]
    [TestCase("\n", "the password is empty")]
    [TestCase("e\u0301\n", "drivers disagree")]
    public async Task A_password_that_cannot_be_used_changes_nothing(string input, string message)
    {
        var run = await CommandRun.WithInput(input, "user", "add", "kim", "--file", _sample.In("none.yaml"));
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((2, run.Error)));
        Assert.That(run.Error, Does.Contain(message));
        Assert.That(File.Exists(_sample.In("none.yaml")), Is.False);
    }

    [Test]
    public async Task A_faulty_users_file_is_not_changed()
    {
        _sample.Write("users.yaml", "proxydb: users/v1\nusers: {}\nextra: 1\n");
        var run = await CommandRun.WithInput("pw\n", "user", "add", "kim", "--file", _sample.In("users.yaml"));
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("users.yaml:3:1: unknown key `extra`"));
        Assert.That(Directory.GetFiles(_sample.Directory, "*.new"), Is.Empty);
    }

    [Test]
    public async Task Admin_shows_tables_and_json_and_acts()
    {
        await using var admin = await AdminSample.StartAsync(tls: true);
        _sample.Write("admin-pw", "pw-oper\n");
        string[] where = ["--url", admin.Url, "--user", "oper", "--password-file", _sample.In("admin-pw"), "--ca-file", admin.In("tls.crt")];
        var pools = await CommandRun.Of(["admin", "pools", .. where]);
        Assert.That(pools.ExitCode, Is.Zero, pools.Error);
        Assert.That(pools.Output, Does.StartWith("cluster  database  user  cl_active  cl_waiting  sv_active  sv_idle  sv_login  maxwait  maxwait_us  pool_mode"));
        Assert.That(pools.Output, Does.Contain("listen=1"));
        var sessions = await CommandRun.Of(["admin", "sessions", .. where]);
        Assert.That(sessions.Output, Does.Contain("app?[31m"), "control characters of a client never reach a terminal");
        var servers = await CommandRun.Of(["admin", "servers", "--json", .. where]);
        Assert.That((int)JsonNode.Parse(servers.Output)![0]!["process_id"]!, Is.EqualTo(4711));
        Assert.That((await CommandRun.Of(["admin", "kill", "s/1", .. where])).ExitCode, Is.Zero);
        Assert.That((await CommandRun.Of(["admin", "pause", "shop", .. where])).Output, Is.EqualTo("pause shop: done\n"));
        var none = await CommandRun.Of(["admin", "pause", "shoe", .. where]);
        Assert.That((none.ExitCode, none.Error), Is.EqualTo((1, "proxydb: there is no cluster `shoe`\n")));
        Assert.That(admin.Control.Calls, Is.EqualTo(new[] { "kill s/1", "pause shop", "pause shoe" }));
    }

    [Test]
    public async Task Admin_trusts_no_stranger_and_sends_no_password_in_clear()
    {
        await using var admin = await AdminSample.StartAsync(tls: true);
        _sample.Write("admin-pw", Password);
        var stranger = await CommandRun.Of("admin", "pools", "--url", admin.Url, "--user", "oper", "--password-file", _sample.In("admin-pw"));
        Assert.That(stranger.ExitCode, Is.EqualTo(2));
        Assert.That(stranger.Error, Does.StartWith("proxydb: no administration port at"));
        var clear = await CommandRun.Of("admin", "pools", "--url", "http://192.0.2.1:8432", "--password-file", _sample.In("admin-pw"));
        Assert.That(clear.Error, Is.EqualTo("proxydb: the password would cross the network in clear; use https\n"));
        Assert.That(stranger.All + clear.All, Does.Not.Contain(ConfigurationSample.SecretMarker));
    }

    [Test]
    public async Task A_surprise_exits_70_without_a_stack_trace_or_the_text_of_the_exception()
    {
        var root = new System.CommandLine.RootCommand();
        var fail = new System.CommandLine.Command("fail");
        fail.SetAction(new Func<System.CommandLine.ParseResult, int>(_ => throw new InvalidOperationException(ConfigurationSample.SecretMarker)));
        root.Add(fail);
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(root, ["fail"], TextWriter.Null, error, CancellationToken.None);
        Assert.That(code, Is.EqualTo(70));
        Assert.That(error.ToString(), Does.Contain("internal error").And.Not.Contain("   at ").And.Not.Contain(ConfigurationSample.SecretMarker));
    }
}
