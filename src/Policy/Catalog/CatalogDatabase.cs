using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using ProxyDb.Policy.Catalog.Builtins;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Catalog;

/// <summary>One database of a cluster: its schemas, with the server's built-in ones always among them. Immutable.</summary>
public sealed class CatalogDatabase : ICatalogView
{
    private readonly FrozenDictionary<string, CatalogSchema> _schemas;
    private readonly ConcurrentDictionary<ObjectName, RelationDescription> _descriptions = new();

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

    /// <inheritdoc/>
    public string? Collation { get; init; }

    /// <summary>T-SQL: every database of the server, this one among them, by name. Set by the snapshot they are published in.</summary>
    internal FrozenDictionary<string, CatalogDatabase> Server { get; set; } = FrozenDictionary<string, CatalogDatabase>.Empty;

    /// <summary>Casts that do not come with the server.</summary>
    public ImmutableArray<CatalogCast> Casts { get; }

    public IReadOnlyCollection<CatalogSchema> Schemas => _schemas.Values;

    public CatalogSchema? Schema(string name) => _schemas.GetValueOrDefault(name);

    /// <summary>The relation of an exact, qualified name.</summary>
    public CatalogRelation? Relation(string schema, string name) => Schema(schema)?.Relation(name);

    public ICatalogView? InDatabase(string name) =>
        name == Name ? this : Server.GetValueOrDefault(name) ?? Server.GetValueOrDefault(TSqlNames.Of(null).Fold(name));

    /// <summary>Takes this one's place among the databases of its server: for the session that alone sees it so.</summary>
    public CatalogDatabase Among(CatalogDatabase published)
    {
        Server = published.Server;
        return this;
    }

    public RelationDescription? FindRelation(string schema, string name)
    {
        var relation = Relation(schema, name);
        return relation is null ? null : _descriptions.GetOrAdd(relation.ObjectName, static (_, found) => found.Self.Describe(found.Relation), (Self: this, Relation: relation));
    }

    public ImmutableArray<RoutineDescription> FindRoutines(string schema, string name)
    {
        var found = Schema(schema);
        var overloads = (Dialect is SqlDialect.MySql or SqlDialect.MariaDb ? found?.RoutineOfAnyCase(name) : found?.Routine(name)) ?? [];
        return overloads.IsEmpty ? [] : [.. overloads.Where(static r => !r.IsBuiltin).Select(Describe)];
    }

    public bool HasOperator(string schema, string name) => Schema(schema)?.Operator(name).Any(static o => !o.IsBuiltin) ?? false;

    public ImmutableArray<ObjectName> OperatorFunctions(string schema, string name) =>
        [.. (Schema(schema)?.Operator(name) ?? []).Where(static o => !o.IsBuiltin).Select(static o => o.Function)];

    public ImmutableArray<ObjectName> CastFunctions(string schema, string name)
    {
        var printed = PrintedType(schema, name);
        var casts = Casts.Where(c => !c.IsBuiltin && (c.Target == printed || c.Target == schema + "." + name));
        return [.. casts.Select(static c => c.Function).OfType<ObjectName>()];
    }

    private static string PrintedType(string schema, string name) => schema == PostgresBuiltins.CatalogSchema ? PostgresCodes.PrintedType(name) : name;

    public CatalogType? FindType(string schema, string name) => Schema(schema)?.Type(name);

    public bool CastRunsUserCode(string schema, string name)
    {
        if (Schema(schema)?.Type(name) is { IsBuiltin: false, Kind: CatalogTypeKind.Domain or CatalogTypeKind.Base })
        {
            return true;
        }

        var printed = PrintedType(schema, name);
        foreach (var cast in Casts)
        {
            if (cast is { IsBuiltin: false, Function: not null } && (cast.Target == printed || cast.Target == schema + "." + name))
            {
                return true;
            }
        }

        return false;
    }

    private static RoutineDescription Describe(CatalogRoutine routine) => new(routine.ObjectName, routine.Language ?? "", routine.Body)
    {
        IsProcedure = routine.Kind == RoutineKind.Procedure,
        IsAggregate = routine.Kind == RoutineKind.Aggregate,
        ArgumentNames = routine.ArgumentNames,
        QuotedIdentifier = routine.QuotedIdentifier,
        SecurityDefiner = routine.SecurityDefiner,
        ReturnsSet = routine.ReturnsSet,
        OutputColumns = routine.OutputColumns,
        SearchPath = SearchPathOf(routine),
    };

    /// <summary>The value of a routine's own <c>SET search_path</c>: names with commas, as pg_proc.proconfig keeps it.</summary>
    private static ImmutableArray<string>? SearchPathOf(CatalogRoutine routine)
    {
        const string prefix = "search_path=";
        var setting = routine.Settings.FirstOrDefault(static s => s.StartsWith(prefix, StringComparison.Ordinal));
        return setting is null ? null : SearchPathText.Parse(setting.AsSpan(prefix.Length));
    }

    private RelationDescription Describe(CatalogRelation relation) =>
        new(relation.ObjectName, relation.Kind, [.. relation.Columns.Select(static c => c.Name)])
        {
            Definitions = relation.Columns,
            Keys = relation.Keys,
            Oid = relation.Oid,
            Definition = relation.Definition,
            DefinitionPath = relation.DefinitionPath ?? (relation.Definition is null ? null : SearchPath),
            Parents = relation.Parents,
            Children = relation.Children,
            Target = relation.Target,
            RunsUserCode = RunsUserCode(relation),
            HasRules = !relation.Rules.IsEmpty,
            QuotedIdentifier = relation.QuotedIdentifier,
        };

    /// <summary>Own triggers, rules and calls of user code, and those of every partition, child and table a change cascades to.</summary>
    private bool RunsUserCode(CatalogRelation relation)
    {
        var seen = new HashSet<CatalogRelation> { relation };
        var open = new Stack<CatalogRelation>(seen);
        while (open.TryPop(out var next))
        {
            if (next.CallsUserCode || !next.Triggers.IsEmpty || !next.Rules.IsEmpty)
            {
                return true;
            }

            foreach (var name in next.Children.Concat(next.Cascades))
            {
                if (name.Schema is not null && Relation(name.Schema, name.Name) is { } found && seen.Add(found))
                {
                    open.Push(found);
                }
            }
        }

        return false;
    }

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
