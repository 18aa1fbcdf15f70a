using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Decisions;

/// <summary>
/// Resolves every name that protects something: tags, what denies, masks, filters, limits and audits name, and what allows except. An
/// allow itself grants by the name that is written.
/// </summary>
internal sealed class TagBinder
{
    private readonly CatalogDatabase _catalog;
    private readonly TagBindings? _previous;
    private readonly Dictionary<(string? Database, uint Oid), CatalogRelation> _relations = [];
    private readonly List<(string? Database, CatalogRelation Relation)> _all;
    private readonly Dictionary<BindingKey, ImmutableHashSet<BoundId>> _known = [];
    private readonly Dictionary<NamePatterns, HashSet<BoundName>> _renamed = [];
    private readonly ImmutableArray<TagDrift>.Builder _drift = ImmutableArray.CreateBuilder<TagDrift>();

    public TagBinder(CatalogDatabase catalog, TagBindings? previous)
    {
        (_catalog, _previous) = (catalog, previous);
        Add(null, catalog);
        foreach (var other in catalog.Server.Values.Where(d => d.Name != catalog.Name))
        {
            Add(other.Name, other);
        }

        _all = [.. _relations.Select(static r => (r.Key.Database, r.Value))];
    }

    /// <param name="database">Null for the one whose names need no database.</param>
    private void Add(string? database, CatalogDatabase catalog)
    {
        foreach (var relation in catalog.Schemas.SelectMany(static s => s.Relations))
        {
            if (relation is { IsBuiltin: false, Oid: not 0 })
            {
                _relations[(database, relation.Oid)] = relation;
            }
        }
    }

    public TagBindings Bind(PolicySet set, bool denyOnDrift)
    {
        foreach (var tag in set.Tags)
        {
            Bind(tag.Name, isTag: true, tag.Columns, isColumn: true);
        }

        foreach (var rule in set.Rules.Where(static r => !r.IsBuiltIn))
        {
            var isAllow = rule.Effect == RuleEffect.Allow;
            Bind(rule.Id, isTag: false, isAllow ? rule.ExceptObjects : rule.Objects, isColumn: false);
            Bind(rule.Id, isTag: false, isAllow ? rule.ExceptColumns : rule.Columns, isColumn: true);
        }

        return new TagBindings(_known, _renamed, _drift.ToImmutable())
        {
            DenyOnDrift = denyOnDrift,
            Narrowing = new CatalogNarrowing(set.Rules.Any(static r => r.CatalogNarrow) ? _catalog : null),
        };
    }

    private void Bind(string owner, bool isTag, NamePatterns? patterns, bool isColumn)
    {
        foreach (var pattern in patterns?.All ?? [])
        {
            // What matches everything matches it under any name.
            if (!pattern.IsEverything)
            {
                Bind(new BindingKey(owner, isTag, pattern.Text, isColumn), patterns!, pattern);
            }
        }
    }

    private void Bind(in BindingKey key, NamePatterns patterns, NamePattern pattern)
    {
        var now = Matches(pattern, key.IsColumn).ToImmutableHashSet();
        var before = _previous?.Known(key);
        var renamed = before is null ? [] : before.Except(now).Where(Exists).ToList();
        var isOwn = pattern.ExactParts is { IsEmpty: false } parts && parts.Length == (key.IsColumn ? 4 : 3) && parts[0] == _catalog.Name;
        if (now.IsEmpty && before is null && !(isOwn && key.IsTag))
        {
            return;
        }

        _known[key] = now.Union(renamed);
        foreach (var id in renamed)
        {
            (_renamed.TryGetValue(patterns, out var names) ? names : _renamed[patterns] = []).Add(Name(id));
        }

        if (now.IsEmpty && pattern.IsExact)
        {
            _drift.Add(new TagDrift(key.Owner, key.IsTag, key.Pattern, renamed.Count == 0 ? null : Text(Name(renamed[0]))));
        }
    }

    private IEnumerable<BoundId> Matches(NamePattern pattern, bool isColumn)
    {
        var one = new NamePatterns([pattern]);
        foreach (var (database, relation) in Candidates(pattern, isColumn))
        {
            var name = relation.ObjectName with { Database = database };
            if (!isColumn)
            {
                if (one.MayCover(name, null, _catalog.Name))
                {
                    yield return new BoundId(database, relation.Oid, 0);
                }

                continue;
            }

            foreach (var column in relation.Columns)
            {
                if (column.Number > 0 && one.MayCover(name, column.Name, _catalog.Name))
                {
                    yield return new BoundId(database, relation.Oid, column.Number);
                }
            }
        }
    }

    /// <summary>An exact name of the session's own database is looked up; a glob goes through every relation.</summary>
    private List<(string? Database, CatalogRelation Relation)> Candidates(NamePattern pattern, bool isColumn)
    {
        var parts = pattern.ExactParts;
        if (parts.IsEmpty || _catalog.Server.Count > 0)
        {
            return _all;
        }

        var table = isColumn ? parts.Length - 2 : parts.Length - 1;
        return table > 0 && _catalog.Relation(parts[table - 1], parts[table]) is { } found && _relations.ContainsKey((null, found.Oid)) ? [(null, found)] : [];
    }

    private bool Exists(BoundId id) =>
        _relations.TryGetValue((id.Database, id.Oid), out var relation) && (id.Number == 0 || relation.Columns.Any(c => c.Number == id.Number));

    private BoundName Name(BoundId id)
    {
        var relation = _relations[(id.Database, id.Oid)];
        return new BoundName(id.Database, relation.Schema, relation.Name, relation.Columns.FirstOrDefault(c => c.Number == id.Number)?.Name);
    }

    private static string Text(BoundName name)
    {
        var table = new ObjectName(null, name.Database, name.Schema, name.Name).ToString();
        return name.Column is null ? table : $"{table}.{new ObjectName(null, name.Column)}";
    }
}
