using NUnit.Framework;
using System.Net;
using ProxyDb.Host.Configuration;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Tests.Configuration;

public sealed class ConfigurationLoaderTests
{
    private ConfigurationSample _sample = null!;

    [OneTimeSetUp]
    public void Prepare() => _sample = new ConfigurationSample();

    [OneTimeTearDown]
    public void Clean() => _sample.Dispose();

    private static IEnumerable<TestCaseData> Faults() =>
        ConfigurationFaults.All.Select((f, i) => new TestCaseData(f).SetName($"Fault_{i:000}({f})"));

    [TestCaseSource(nameof(Faults))]
    public void A_fault_is_reported_where_it_stands(object testCase)
    {
        var fault = (ConfigurationFault)testCase;
        var errors = new DocumentErrors();
        var options = _sample.Load(fault.Text, errors);
        Assert.That(options, Is.Null, "nothing faulty may be used");
        Assert.That(
            errors.Any(e => !e.IsWarning && e.File == "proxydb.yaml" && e.Line == fault.Line && e.Column == fault.Column
                && e.Message.Contains(fault.Message, StringComparison.Ordinal)),
            Is.True, $"expected {fault.Line}:{fault.Column} {fault.Message}, got:\n{string.Join('\n', errors)}");
    }

    [Test]
    public void Every_key_has_a_faulty_case()
    {
        var tested = ConfigurationFaults.All.Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        Assert.That(ConfigurationKeys.All().Select(k => k.Key).Where(k => !tested.Contains(k)), Is.Empty);
    }

    [Test]
    public void Error_texts_are_lower_case_without_a_final_stop_and_name_no_secret()
    {
        foreach (var fault in ConfigurationFaults.All)
        {
            var errors = new DocumentErrors();
            _sample.Load(fault.Text, errors);
            foreach (var error in errors)
            {
                Assert.That(error.Message, Does.Not.EndWith(".").And.Not.Contain(ConfigurationSample.SecretMarker));
                Assert.That(char.IsUpper(error.Message[0]), Is.False.Or.EqualTo(error.Message.StartsWith("TLS", StringComparison.Ordinal)));
            }
        }
    }

    [Test]
    public void All_faults_are_reported_at_once()
    {
        const string Text =
            """
            proxydb: config/v1
            node: {id: x}
            network: {transport: iocp, loop: 2}
            clusters:
              shop:
                endpoints: [db:0]
                login: {user: svc, password_file: none}
                pool: {size: 0, wait_timeout: 5}
            listeners:
            - {name: l, listen: here, cluster: shoe}
            limits: {depth: 9999}
            """;
        var errors = new DocumentErrors();
        Assert.That(_sample.Load(Text, errors), Is.Null);
        Assert.That(errors.Select(e => e.Line).Distinct().Order(), Is.EqualTo(new[] { 2, 3, 6, 7, 8, 10, 11 }));
        Assert.That(errors.Count(e => !e.IsWarning), Is.EqualTo(10));
    }

    [TestCase("")]
    [TestCase("a: [")]
    [TestCase("- list")]
    [TestCase("a: 1\na: 2")]
    [TestCase("\t- tab")]
    [TestCase("a: *nowhere")]
    [TestCase("--- 1\n--- 2")]
    public void What_is_not_one_yaml_mapping_is_refused_with_a_place(string text)
    {
        var errors = new DocumentErrors();
        Assert.That(_sample.Load(text, errors), Is.Null);
        Assert.That(errors.Any, Is.True);
        Assert.That(errors[0].Line, Is.GreaterThan(0));
    }

    [Test]
    public void A_missing_file_is_one_error()
    {
        var errors = new DocumentErrors();
        Assert.That(ConfigurationLoader.Load(_sample.In("none.yaml"), new Dictionary<string, string>(), errors), Is.Null);
        Assert.That(errors.Single().Message, Is.EqualTo("the configuration file does not exist"));
    }

    [Test]
    public void The_smallest_configuration_gets_every_default()
    {
        var options = _sample.Load(ConfigurationSample.Minimal);
        var cluster = options.Clusters["shop"];
        Assert.That(cluster.Endpoints, Is.EqualTo(new[] { new ServerEndpoint("db", 5432) }));
        Assert.That(cluster.Pool with { PinOn = default }, Is.EqualTo(new PoolOptions { PinOn = default }));
        Assert.That(cluster.Login.PasswordFile, Is.EqualTo(_sample.In("pw")));
        Assert.That(cluster.Catalog.CacheFile, Is.EqualTo(_sample.In("state/shop.catalog")));
        Assert.That(options.Listeners[0].Tls.Mode, Is.EqualTo(ListenerTlsMode.Disable));
        Assert.That(options.UsersFile, Is.EqualTo(_sample.In("users.yaml")));
        Assert.That(options.Audit.Directory, Is.EqualTo(_sample.In("audit")));
        Assert.That(options.StateDirectory, Is.EqualTo(_sample.In("state")));
        Assert.That(options.Network.LoopCount, Is.InRange(1, 4));
    }

