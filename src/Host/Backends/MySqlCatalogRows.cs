using System.Collections.Immutable;
using System.Globalization;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Backends;

/// <summary>
/// Puts the rows of <see cref="MySqlCatalogSql"/> together to one database that holds the server's databases as schemas. Names are as
/// stored, in lower case where the server compares them so; those of routines always are.
/// </summary>
internal sealed class MySqlCatalogRows(MySqlIdentities identities)
{
    private static readonly string[] SystemDatabases = ["information_schema", "mysql", "performance_schema", "sys"];

    private readonly Dictionary<string, SchemaParts> _schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Schema, string Name, bool IsProcedure), RoutineParts> _routines = [];
    private bool _folds;

    public string Version { get; private set; } = "";

    public void Settings(string?[] row) => (Version, _folds) = (Text(row, 0), Text(row, 1) != "0");

    public void Schema(string?[] row)
    {
        var name = Folded(Text(row, 0));
        _schemas[name] = new SchemaParts(name);
    }

    public void Relation(string?[] row)
    {
        var schema = Find(row);
        RelationKind? kind = Text(row, 2) switch
        {
            "BASE TABLE" or "SYSTEM VERSIONED" => RelationKind.Table,
            "VIEW" or "SYSTEM VIEW" => RelationKind.View,
            "SEQUENCE" => RelationKind.Sequence,
            _ => null,
        };
        if (schema is not null && kind is { } known)
        {
            // A view of the server itself has no definition that anybody could read: to policies it is a table.
            var name = schema.FoldsAlways ? Text(row, 1).ToLowerInvariant() : Folded(Text(row, 1));
            schema.Relations[name] = new RelationParts(schema, name, schema.IsBuiltin && known == RelationKind.View ? RelationKind.Table : known);
        }
    }

    public void Column(string?[] row)
    {
        if (Relation(row, 0) is not { Kind: not RelationKind.Sequence } relation)
        {
            return;
        }

        var extra = Text(row, 7);
        var isGenerated = extra.Contains("STORED GENERATED", StringComparison.OrdinalIgnoreCase)
            || extra.Contains("VIRTUAL GENERATED", StringComparison.OrdinalIgnoreCase) || extra.Contains("PERSISTENT", StringComparison.OrdinalIgnoreCase);
        relation.Columns.Add(new CatalogColumn(Text(row, 2), Text(row, 4), int.Parse(Text(row, 3), CultureInfo.InvariantCulture))
        {
            NotNull = row[5] == "NO",
            IsGenerated = isGenerated,
            Default = isGenerated ? row[8] : row[6],
            Collation = row[9],
            IsInvisible = extra.Contains("INVISIBLE", StringComparison.OrdinalIgnoreCase),
        });
    }

    /// <summary>A definition that the login may not see is no definition.</summary>
    public void View(string?[] row)
    {
        if (Relation(row, 0) is { IsBuiltin: false } relation)
        {
            relation.Definition = string.IsNullOrEmpty(row[2]) ? null : row[2];
            relation.Owner = row[3];
        }
    }

    public void Key(string?[] row)
    {
        if (Relation(row, 0) is not { } relation)
        {
            return;
        }

        var name = Text(row, 2);
        if (!relation.Keys.TryGetValue(name, out var columns))
        {
            relation.Keys[name] = columns = [];
        }

        columns.Add(row[4] is null ? row[3] : null);
    }

    public void Cascade(string?[] row)
    {
        if (Relation(row, 0) is { } referenced && Relation(row, 2) is { } referencing)
        {
            referenced.Cascades.Add(new ObjectName(referencing.Schema.Name, referencing.Name));
        }
    }

    public void Trigger(string?[] row) => Relation(row, 0)?.Triggers.Add(Text(row, 2));

    public void Routine(string?[] row)
    {
        if (Find(row) is { } schema)
        {
            var isProcedure = row[2] == "PROCEDURE";
            _routines[(schema.Name, Text(row, 1).ToLowerInvariant(), isProcedure)] = new RoutineParts(
                row[3], IsReadPlainly(Text(row, 5)) ? row[4] : null, row[6] != "INVOKER", row[7] == "YES", Text(row, 5),
                row[2]?.StartsWith("PACKAGE", StringComparison.Ordinal) == true);
        }
    }

    public void Parameter(string?[] row)
    {
        if (Find(row) is { } schema && _routines.TryGetValue((schema.Name, Text(row, 1).ToLowerInvariant(), row[2] == "PROCEDURE"), out var routine))
        {
            routine.Parameters.Add((Text(row, 3), Text(row, 4), Text(row, 5)));
        }
    }

    public CatalogDatabase Build()
    {
        foreach (var ((schema, name, isProcedure), routine) in _routines)
        {
            _schemas[schema].Routines.Add(routine.Build(schema, name, isProcedure));
        }

        var dialect = Version.Contains("MariaDB", StringComparison.OrdinalIgnoreCase) ? SqlDialect.MariaDb : SqlDialect.MySql;
        return new CatalogDatabase(
            CatalogSnapshot.WholeServer, dialect, _schemas.Values.OrderBy(static s => s.Name, StringComparer.Ordinal).Select(s => s.Build(identities)), []);
    }

    /// <summary>A body is read under its own sql_mode, analysis reads it under the plain one: under another it is opaque.</summary>
    private static bool IsReadPlainly(string mode) => MySqlModeText.Parse(mode) == MySqlModes.None;

    private string Folded(string name) => _folds ? name.ToLowerInvariant() : name;

    private SchemaParts? Find(string?[] row, int at = 0) => _schemas.GetValueOrDefault(Folded(Text(row, at)));

    private RelationParts? Relation(string?[] row, int at)
    {
        var schema = Find(row, at);
        var name = Text(row, at + 1);
        return schema?.Relations.GetValueOrDefault(schema.FoldsAlways ? name.ToLowerInvariant() : Folded(name));
    }

    private static string Text(string?[] row, int column) => row[column] ?? "";

    private sealed record SchemaParts(string Name)
    {
        public bool IsBuiltin { get; } = SystemDatabases.Contains(Name, StringComparer.OrdinalIgnoreCase);

        /// <summary>Their names ignore case on every server.</summary>
        public bool FoldsAlways { get; } = Name is "information_schema" or "performance_schema";

        public Dictionary<string, RelationParts> Relations { get; } = new(StringComparer.Ordinal);

        public List<CatalogRoutine> Routines { get; } = [];

        public CatalogSchema Build(MySqlIdentities identities) =>
            new(Name, identities.Take(Name, IsBuiltin, [.. Relations.Values.Select(static r => r.Build())]), Routines, [], []) { IsBuiltin = IsBuiltin };
    }

    private sealed record RelationParts(SchemaParts Schema, string Name, RelationKind Kind)
    {
        public bool IsBuiltin => Schema.IsBuiltin;

        public List<CatalogColumn> Columns { get; } = [];

        /// <summary>By name; a null column is one that tells no rows apart.</summary>
        public Dictionary<string, List<string?>> Keys { get; } = new(StringComparer.Ordinal);

        public List<ObjectName> Cascades { get; } = [];

        public List<string> Triggers { get; } = [];

        public string? Definition { get; set; }

        public string? Owner { get; set; }

        public CatalogRelation Build() => new()
        {
            Schema = Schema.Name,
            Name = Name,
            Kind = Kind,
            Owner = Owner,
            Definition = Definition,
            DefinitionPath = Definition is null ? null : ImmutableArray<string>.Empty,
            Columns = [.. Columns],
            Keys =
            [
                .. Keys.Where(static k => !k.Value.Contains(null))
                    .Select(static k => new CatalogKey(k.Key, k.Key == "PRIMARY", [.. k.Value.OfType<string>()])),
            ],
            Cascades = [.. Cascades.Distinct()],
            Triggers = [.. Triggers],
            IsBuiltin = IsBuiltin,
        };
    }

    private sealed record RoutineParts(string? Returns, string? Body, bool IsDefiner, bool IsDeterministic, string Mode, bool IsPackage)
    {
        public List<(string Mode, string Name, string Type)> Parameters { get; } = [];

        public CatalogRoutine Build(string schema, string name, bool isProcedure) => new()
        {
            Schema = schema,
            Name = name,
            Kind = isProcedure ? RoutineKind.Procedure : RoutineKind.Function,
            Language = "sql",
            Body = IsPackage ? null : Body,
            ArgumentTypes = [.. Parameters.Select(static p => p.Type)],
            ArgumentNames = [.. Parameters.Select(static p => p.Name)],
            OutputColumns =
                [.. Parameters.Where(static p => p.Mode is "OUT" or "INOUT").Select(static (p, i) => new CatalogColumn(p.Name, p.Type, i + 1))],
            ReturnType = string.IsNullOrEmpty(Returns) ? null : Returns,
            SecurityDefiner = IsDefiner,
            Volatility = IsDeterministic ? RoutineVolatility.Immutable : RoutineVolatility.Volatile,
            Settings = Mode.Length == 0 ? [] : ["sql_mode=" + Mode],
        };
    }
}
