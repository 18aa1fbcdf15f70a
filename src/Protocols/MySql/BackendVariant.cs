namespace ProxyDb.Protocols.MySql;

/// <summary>Flags of a login that change what statements mean or how long a session lives: a backend is for clients of the same ones.</summary>
internal static class BackendVariant
{
    /// <summary>In the order of their names.</summary>
    public static IReadOnlyList<(Capabilities Flag, string Name)> Flags { get; } =
    [
        (Capabilities.FoundRows, "found_rows"), (Capabilities.IgnoreSpace, "ignore_space"), (Capabilities.Interactive, "interactive"),
    ];

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
