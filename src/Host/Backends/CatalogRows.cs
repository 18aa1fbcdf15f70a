using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Catalog.Builtins;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Backends;

/// <summary>Puts the rows of <see cref="CatalogSql"/> together to a database.</summary>
internal sealed class CatalogRows
{
    private readonly Dictionary<uint, SchemaParts> _schemas = [];
    private readonly Dictionary<uint, RelationParts> _relations = [];
    private readonly List<CatalogCast> _casts = [];
    private ImmutableArray<string> _searchPath;

    public int ServerVersion { get; private set; }

    public void Settings(CatalogRow row) => (_searchPath, ServerVersion) = (SearchPathText.Parse(row.GetString(0)), row.GetInt32(1));

    public void Schema(CatalogRow row) => _schemas[Oid(row, 0)] = new SchemaParts(row.GetString(1), Oid(row, 0), row.GetString(2));

    public void Relation(CatalogRow row)
    {
        if (_schemas.TryGetValue(Oid(row, 1), out var schema) && PostgresCodes.Relation(row.GetChar(3)) is { } kind)
        {
            var relation = new RelationParts(schema.Name, row.GetString(2), kind, Oid(row, 0), row.GetString(4), row.GetBoolean(5), Text(row, 6));
            schema.Relations.Add(relation);
            _relations[relation.Oid] = relation;
        }
    }

    public void Column(CatalogRow row)
    {
        if (_relations.TryGetValue(Oid(row, 0), out var relation))
        {
            relation.Columns.Add(new CatalogColumn(row.GetString(2), row.GetString(3), row.GetInt16(1))
            {
                TypeOid = Oid(row, 4),
                NotNull = row.GetBoolean(5),
                IsGenerated = row.GetBoolean(6),
                Default = Text(row, 7),
            });
        }
    }

    public void Key(CatalogRow row)
    {
        if (_relations.TryGetValue(Oid(row, 0), out var relation))
        {
            relation.Keys.Add(new CatalogKey(row.GetString(1), row.GetBoolean(2), Texts(row, 3)));
        }
    }

    public void Parent(CatalogRow row) => Link(row, static parts => parts.Parents);

    public void Cascade(CatalogRow row) => Link(row, static parts => parts.Cascades);

    public void Trigger(CatalogRow row)
    {
        if (_relations.TryGetValue(Oid(row, 0), out var relation))
        {
            relation.Triggers.Add(row.GetString(1));
            relation.TriggerRoutines.Add(Name(Oid(row, 2), row.GetString(3)));
        }
    }

    public void Rule(CatalogRow row)
    {
        if (_relations.TryGetValue(Oid(row, 0), out var relation))
        {
            relation.Rules.Add(row.GetString(1));
        }
    }

    public void CallsUserCode(CatalogRow row)
    {
        if (_relations.TryGetValue(Oid(row, 0), out var relation))
        {
            relation.CallsUserCode = true;
        }
    }

    public void Routine(CatalogRow row)
    {
        if (_schemas.TryGetValue(Oid(row, 1), out var schema))
        {
            schema.Routines.Add(new CatalogRoutine
            {
                Schema = schema.Name,
                Name = row.GetString(2),
                Oid = Oid(row, 0),
                Kind = PostgresCodes.RoutineKind(row.GetChar(3)),
                Language = row.GetString(4),
                ArgumentTypes = Texts(row, 5),
                ArgumentNames = Texts(row, 6),
                DefaultedArguments = row.GetInt16(7),
                IsVariadic = row.GetBoolean(8),
                ReturnType = row.GetString(9),
                ReturnsSet = row.GetBoolean(10),
                Volatility = PostgresCodes.Volatility(row.GetChar(11)),
                SecurityDefiner = row.GetBoolean(12),
                Leakproof = row.GetBoolean(13),
                Strict = row.GetBoolean(14),
                Settings = Texts(row, 15),
                Body = Text(row, 16),
                OutputColumns = Outputs(Texts(row, 17)),
            });
        }
    }

