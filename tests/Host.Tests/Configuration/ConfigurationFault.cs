namespace ProxyDb.Host.Tests.Configuration;

/// <summary>
/// One faulty configuration. The text holds the place the error must name between ⟦ and ⟧; they are taken out before it is read.
/// </summary>
/// <param name="Key">The key under test, as docs/configuration.md spells it.</param>
/// <param name="Marked">The whole text.</param>
/// <param name="Message">A part of the message expected.</param>
internal sealed record ConfigurationFault(string Key, string Marked, string Message)
{
    public string Text => Marked.Replace("⟦", "", StringComparison.Ordinal).Replace("⟧", "", StringComparison.Ordinal);

    public int Line => Marked[..Marked.IndexOf('⟦', StringComparison.Ordinal)].Count(c => c == '\n') + 1;

    public int Column
    {
        get
        {
            var at = Marked.IndexOf('⟦', StringComparison.Ordinal);
            return at - (Marked.LastIndexOf('\n', at) + 1) + 1;
        }
    }

    public override string ToString() => $"{Key}: {Message}";

    /// <summary>A fault in a section of its own.</summary>
    public static ConfigurationFault Top(string key, string section, string message) => new(key, ConfigurationSample.Minimal + section + "\n", message);

    /// <summary>A fault in the one cluster.</summary>
    public static ConfigurationFault Cluster(string key, string line, string message) =>
        new("clusters.*." + key, ConfigurationSample.Minimal.Replace("listeners:", "    " + line + "\nlisteners:", StringComparison.Ordinal), message);

    /// <summary>A fault in a cluster of MySQL; a line that begins with <c>login</c> stands in place of the cluster's.</summary>
    public static ConfigurationFault InMysql(string key, string line, string message)
    {
        const string Login = "login: {user: svc, password_file: pw}";
        var text = ConfigurationSample.Minimal.Replace("cluster: shop}", "protocol: mysql, cluster: shop}", StringComparison.Ordinal);
        return new(
            "clusters.*." + key,
            line.StartsWith("login", StringComparison.Ordinal)
                ? text.Replace(Login, line + "\n    protocol: mysql", StringComparison.Ordinal)
                : text.Replace(Login, Login + "\n    protocol: mysql\n    " + line, StringComparison.Ordinal),
            message);
    }

    /// <summary>A fault in place of the cluster's key.</summary>
    public static ConfigurationFault InCluster(string key, string old, string replacement, string message) =>
        new("clusters.*." + key, ConfigurationSample.Minimal.Replace(old, replacement, StringComparison.Ordinal), message);

    /// <summary>A fault in the one listener; <paramref name="replacement"/> is the whole item.</summary>
    public static ConfigurationFault Listener(string key, string replacement, string message) => new(
        "listeners[]." + key,
        ConfigurationSample.Minimal.Replace("""{name: l, listen: "127.0.0.1:0", cluster: shop}""", replacement, StringComparison.Ordinal),
        message);
}
