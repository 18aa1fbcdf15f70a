using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using NUnit.Framework;
using ProxyDb.Host.Tests.Configuration;

namespace ProxyDb.Host.Tests.Cli;

[NonParallelizable]
public sealed class DoctorCommandTests
{
    private ConfigurationSample _sample = null!;

    [SetUp]
    public void Prepare() => _sample = new ConfigurationSample();

    [TearDown]
    public void Clean() => _sample.Dispose();

    [Test]
    public async Task A_server_that_does_not_answer_is_named_and_the_exit_code_is_1()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0); // bound, not listening: connections are refused
        taken.Server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Write(ConfigurationSample.Minimal.Replace("db:5432", $"\"{taken.Server.LocalEndPoint}\"", StringComparison.Ordinal));
        var run = await CommandRun.Of("doctor", "login", "--config", _sample.In("proxydb.yaml"), "--json");
        Assert.That(run.ExitCode, Is.EqualTo(1), run.All);
        var row = JsonNode.Parse(run.Output)![0]!;
        Assert.That(((string)row["cluster"]!, (string)row["server"]!, (string)row["login"]!), Is.EqualTo(("shop", taken.Server.LocalEndPoint!.ToString(), "svc")));
        Assert.That((string)row["result"]!, Is.Not.EqualTo("fine"));
        Assert.That(run.All, Does.Not.Contain(ConfigurationSample.SecretMarker));
    }

    [Test]
    public async Task Certificates_are_shown_with_their_end()
    {
        Write(ConfigurationSample.Minimal.Replace("cluster: shop}", "cluster: shop, tls: {certificate_file: tls.crt, key_file: tls.key}}", StringComparison.Ordinal));
        var run = await CommandRun.Of("doctor", "tls", "--config", _sample.In("proxydb.yaml"));
        Assert.That(run.ExitCode, Is.Zero, run.All);
        Assert.That(run.Output, Does.Contain("tls.crt").And.Contain(DateTime.UtcNow.AddYears(1).Year.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [TestCase("egress")]
    [TestCase("catalog")]
    public async Task What_is_still_to_come_is_refused_by_name(string what)
    {
        var run = await CommandRun.Of("doctor", what);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((2, $"proxydb: `doctor {what}` is not in this release yet\n")));
    }

    private void Write(string text) => _sample.Write("proxydb.yaml", text);
}
