using NUnit.Framework;
using System.Text.RegularExpressions;
using ProxyDb.Host.Configuration;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Tests.Configuration;

public sealed partial class EffectiveOptionsTests
{
    [Test]
    public void What_is_printed_loads_to_the_same_configuration()
    {
        using var sample = new ConfigurationSample();
        const string More =
            """
                pool: {size: 3, per_user: 2, pin_on: [batch, "odd: name"]}
                logins: {report: {user: ro, password_file: pw}}
            listeners:
            """;
        var text = ConfigurationSample.Minimal.Replace("listeners:", More, StringComparison.Ordinal)
            + "audit: {fsync: off, text_limit: 300B}\nadmin: {tls: {certificate_file: tls.crt, key_file: tls.key}}\nnetwork: {loops: 2}\n";
        var first = YamlText.Write(EffectiveOptions.Tree(sample.Load(text)));
        var second = YamlText.Write(EffectiveOptions.Tree(sample.Load(first)));
        Assert.That(second, Is.EqualTo(first));
        Assert.That(first, Does.Contain("size: 3").And.Contain("fsync: off").And.Contain("per_user: 2\n"));
    }

    [Test]
    public void A_cluster_of_mysql_is_printed_with_its_own_defaults()
    {
        using var sample = new ConfigurationSample();
        var text = ConfigurationSample.Minimal
            .Replace("endpoints: [db:5432]", "protocol: mysql\n    endpoints: [db]\n    compression: true\n    server_version: 10.11.6-MariaDB", StringComparison.Ordinal)
            .Replace("cluster: shop}", "protocol: mysql, cluster: shop}", StringComparison.Ordinal);
        var first = YamlText.Write(EffectiveOptions.Tree(sample.Load(text)));
        Assert.That(YamlText.Write(EffectiveOptions.Tree(sample.Load(first))), Is.EqualTo(first));
        Assert.That(first, Does.Contain("db:3306").And.Contain("caching_sha2_password").And.Contain("mysql_native_password")
            .And.Not.Contain("mysql_clear_password").And.Contain("compression: true").And.Contain("server_version: 10.11.6-MariaDB"));
    }

    [Test]
    public void Each_key_is_documented_with_its_default()
    {
        var documented = Documented();
        var faults = new List<string>();
        foreach (var (key, value) in ConfigurationKeys.All())
        {
            if (!documented.Remove(key, out var written))
            {
                faults.Add($"`{key}` is not in docs/configuration.md");
            }
            else if (!IsSame(key, value, written))
            {
                faults.Add($"`{key}`: the documented default is {written}, the real one {value ?? "null"}");
            }
        }

        Assert.That(faults.Concat(documented.Keys.Select(k => $"`{k}` is documented and is no key")), Is.Empty);
    }

    /// <summary>Defaults that depend on something are explained in words.</summary>
    private static bool IsSame(string key, string? value, string written) => written switch
    {
        "required" => value is null or "" or "[]" or "127.0.0.1:0" || key.EndsWith("password_file", StringComparison.Ordinal),
        "`state/CLUSTER.catalog`" => key == "clusters.*.catalog.cache_file",
        _ => Normal(written.Trim('`')) == Normal((value ?? "null").ReplaceLineEndings("").Replace("\"", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal)),
    };

    private static string Normal(string text) =>
        Units.TryDuration(text, out var time) ? time.ToString() : Units.TrySize(text, out var bytes) ? $"{bytes} bytes" : text.Replace("True", "true", StringComparison.Ordinal);

    private static Dictionary<string, string> Documented()
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "configuration.md"));
        return Row().Matches(text).Where(m => m.Groups["default"].Value != "meaning")
            .ToDictionary(m => m.Groups["key"].Value, m => m.Groups["default"].Value, StringComparer.Ordinal);
    }

    internal static string RepositoryRoot()
    {
        var directory = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "ProxyDb.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }

    [GeneratedRegex(@"^\| `(?<key>[a-z_.*\[\]0-9]+)` \| (?<default>`[^`]+`|required) \|.*\|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
