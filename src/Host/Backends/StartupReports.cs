using System.Collections.Concurrent;

namespace ProxyDb.Host.Backends;

/// <summary>
/// What the server reports to a session that starts with given settings (ParameterStatus): learned from a backend by the first
/// login, so that later ones need none.
/// </summary>
public sealed class StartupReports
{
    private const int EntriesMax = 1_000;

    private readonly ConcurrentDictionary<SettingsVector, IReadOnlyList<KeyValuePair<string, string>>> _byVector = new();

    public IReadOnlyList<KeyValuePair<string, string>>? Find(SettingsVector vector) => _byVector.GetValueOrDefault(vector);

    public void Learn(SettingsVector vector, IReadOnlyDictionary<string, string> parameters)
    {
        if (_byVector.Count >= EntriesMax)
        {
            _byVector.Clear();
        }

        _byVector[vector] = [.. parameters];
    }

    /// <summary>After a change of server (its version may differ).</summary>
    public void Forget() => _byVector.Clear();
}
