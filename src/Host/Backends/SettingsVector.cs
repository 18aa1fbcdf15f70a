using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace ProxyDb.Host.Backends;

/// <summary>
/// Settings that differ from a backend's own defaults, by folded name. Immutable and interned: vectors with equal contents are the
/// same object (while the table has room), so that "does this backend have the state already" is one comparison of references.
/// </summary>
public sealed class SettingsVector : IEquatable<SettingsVector>
{
    /// <summary>Beyond this many distinct vectors new ones are compared by content.</summary>
    private const int InternedMax = 20_000;

    private static readonly ConcurrentDictionary<SettingsVector, SettingsVector> Interned = new();

    private readonly int _hash;

    private SettingsVector(ImmutableSortedDictionary<string, string> values)
    {
        Values = values;
        var hash = new HashCode();
        foreach (var (name, value) in values)
        {
            hash.Add(name, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }

        _hash = hash.ToHashCode();
    }

    public static SettingsVector Empty { get; } =
        Intern(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal, StringComparer.Ordinal));

    public ImmutableSortedDictionary<string, string> Values { get; }

    public string? this[string name] => Values.GetValueOrDefault(name);

    public SettingsVector With(string name, string value) =>
        Values.TryGetValue(name, out var present) && present == value ? this : Intern(Values.SetItem(name, value));

    public SettingsVector Without(string name) => Values.ContainsKey(name) ? Intern(Values.Remove(name)) : this;

    /// <summary>What must be set (value) or reset (null) to get from this vector to another.</summary>
    public IEnumerable<KeyValuePair<string, string?>> ChangesTo(SettingsVector target)
    {
        foreach (var name in Values.Keys)
        {
            if (!target.Values.ContainsKey(name))
            {
                yield return new KeyValuePair<string, string?>(name, null);
            }
        }

        foreach (var (name, value) in target.Values)
        {
            if (this[name] != value)
            {
                yield return new KeyValuePair<string, string?>(name, value);
            }
        }
    }

    public bool Equals(SettingsVector? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && Values.SequenceEqual(other.Values));

    public override bool Equals(object? obj) => Equals(obj as SettingsVector);

    public override int GetHashCode() => _hash;

    private static SettingsVector Intern(ImmutableSortedDictionary<string, string> values)
    {
        var vector = new SettingsVector(values);
        if (Interned.TryGetValue(vector, out var known))
        {
            return known;
        }

        return Interned.Count < InternedMax ? Interned.GetOrAdd(vector, vector) : vector;
    }
}