    [Test]
    public void Tls_off_loopback_is_required_by_default_and_weaker_modes_are_warned_about()
    {
        var text = ConfigurationSample.Minimal.Replace("127.0.0.1:0", "0.0.0.0:0", StringComparison.Ordinal);
        var strict = text.Replace("cluster: shop}", "cluster: shop, tls: {certificate_file: tls.crt, key_file: tls.key}}", StringComparison.Ordinal);
        Assert.That(_sample.Load(strict).Listeners[0].Tls.Mode, Is.EqualTo(ListenerTlsMode.Require));
        var errors = new DocumentErrors();
        Assert.That(_sample.Load(text.Replace("cluster: shop}", "cluster: shop, tls: {mode: disable}}", StringComparison.Ordinal), errors), Is.Not.Null);
        Assert.That(errors.Single().ToString(), Does.Contain("warning: clients may send statements in clear"));
    }

    [Test]
    public void A_certificate_on_loopback_makes_tls_welcome()
    {
        var text = ConfigurationSample.Minimal.Replace("cluster: shop}", "cluster: shop, tls: {certificate_file: other.crt, key_file: other.key}}", StringComparison.Ordinal);
        var errors = new DocumentErrors();
        Assert.That(_sample.Load(text, errors)!.Listeners[0].Tls.Mode, Is.EqualTo(ListenerTlsMode.Prefer));
        Assert.That(errors.Single().Message, Does.StartWith("the certificate ends on"));
    }

    [Test]
    public void Loose_permissions_of_a_secret_are_warned_about()
    {
        File.SetUnixFileMode(_sample.In("pw"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var errors = new DocumentErrors();
        Assert.That(_sample.Load(ConfigurationSample.Minimal, errors), Is.Not.Null);
        File.SetUnixFileMode(_sample.In("pw"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.That(errors.Single().ToString(), Does.StartWith("proxydb.yaml:5:39: warning: `pw` can be read or changed by others"));
    }

    [TestCase("db:5433", "db", 5433)]
    [TestCase("db", "db", 5432)]
    [TestCase("10.0.0.1:1", "10.0.0.1", 1)]
    [TestCase("[::1]:5432", "::1", 5432)]
    [TestCase("[fe80::1]", "fe80::1", 5432)]
    public void Servers_are_read_as_people_write_them(string text, string host, int port)
    {
        Assert.That(ClusterReader.TryEndpoint(text, 5432, out var endpoint), Is.True);
        Assert.That(endpoint, Is.EqualTo(new ServerEndpoint(host, port)));
    }

    [TestCase("")]
    [TestCase(":5432")]
    [TestCase("a b:5432")]
    [TestCase("db:")]
    [TestCase("db:0")]
    [TestCase("[::1:5432")]
    [TestCase("db:5432:1")]
    public void What_is_no_server_is_refused(string text) => Assert.That(ClusterReader.TryEndpoint(text, 5432, out _), Is.False);

    [TestCase("127.0.0.1:1", "127.0.0.1:1", true)]
    [TestCase("0.0.0.0:1", "127.0.0.1:1", true)]
    [TestCase("[::]:1", "127.0.0.1:1", true)]
    [TestCase("127.0.0.1:1", "127.0.0.2:1", false)]
    [TestCase("127.0.0.1:1", "127.0.0.1:2", false)]
    [TestCase("127.0.0.1:0", "127.0.0.1:0", false)]
    public void Addresses_that_cannot_both_be_bound_are_found(string one, string other, bool expected) =>
        Assert.That(ListenerReader.Overlap(IPEndPoint.Parse(one), IPEndPoint.Parse(other)), Is.EqualTo(expected));

    [Test]
    public void A_secret_is_the_file_without_one_newline()
    {
        foreach (var (content, secret) in new[] { ("a\n", "a"), ("a\r\n", "a"), ("a\n\n", "a\n"), ("a", "a"), ("\n", ""), ("", "") })
        {
            _sample.Write("s", content);
            Assert.That(System.Text.Encoding.UTF8.GetString(SecretFile.Read(_sample.In("s"))), Is.EqualTo(secret));
        }
    }
}
