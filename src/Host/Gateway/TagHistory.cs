using System.Runtime.CompilerServices;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// What tags and rules mean in one database, from catalog to catalog: each binding is made of the one before, so that a renamed column
/// keeps its tag. It begins with the catalog that the last run kept on disk.
/// </summary>
/// <param name="denyOnDrift"><c>tags.on_drift: deny</c>.</param>
/// <param name="report">Told of every change of what has drifted: what is new, and how many names of tags match nothing.</param>
internal sealed class TagHistory(bool denyOnDrift, Action<IEnumerable<TagDrift>, int> report)
{
    private readonly ConditionalWeakTable<CatalogDatabase, Made> _made = [];
    private readonly Lock _lock = new();
    private TagBindings? _latest;
    private PolicySet? _set;
    private long _sequence;
    private long _latestSequence;

    /// <summary>The bindings of a set in a catalog; the same object for the same two.</summary>
    /// <param name="isPrivate">A session's own view of the catalog, which may never be committed: nothing is learnt from it.</param>
    public TagBindings For(PolicySet set, CatalogDatabase catalog, bool isPrivate = false)
    {
        lock (_lock)
        {
            var known = _made.TryGetValue(catalog, out var made);
            if (known && ReferenceEquals(made!.Set, set))
            {
                return made.Bindings;
            }

            var sequence = known ? made!.Sequence : ++_sequence;
            var bindings = TagBindings.Make(set, catalog, _latest, denyOnDrift);
            _made.AddOrUpdate(catalog, new Made(set, bindings, sequence));
            if (!isPrivate && sequence >= _latestSequence)
            {
                Report(_latest, bindings);
                (_latest, _latestSequence, _set) = (bindings, sequence, set);
            }

            return bindings;
        }
    }

    /// <summary>Another catalog is in force: what is known is carried over at once, so that no change in between is missed.</summary>
    public void Follow(CatalogDatabase catalog)
    {
        if (_set is { } set)
        {
            For(set, catalog);
        }
    }

    private void Report(TagBindings? before, TagBindings now)
    {
        if (before is null ? now.Drift.Length > 0 : !before.Drift.SequenceEqual(now.Drift))
        {
            report(now.Drift.Except(before?.Drift ?? []), now.Drift.Count(static d => d is { IsTag: true, Now: null }));
        }
    }

    private sealed record Made(PolicySet Set, TagBindings Bindings, long Sequence);
}
