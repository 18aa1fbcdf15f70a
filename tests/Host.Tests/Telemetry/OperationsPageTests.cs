using System.Text.RegularExpressions;
using NUnit.Framework;
using ProxyDb.Host.Telemetry;
using ProxyDb.Host.Tests.Configuration;

namespace ProxyDb.Host.Tests.Telemetry;

public sealed class OperationsPageTests
{
    [Test]
    public void Every_metric_of_our_own_is_on_the_page_of_operations()
    {
        var page = File.ReadAllText(Path.Combine(EffectiveOptionsTests.RepositoryRoot(), "docs", "operations.md"))
            .Replace("`_misses`, `_entries`", "`proxydb_statement_cache_misses`, `proxydb_statement_cache_entries`", StringComparison.Ordinal);
        var names = Regex.Matches(new GatewayMetrics(1).Render(), "^# TYPE (proxydb_[a-z0-9_]+) ", RegexOptions.Multiline, TimeSpan.FromSeconds(1));
        Assert.That(names, Is.Not.Empty);
        Assert.That(names.Select(m => m.Groups[1].Value).Where(n => !page.Contains("`" + n, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Every_command_is_on_the_page_of_operations()
    {
        var page = File.ReadAllText(Path.Combine(EffectiveOptionsTests.RepositoryRoot(), "docs", "operations.md"));
        var commands = Program.Root().Subcommands.Select(c => c.Name);
        Assert.That(commands.Where(c => !page.Contains("`proxydb " + c, StringComparison.Ordinal)), Is.Empty);
    }
}
