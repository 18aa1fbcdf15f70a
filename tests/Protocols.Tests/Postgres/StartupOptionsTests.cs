using ProxyDb.Protocols.Postgres;

namespace ProxyDb.Protocols.Tests.Postgres;

[TestFixture]
public sealed class StartupOptionsTests
{
    [TestCase("-c search_path=public", "search_path=public")]
    [TestCase("-csearch_path=public", "search_path=public")]
    [TestCase("--search-path=public", "search_path=public")]
    [TestCase("  -c\ta=1\n--b=2 ", "a=1|b=2")]
    [TestCase(@"-c application_name=my\ app", "application_name=my app")]
    [TestCase(@"-c x=a\\b", @"x=a\b")]
    [TestCase(@"-c x=\-c\ role=admin", "x=-c role=admin")]
    [TestCase(@"-c r\ole=admin", "role=admin")]
    [TestCase("-c x=a=b", "x=a=b")]
    [TestCase("-c x=", "x=")]
    [TestCase(@"-c x=a\", "x=a")]
    [TestCase("", "")]
    public void Options_are_unfolded_as_the_server_does(string options, string expected)
    {
        var settings = new List<KeyValuePair<string, string>>();
        Assert.That(StartupOptions.Unfold(options, settings), Is.Null);
        Assert.That(string.Join('|', settings.Select(setting => $"{setting.Key}={setting.Value}")), Is.EqualTo(expected));
    }

    [TestCase("-c")]
    [TestCase("-c name")]
    [TestCase("--name")]
    [TestCase("-d 5")]
    [TestCase("-e")]
    [TestCase("name=value")]
    public void Other_options_are_refused(string options) =>
        Assert.That(StartupOptions.Unfold(options, []), Is.Not.Null);
}
