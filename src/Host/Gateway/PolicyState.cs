using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Host.Gateway;

/// <summary>The policies in force. A new set is loaded off-line and swapped in whole; a bad one leaves the last good one in force.</summary>
internal sealed class PolicyState
{
    private readonly string _directory;
    private volatile PolicySet _current;

    private PolicyState(string directory, PolicySet current) => (_directory, _current) = (directory, current);

    public PolicySet Current => _current;

    /// <summary>Null when the directory holds errors; they are in <paramref name="errors"/>.</summary>
    public static PolicyState? Load(string directory, DocumentErrors errors) =>
        Read(directory, errors) is { } set ? new PolicyState(directory, set) : null;

    /// <summary>True when another set is in force now.</summary>
    public bool Reload(DocumentErrors errors)
    {
        var set = Read(_directory, errors);
        if (set is null || set.Version == _current.Version)
        {
            return false;
        }

        _current = set;
        return true;
    }

    private static PolicySet? Read(string directory, DocumentErrors errors)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var path in Directory.EnumerateFiles(directory).Where(IsPolicy))
            {
                files.Add(path, File.ReadAllText(path));
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            errors.Add(directory, 1, 1, "the policy directory cannot be read: " + fault.Message);
            return null;
        }

        return PolicyLoader.Load(files, errors);
    }

    private static bool IsPolicy(string path) =>
        (path.EndsWith(".yaml", StringComparison.Ordinal) || path.EndsWith(".yml", StringComparison.Ordinal))
        && !Path.GetFileName(path).StartsWith('.');
}
