using System.Collections.Frozen;
using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Decisions;

/// <summary>
/// What the names in tags and rules mean in one database, by object ids: a column or table that was once matched stays matched
/// when it is renamed. Immutable; made anew for each catalog and policy set from what was known before.
/// </summary>
public sealed class TagBindings
{
    private readonly FrozenDictionary<BindingKey, ImmutableHashSet<BoundId>> _known;
    private readonly FrozenDictionary<NamePatterns, FrozenSet<BoundName>> _renamed;
    private readonly FrozenSet<string> _gone;

    internal TagBindings(
        IReadOnlyDictionary<BindingKey, ImmutableHashSet<BoundId>> known, IReadOnlyDictionary<NamePatterns, HashSet<BoundName>> renamed,
        ImmutableArray<TagDrift> drift)
    {
        _known = known.ToFrozenDictionary();
        _renamed = renamed.ToFrozenDictionary(static r => r.Key, static r => r.Value.ToFrozenSet());
        _gone = drift.Where(static d => d is { IsTag: true, Now: null }).Select(static d => d.Name).ToFrozenSet(StringComparer.Ordinal);
        Drift = drift;
    }

    /// <summary>Exact names that do not match any more.</summary>
    public ImmutableArray<TagDrift> Drift { get; }

    /// <summary><c>tags.on_drift: deny</c>: rules that name a tag which matches nothing any more deny what they could protect.</summary>
    public bool DenyOnDrift { get; init; }

    /// <summary>Binds the names of a set in a catalog.</summary>
    /// <param name="previous">What was known of the same database, by whatever policy set; null at first.</param>
    public static TagBindings Make(PolicySet set, CatalogDatabase catalog, TagBindings? previous, bool denyOnDrift = false) =>
        new TagBinder(catalog, previous).Bind(set, denyOnDrift);

    /// <summary>What rules with <c>catalog: narrow</c> hide in the server's catalogs.</summary>
    internal CatalogNarrowing Narrowing { get; init; } = new(null);

    /// <summary>Ids a name was bound to; null when it never matched anything.</summary>
    internal ImmutableHashSet<BoundId>? Known(in BindingKey key) => _known.GetValueOrDefault(key);

    /// <summary>Whether the patterns mean the object or column by an earlier name of it.</summary>
    /// <param name="column">Null for the object itself; <c>*</c> for any column of it.</param>
    internal bool Cover(NamePatterns patterns, in ObjectName name, string? column)
    {
        if (_renamed.Count == 0 || !_renamed.TryGetValue(patterns, out var names))
        {
            return false;
        }

        if (column != "*")
        {
            return names.Contains(new BoundName(name.Database, name.Schema, name.Name, column));
        }

        foreach (var bound in names)
        {
            if (bound.Column is not null && bound.Database == name.Database && bound.Schema == name.Schema && bound.Name == name.Name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a name of the tag matches nothing any more and that denies.</summary>
    internal bool IsGone(Tag tag) => DenyOnDrift && _gone.Contains(tag.Name);
}

/// <summary>An exact name of a tag or rule that does not match any more.</summary>
/// <param name="Name">Name of the tag, or id of the rule.</param>
/// <param name="Pattern">As written.</param>
/// <param name="Now">What it is called now; null when it is not there.</param>
public sealed record TagDrift(string Name, bool IsTag, string Pattern, string? Now);

/// <summary>A pattern of a tag or rule.</summary>
internal readonly record struct BindingKey(string Owner, bool IsTag, string Pattern, bool IsColumn);

/// <summary>A relation, or (with a number above 0) a column of it.</summary>
/// <param name="Database">T-SQL: another of the server than the session's; null: that one.</param>
internal readonly record struct BoundId(string? Database, uint Oid, int Number);

/// <summary>What a bound id is called now.</summary>
internal readonly record struct BoundName(string? Database, string? Schema, string Name, string? Column);
