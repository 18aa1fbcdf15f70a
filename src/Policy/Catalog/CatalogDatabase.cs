using System.Collections.Frozen;
using System.Collections.Immutable;
using ProxyDb.Policy.Catalog.Builtins;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Catalog;

/// <summary>One database of a cluster: its schemas, with the server's built-in ones always among them. Immutable.</summary>
public sealed class CatalogDatabase
{
    private readonly FrozenDictionary<string, CatalogSchema> _schemas;

    /// <param name="schemas">Of equal names only the last counts; what they add to a built-in schema is merged into it.</param>
    public CatalogDatabase(
        string name,
        SqlDialect dialect,
        IEnumerable<CatalogSchema> schemas,
        ImmutableArray<string> searchPath = default,
        IEnumerable<CatalogCast>? casts = null)
    {
        Name = name;
        Dialect = dialect;
        SearchPath = searchPath.IsDefault ? DefaultSearchPath(dialect, name) : searchPath;
        Casts = [.. casts ?? []];
        var byName = new Dictionary<string, CatalogSchema>(StringComparer.Ordinal);
        if (dialect == SqlDialect.Postgres)
        {
            foreach (var builtin in PostgresBuiltins.Schemas)
            {
                byName[builtin.Name] = builtin;
            }
        }

        foreach (var schema in schemas)
        {
            var builtin = dialect == SqlDialect.Postgres ? PostgresBuiltins.Schema(schema.Name) : null;
            byName[schema.Name] = builtin is null ? schema : builtin.With(schema);
        }

        _schemas = byName.ToFrozenDictionary(StringComparer.Ordinal);
        LinkChildren();
    }

    public string Name { get; }

    public SqlDialect Dialect { get; }

    /// <summary>What a session gets that sets none: <c>$user</c> may be in it.</summary>
    public ImmutableArray<string> SearchPath { get; }

    /// <summary>Casts that do not come with the server.</summary>
    public ImmutableArray<CatalogCast> Casts { get; }

    public IReadOnlyCollection<CatalogSchema> Schemas => _schemas.Values;

    public CatalogSchema? Schema(string name) => _schemas.GetValueOrDefault(name);

    /// <summary>The relation of an exact, qualified name.</summary>
    public CatalogRelation? Relation(string schema, string name) => Schema(schema)?.Relation(name);

    private static ImmutableArray<string> DefaultSearchPath(SqlDialect dialect, string database) => dialect switch
    {
        SqlDialect.Postgres => ["$user", "public"],
        SqlDialect.TSql => ["dbo"],
        _ => [database],
    };

    private void LinkChildren()
    {
        var children = new Dictionary<CatalogRelation, List<ObjectName>>();
        foreach (var relation in _schemas.Values.SelectMany(static s => s.Relations))
        {
            foreach (var parent in relation.Parents)
            {
                // Built-in relations are shared by all databases and have no children.
                if (parent.Schema is not null && Relation(parent.Schema, parent.Name) is { IsBuiltin: false } found)
                {
                    (children.TryGetValue(found, out var list) ? list : children[found] = []).Add(relation.ObjectName);
                }
            }
        }

        foreach (var (relation, names) in children)
        {
            relation.Children = [.. names.OrderBy(static n => n.ToString(), StringComparer.Ordinal)];
        }
    }
}
