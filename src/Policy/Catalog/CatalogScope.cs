using System.Collections.Immutable;
using ProxyDb.Policy.Catalog.Builtins;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Catalog;

/// <summary>What a relation's name means in a session.</summary>
/// <param name="Name">Qualified when it resolved or when it was written so; else as written.</param>
/// <param name="Relation">Null when the catalog does not know it, and for temporary relations.</param>
/// <param name="IsTemporary">A temporary relation of the session hides everything else of that name.</param>
public readonly record struct ResolvedRelation(ObjectName Name, CatalogRelation? Relation, bool IsTemporary)
{
    public bool IsKnown => Relation is not null || IsTemporary;
}

/// <summary>
/// Name lookup in the namespace of a session, as PostgreSQL's namespace.c does it: pg_temp first unless the path says
/// otherwise (relations and types only), pg_catalog before the path unless the path names it, then the path; names that
/// do not exist are skipped. Case is exact: texts are folded before. Other dialects have a plain path.
/// </summary>
public sealed class CatalogScope
{
    private const string TemporarySchema = "pg_temp";
    private readonly CatalogDatabase? _database;
    private readonly AnalysisNamespace _session;
    private readonly bool _postgres;

    internal CatalogScope(CatalogDatabase? database, SqlDialect dialect, AnalysisNamespace session)
    {
        _database = database;
        _session = session;
        _postgres = dialect == SqlDialect.Postgres;
        EffectivePath = Effective(session.SearchPath);
    }

    /// <summary>Schemas in the order they are asked, the implicit ones included.</summary>
    public ImmutableArray<string> EffectivePath { get; }

    /// <summary>Whether a live or written catalog of the current database is at hand; without one only built-ins resolve.</summary>
    public bool KnowsDatabase => _database is not null;

    /// <summary>Where CREATE puts an unqualified name: the first schema of the path that exists; null when none does.</summary>
    public string? CreationSchema
    {
        get
        {
            foreach (var schema in _session.SearchPath)
            {
                if (_database is null || IsTemporaryAlias(schema) || _database.Schema(schema) is not null)
                {
                    return schema;
                }
            }

            return null;
        }
    }

    public CatalogSchema? Schema(string name) =>
        _database?.Schema(name) ?? (_postgres ? PostgresBuiltins.Schema(name) : null);

    /// <summary>Looks a relation up by its name as written (folded). A schema that is given is used as it is.</summary>
    public ResolvedRelation Relation(string? schema, string name)
    {
        if (schema is not null)
        {
            return IsTemporaryAlias(schema)
                ? new ResolvedRelation(new ObjectName(TemporarySchema, name), null, IsTemporary: true)
                : new ResolvedRelation(new ObjectName(schema, name), Schema(schema)?.Relation(name), IsTemporary: false);
        }

        foreach (var candidate in EffectivePath)
        {
            if (IsTemporaryAlias(candidate))
            {
                if (_session.TemporaryNames.Contains(name, StringComparer.Ordinal))
                {
                    return new ResolvedRelation(new ObjectName(TemporarySchema, name), null, IsTemporary: true);
                }
            }
            else if (Schema(candidate)?.Relation(name) is { } relation)
            {
                return new ResolvedRelation(relation.ObjectName, relation, IsTemporary: false);
            }
        }

        return new ResolvedRelation(new ObjectName(null, name), null, IsTemporary: false);
    }

    /// <summary>
    /// Every overload a call may mean, in path order, built-ins among them. Empty: the catalog knows none. pg_temp is never
    /// searched for functions.
    /// </summary>
    public ImmutableArray<CatalogRoutine> Routines(string? schema, string name)
    {
        if (schema is not null)
        {
            return Schema(schema)?.Routine(name) ?? [];
        }

        var single = ImmutableArray<CatalogRoutine>.Empty;
        foreach (var candidate in EffectivePath)
        {
            if (!IsTemporaryAlias(candidate) && Schema(candidate)?.Routine(name) is { IsEmpty: false } found)
            {
                single = single.IsEmpty ? found : single.AddRange(found);
            }
        }

        return single;
    }

    /// <summary>A type, or null. Row types of relations count: <c>name(u)</c> and <c>u::orders</c> may mean them.</summary>
    public CatalogType? Type(string? schema, string name)
    {
        if (schema is not null)
        {
            return TypeIn(schema, name);
        }

        foreach (var candidate in EffectivePath)
        {
            if (!IsTemporaryAlias(candidate) && TypeIn(candidate, name) is { } type)
            {
                return type;
            }
        }

        return null;
    }

    /// <summary>Every operator of that name on the path, built-ins among them.</summary>
    public ImmutableArray<CatalogOperator> Operators(string? schema, string name)
    {
        if (schema is not null)
        {
            return Schema(schema)?.Operator(name) ?? [];
        }

        var all = ImmutableArray<CatalogOperator>.Empty;
        foreach (var candidate in EffectivePath)
        {
            if (!IsTemporaryAlias(candidate) && Schema(candidate)?.Operator(name) is { IsEmpty: false } found)
            {
                all = all.IsEmpty ? found : all.AddRange(found);
            }
        }

        return all;
    }

    /// <summary>Whether an operator of that name exists on the path outside the server's own: then it counts as a function.</summary>
    public bool HasUserOperator(string name)
    {
        foreach (var candidate in EffectivePath)
        {
            if (!IsTemporaryAlias(candidate) && Schema(candidate) is { } schema)
            {
                foreach (var found in schema.Operator(name))
                {
                    if (!found.IsBuiltin)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static bool IsTemporaryAlias(string schema) =>
        schema.StartsWith(TemporarySchema, StringComparison.Ordinal)
        && (schema.Length == TemporarySchema.Length || schema[TemporarySchema.Length] == '_');

    private CatalogType? TypeIn(string schema, string name)
    {
        var found = Schema(schema);
        return found?.Type(name)
            ?? (found?.Relation(name) is { Kind: not (RelationKind.Index or RelationKind.Sequence) } relation
                ? new CatalogType(schema, name, CatalogTypeKind.Composite) { IsBuiltin = relation.IsBuiltin }
                : null);
    }

    private ImmutableArray<string> Effective(ImmutableArray<string> path)
    {
        if (!_postgres)
        {
            return path;
        }

        var effective = ImmutableArray.CreateBuilder<string>(path.Length + 2);
        if (!path.Any(IsTemporaryAlias))
        {
            effective.Add(TemporarySchema);
        }

        if (!path.Contains(PostgresBuiltins.CatalogSchema, StringComparer.Ordinal))
        {
            effective.Add(PostgresBuiltins.CatalogSchema);
        }

        effective.AddRange(path);
        return effective.ToImmutable();
    }
}
