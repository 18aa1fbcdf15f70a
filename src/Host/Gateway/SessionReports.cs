namespace ProxyDb.Host.Gateway;

/// <summary>What the client was last told of the server's parameters: told again only when it is not true any more.</summary>
internal sealed class SessionReports
{
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);

    public string? this[string name] => _told.GetValueOrDefault(name);

    public IReadOnlyDictionary<string, string> All => _told;

    /// <summary>True: the client does not know it yet.</summary>
    public bool Tell(string name, string value)
    {
        if (_told.TryGetValue(name, out var known) && known == value)
        {
            return false;
        }

        _told[name] = value;
        return true;
    }
}
