using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Host.Backends;

/// <summary>
/// Ids of relations and numbers of columns that outlive a rename, on servers that give none to a plain login. What keeps its name keeps
/// its id. A relation that is gone beside a new one of the same database with the same columns has been renamed, and so has a column
/// that is gone where a new one stands in its place: what protected the old name protects the new one.
/// </summary>
internal sealed class MySqlIdentities
{
    private readonly CatalogDatabase? _previous;
    private uint _last;

    /// <param name="previous">The catalog known last; null at first.</param>
    public MySqlIdentities(CatalogDatabase? previous)
    {
        _previous = previous;
        foreach (var relation in previous?.Schemas.SelectMany(static s => s.Relations) ?? [])
        {
            _last = Math.Max(_last, relation.Oid);
        }
    }

    /// <summary>The relations of one schema with their ids.</summary>
    public IEnumerable<CatalogRelation> Take(string schema, bool isBuiltin, ImmutableArray<CatalogRelation> relations)
    {
        if (isBuiltin)
        {
            return relations;
        }

        var names = relations.Select(static r => r.Name).ToHashSet(StringComparer.Ordinal);
        var gone = (_previous?.Schema(schema)?.Relations ?? []).Where(r => r.Oid != 0 && !names.Contains(r.Name)).ToList();
        return [.. relations.Select(r => Identified(r, _previous?.Relation(schema, r.Name) ?? TakeRenamed(r, gone)))];
    }

    private static CatalogRelation? TakeRenamed(CatalogRelation relation, List<CatalogRelation> gone)
    {
        var index = gone.FindIndex(g => g.Kind == relation.Kind && g.Columns.Select(Signature).SequenceEqual(relation.Columns.Select(Signature)));
        if (index < 0)
        {
            return null;
        }

        var found = gone[index];
        gone.RemoveAt(index);
        return found;
    }

    private static (string Name, string? Type) Signature(CatalogColumn column) => (column.Name, column.Type);

    private CatalogRelation Identified(CatalogRelation relation, CatalogRelation? before)
    {
        var oid = before is { Oid: not 0 } ? before.Oid : ++_last;
        return relation.With(oid, Numbered(relation.Columns, before?.Columns ?? []));
    }

    /// <summary>Numbers by name; what is new takes the number of what is gone from the same place, else a number that was never used.</summary>
    private static ImmutableArray<CatalogColumn> Numbered(ImmutableArray<CatalogColumn> columns, ImmutableArray<CatalogColumn> before)
    {
        if (before.IsEmpty)
        {
            return columns;
        }

        var names = columns.Select(static c => c.Name).ToHashSet(StringComparer.Ordinal);
        var known = before.ToDictionary(static c => c.Name, static c => c.Number, StringComparer.Ordinal);
        var next = before.Max(static c => c.Number);
        var numbered = ImmutableArray.CreateBuilder<CatalogColumn>(columns.Length);
        for (var i = 0; i < columns.Length; i++)
        {
            var column = columns[i];
            var isRenamed = i < before.Length && !names.Contains(before[i].Name);
            var number = known.TryGetValue(column.Name, out var own) ? own : isRenamed ? before[i].Number : ++next;
            numbered.Add(column with { Number = number });
        }

        return numbered.MoveToImmutable();
    }
}