    public void Type(CatalogRow row)
    {
        if (_schemas.TryGetValue(Oid(row, 1), out var schema))
        {
            schema.Types.Add(new CatalogType(schema.Name, row.GetString(2), PostgresCodes.TypeKind(row.GetChar(3)), Oid(row, 0)) { BaseType = Text(row, 4) });
        }
    }

    public void Operator(CatalogRow row)
    {
        if (_schemas.TryGetValue(Oid(row, 1), out var schema))
        {
            schema.Operators.Add(new CatalogOperator(schema.Name, row.GetString(2), Text(row, 3), Text(row, 4), Name(Oid(row, 5), row.GetString(6)))
            {
                Oid = Oid(row, 0),
                Leakproof = row.GetBoolean(7),
            });
        }
    }

    public void Cast(CatalogRow row) => _casts.Add(new CatalogCast(
        row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : Name(Oid(row, 2), row.GetString(3)), PostgresCodes.Context(row.GetChar(4))));

    public CatalogDatabase Build(string name) => new(
        name, SqlDialect.Postgres, _schemas.Values.OrderBy(static s => s.Name, StringComparer.Ordinal).Select(static s => s.Build()), _searchPath, _casts);

    private void Link(CatalogRow row, Func<RelationParts, List<ObjectName>> list)
    {
        if (_relations.TryGetValue(Oid(row, 0), out var from) && _relations.TryGetValue(Oid(row, 1), out var to))
        {
            list(from).Add(new ObjectName(to.Schema, to.Name));
        }
    }

    private ObjectName Name(uint schema, string name) => new(_schemas.TryGetValue(schema, out var found) ? found.Name : null, name);

    private static uint Oid(CatalogRow row, int column) => row.GetOid(column);

    private static string? Text(CatalogRow row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static ImmutableArray<string> Texts(CatalogRow row, int column) => row.GetTexts(column);

    private static ImmutableArray<CatalogColumn> Outputs(ImmutableArray<string> columns)
    {
        var built = ImmutableArray.CreateBuilder<CatalogColumn>(columns.Length);
        foreach (var column in columns)
        {
            var colon = column.LastIndexOf(':');
            built.Add(new CatalogColumn(column[..colon], column[(colon + 1)..], built.Count + 1));
        }

        return built.MoveToImmutable();
    }

    private sealed record SchemaParts(string Name, uint Oid, string Owner)
    {
        public List<RelationParts> Relations { get; } = [];

        public List<CatalogRoutine> Routines { get; } = [];

        public List<CatalogType> Types { get; } = [];

        public List<CatalogOperator> Operators { get; } = [];

        public CatalogSchema Build() => new(Name, Relations.Select(static r => r.Build()), Routines, Types, Operators) { Oid = Oid, Owner = Owner };
    }

    private sealed record RelationParts(string Schema, string Name, RelationKind Kind, uint Oid, string Owner, bool RowSecurity, string? Definition)
    {
        public List<CatalogColumn> Columns { get; } = [];

        public List<CatalogKey> Keys { get; } = [];

        public List<ObjectName> Parents { get; } = [];

        public List<ObjectName> Cascades { get; } = [];

        public List<string> Triggers { get; } = [];

        public List<ObjectName> TriggerRoutines { get; } = [];

        public List<string> Rules { get; } = [];

        public bool CallsUserCode { get; set; }

        public CatalogRelation Build() => new()
        {
            Schema = Schema,
            Name = Name,
            Kind = Kind,
            Oid = Oid,
            Owner = Owner,
            RowSecurity = RowSecurity,
            Definition = Definition,
            DefinitionPath = Definition is null ? null : ImmutableArray<string>.Empty,
            Columns = [.. Columns],
            Keys = [.. Keys],
            Parents = [.. Parents],
            Cascades = [.. Cascades],
            Triggers = [.. Triggers],
            TriggerRoutines = [.. TriggerRoutines.Distinct()],
            Rules = [.. Rules],
            CallsUserCode = CallsUserCode,
            IsBuiltin = Oid < CatalogSql.FirstUserOid,
        };
    }
}
