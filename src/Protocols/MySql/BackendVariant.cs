namespace ProxyDb.Protocols.MySql;

/// <summary>What of a login changes the meaning or form of answers, or how long a session lives: a backend is for clients of the same kind.</summary>
internal static class BackendVariant
{
    /// <summary>MariaDB gives this client, which cannot read NULL there, numbers of all collations: it tells it by its name.</summary>
    private const string ConnectorNetWord = "connector_net";

    private const string ConnectorNet = "mysql-connector-net";

    /// <summary>In the order of their names.</summary>
    public static IReadOnlyList<(Capabilities Flag, string Name)> Flags { get; } =
    [
        (Capabilities.MariaDbExtendedMetadata, "extended_metadata"),
        (Capabilities.FoundRows, "found_rows"), (Capabilities.IgnoreSpace, "ignore_space"), (Capabilities.Interactive, "interactive"),
    ];

    /// <summary>The words of a client, in their order.</summary>
    /// <param name="clientName">Its connection attribute <c>_client_name</c>.</param>
    public static string Of(Capabilities agreed, string clientName)
    {
        var words = new List<string>(5);
        if (clientName == ConnectorNet)
        {
            words.Add(ConnectorNetWord);
        }

        foreach (var (flag, name) in Flags)
        {
            if ((agreed & flag) != 0)
            {
                words.Add(name);
            }
        }

        return string.Join(' ', words);
    }

    /// <summary>The name that a backend is told of its client.</summary>
    public static string ClientNameOf(string variant) => variant.StartsWith(ConnectorNetWord, StringComparison.Ordinal) ? ConnectorNet : "proxydb";

    public static Capabilities CapabilitiesOf(string variant)
    {
        var capabilities = Capabilities.None;
        foreach (var word in variant.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            capabilities |= FlagOf(word);
        }

        return capabilities;
    }

    private static Capabilities FlagOf(string word)
    {
        if (word == ConnectorNetWord)
        {
            return Capabilities.None;
        }

        foreach (var (flag, name) in Flags)
        {
            if (name == word)
            {
                return flag;
            }
        }

        throw new ArgumentException($"no variant of a backend is `{word}`", nameof(word));
    }
}
