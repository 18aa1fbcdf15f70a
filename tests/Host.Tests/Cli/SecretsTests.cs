using NUnit.Framework;
using ProxyDb.Host.Identity;
using ProxyDb.Host.Tests.Configuration;

namespace ProxyDb.Host.Tests.Cli;

/// <summary>Whatever is asked, with good files and with broken ones: what is in a secret file or in a verifier is never printed.</summary>
[NonParallelizable]
public sealed class SecretsTests
{
    private const string Marker = ConfigurationSample.SecretMarker;

    private ConfigurationSample _sample = null!;
    private string _verifier = "";

    [SetUp]
    public async Task Prepare()
    {
        _sample = new ConfigurationSample();
        foreach (var name in new[] { "pw", "signing", "marked.key" })
        {
            _sample.Write(name, Marker + "\n");
        }

        File.Delete(_sample.In("users.yaml"));
        await CommandRun.WithInput(Marker + "\n", "user", "add", "kim", "--file", _sample.In("users.yaml"), "--mysql", "--native");
        _verifier = (await File.ReadAllTextAsync(_sample.In("users.yaml"))).Split('"').First(p => p.StartsWith("SCRAM", StringComparison.Ordinal));
        File.Copy(_sample.In("users.yaml"), _sample.In("admins.yaml"));
        File.SetUnixFileMode(_sample.In("admins.yaml"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [TearDown]
    public void Clean() => _sample.Dispose();

    private static IEnumerable<string> Configurations() =>
    [
        ConfigurationSample.Minimal + "audit: {signing_key_file: signing}\n",
        ConfigurationSample.Minimal + "masks: {keys: {default: pw}}\n",
        ConfigurationSample.Minimal + "admin: {tls: {certificate_file: tls.crt, key_file: marked.key}}\n",
        ConfigurationSample.Minimal + "admin: {tls: {certificate_file: marked.key, key_file: tls.key}}\n",
        ConfigurationSample.Minimal.Replace("password_file: pw", "password: " + Marker, StringComparison.Ordinal),
        ConfigurationSample.Minimal + "users_file: pw\n",
        ConfigurationSample.Minimal + "users_file: {scram_sha_256: " + Marker + "}\n",
    ];

    [TestCaseSource(nameof(Configurations))]
    public async Task Check_prints_none(string text)
    {
        _sample.Write("proxydb.yaml", text);
        foreach (var line in new string[][] { [], ["--json"], ["--effective"], ["--effective", "--json"] })
        {
            AssertClean(await CommandRun.Of(["check", "--config", _sample.In("proxydb.yaml"), .. line]));
        }
    }

    [Test]
    public async Task Commands_about_users_print_none()
    {
        var file = _sample.In("users.yaml");
        AssertClean(await CommandRun.Of("user", "list", "--file", file));
        AssertClean(await CommandRun.Of("user", "list", "--file", file, "--json"));
        AssertClean(await CommandRun.WithInput(Marker, "user", "verify", "kim", "--file", file));
        AssertClean(await CommandRun.WithInput(Marker + "\u0301", "user", "verify", "kim", "--file", file));
        AssertClean(await CommandRun.WithInput(Marker + "\u0301", "user", "add", "kim", "--file", file));
        AssertClean(await CommandRun.WithInput(Marker, "user", "add", "kim", "--file", file));
    }

    [TestCase("scram_sha_256: \"", "scram_sha_256: \"X")]
    [TestCase("caching_sha2: \"", "caching_sha2: \"X")]
    [TestCase("mock_secret: \"", "mock_secret: \"*")]
    [TestCase("users:", "users: [")]
    [TestCase("  kim:", "  kim: \"")]
    public async Task A_broken_users_file_shows_no_verifier(string old, string broken)
    {
        var file = _sample.In("users.yaml");
        _sample.Write("proxydb.yaml", ConfigurationSample.Minimal);
        _sample.Write("users.yaml", (await File.ReadAllTextAsync(file)).Replace(old, broken, StringComparison.Ordinal));
        var runs = new[]
        {
            await CommandRun.Of("check", "--config", _sample.In("proxydb.yaml")),
            await CommandRun.Of("user", "list", "--file", file),
            await CommandRun.Of("user", "remove", "kim", "--file", file),
        };
        foreach (var run in runs)
        {
            Assert.That(run.ExitCode, Is.EqualTo(2), run.All);
            AssertClean(run);
        }
    }

    [Test]
    public void Records_that_hold_verifiers_do_not_print_them()
    {
        Assert.That(ScramSecret.TryParse(_verifier, out var verifier), Is.True);
        Assert.That(new GatewayUser("kim") { Scram = verifier, CachingSha2 = Marker, MysqlNative = Marker }.ToString(), Does.Not.Contain(Marker));
    }

    private void AssertClean(CommandRun run)
    {
        Assert.That(run.All, Does.Not.Contain(Marker));
        Assert.That(run.All, Does.Not.Contain(_verifier).And.Not.Contain(_verifier.Split(':')[^1]).And.Not.Contain("$A$005"));
    }
}
