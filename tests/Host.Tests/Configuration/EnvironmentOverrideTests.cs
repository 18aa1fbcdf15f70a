using NUnit.Framework;
using ProxyDb.Host.Configuration;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Tests.Configuration;

public sealed class EnvironmentOverrideTests
{
    private ConfigurationSample _sample = null!;

    [OneTimeSetUp]
    public void Prepare() => _sample = new ConfigurationSample();

    [OneTimeTearDown]
    public void Clean() => _sample.Dispose();

    [Test]
    public void A_value_that_is_absent_from_the_file_is_set() =>
        Assert.That(Load(("PROXYDB__CLUSTERS__SHOP__POOL__SIZE", "7")).Clusters["shop"].Pool.Size, Is.EqualTo(7));

    [Test]
    public void A_value_in_the_file_is_replaced() =>
        Assert.That(Load(("PROXYDB__CLUSTERS__SHOP__LOGIN__USER", "other")).Clusters["shop"].Login.User, Is.EqualTo("other"));

    [Test]
    public void List_items_go_by_index()
    {
        Assert.That(Load(("PROXYDB__LISTENERS__0__NAME", "renamed")).Listeners.Single().Name, Is.EqualTo("renamed"));
        Assert.That(Load(("PROXYDB__CLUSTERS__SHOP__ENDPOINTS__1", "pg-b:5433")).Clusters["shop"].Endpoints, Has.Length.EqualTo(2));
    }

    [Test]
    public void Whole_lists_and_mappings_are_written_as_yaml()
    {
        Assert.That(Load(("PROXYDB__CLUSTERS__SHOP__ENDPOINTS", "[a:1, b:2]")).Clusters["shop"].Endpoints, Has.Length.EqualTo(2));
        Assert.That(Load(("PROXYDB__DRAIN", "{accept: 1s}")).Drain.Accept, Is.EqualTo(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public void Names_with_a_dash_are_written_with_an_underscore()
    {
        var text = ConfigurationSample.Minimal.Replace("shop", "shop-1", StringComparison.Ordinal);
        Assert.That(_sample.Load(text, ("PROXYDB__CLUSTERS__SHOP_1__POOL__SIZE", "9")).Clusters["shop-1"].Pool.Size, Is.EqualTo(9));
    }

    [Test]
    public void Null_takes_a_value_away()
    {
        var text = ConfigurationSample.Minimal + "admin: {tls: {certificate_file: tls.crt, key_file: tls.key}}\n";
        Assert.That(_sample.Load(text).Admin.Tls, Is.Not.Null);
        Assert.That(_sample.Load(text, ("PROXYDB__ADMIN__TLS", "null")).Admin.Tls, Is.Null);
    }

    [TestCase("PROXYDB__CLUSTERS__SHOP__POOL__SIZ", "7", "unknown key `siz`; did you mean `size`?")]
    [TestCase("PROXYDB__CLUSTERS__SHOP__POOL__SIZE", "x", "`x` is not a whole number")]
    [TestCase("PROXYDB__CLUSTERS__SHOP__POOL", "7", "expected a mapping")]
    [TestCase("PROXYDB__LISTENERS__5__NAME", "x", "there is no place `LISTENERS.5` to override")]
    [TestCase("PROXYDB__LISTENERS__X", "x", "there is no place")]
    [TestCase("PROXYDB__PROXYDB__X", "x", "there is no place")]
    [TestCase("PROXYDB__DRAIN", "{accept", "not valid YAML")]
    [TestCase("PROXYDB__CLUSTERS__SHOP__POOL__PER_USER", "200%", "is no share")]
    public void A_faulty_variable_is_named(string name, string value, string message)
    {
        var errors = new DocumentErrors();
        Assert.That(_sample.Load(ConfigurationSample.Minimal, errors, (name, value)), Is.Null);
        Assert.That(errors.Any(e => e.File == "$" + name && e.Message.Contains(message, StringComparison.Ordinal)), Is.True, string.Join('\n', errors));
    }

    [Test]
    public void Variables_of_others_are_left_alone() =>
        Assert.That(Load(("PROXYDB_PORT", "tcp://10.0.0.1:1"), ("PROXYDBX__A", "1"), ("PROXYDB__", "x")), Is.Not.Null);

    [Test]
    public void The_node_takes_its_name_and_id_from_the_pod()
    {
        var one = Load(("POD_NAME", "proxydb-0"), ("POD_UID", "a")).Node;
        var other = Load(("POD_NAME", "proxydb-0"), ("POD_UID", "b")).Node;
        Assert.That(one.Name, Is.EqualTo("proxydb-0"));
        Assert.That(one.CancelId, Is.Not.EqualTo(other.CancelId));
        Assert.That(Load(("PROXYDB__NODE__ID", "77")).Node.CancelId, Is.EqualTo(77));
    }

    private GatewayOptions Load(params (string, string)[] environment) => _sample.Load(ConfigurationSample.Minimal, environment);
}
