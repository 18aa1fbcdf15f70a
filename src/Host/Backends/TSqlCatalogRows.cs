using System.Collections.Immutable;
using System.Globalization;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Host.Backends;

/// <summary>
/// Puts the rows of <see cref="TSqlCatalogSql"/> together to one database. Names are folded as the database's collation compares them;
/// definitions and bodies are whole <c>CREATE</c> statements, as the server keeps them.
/// </summary>
internal sealed class TSqlCatalogRows(string name, string? collation)
{
    private const string Owner = "dbo";

    private readonly TSqlNames _names = TSqlNames.Of(collation);
    private readonly Dictionary<string, string> _schemas = new(StringComparer.Ordinal);
    private readonly TSqlCatalogTypes _types = new();
    private readonly Dictionary<string, TSqlCatalogObject> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Object, string Column), string> _expressions = [];
    private string _defaultSchema = Owner;

    /// <summary>As texts of any collation are looked up.</summary>
    public string Name { get; } = DatabaseName(name);

    /// <summary>The name of a database as catalogs and policies know it: by the most forgiving comparison.</summary>
    public static string DatabaseName(string name) => TSqlNames.Of(null).Fold(name);

    public void Self(string?[] row) => _defaultSchema = string.IsNullOrEmpty(row[0]) ? Owner : _names.Fold(row[0]!);

    public void Schema(string?[] row) => _schemas[Text(row, 0)] = _names.Fold(Text(row, 1));

    public void Type(string?[] row) => _types.Add(row, _names.Fold(Text(row, 3)));

    public void Object(string?[] row)
    {
        if (_schemas.TryGetValue(Text(row, 2), out var schema))
        {
            _objects[Text(row, 0)] = new TSqlCatalogObject(Text(row, 0), schema, _names.Fold(Text(row, 1)), Text(row, 4).Trim(), row[5] == "1");
        }
    }

    public void Computed(string?[] row) => _expressions[(Text(row, 0), Text(row, 1))] = Text(row, 2);

    public void Default(string?[] row) => _expressions[(Text(row, 0), Text(row, 1))] = Text(row, 2);

    public void Column(string?[] row)
    {
        if (Find(row) is not { } owner)
        {
            return;
        }

        var expression = _expressions.GetValueOrDefault((owner.Id, Text(row, 1)));
        owner.CallsUserCode |= CallsRoutine(expression);
        owner.Columns.Add(new CatalogColumn(_names.Fold(Text(row, 2)), _types.Print(row, 3), int.Parse(Text(row, 1), CultureInfo.InvariantCulture))
        {
            NotNull = row[7] == "0",
            IsGenerated = row[8] == "1",
            Default = expression,
            Collation = row[9],
            IsInvisible = row[10] == "1",
        });
    }

    public void Check(string?[] row)
    {
        if (Find(row) is { } owner)
        {
            owner.CallsUserCode |= CallsRoutine(Text(row, 1));
        }
    }

    public void Index(string?[] row) => Find(row)?.AddKey(Text(row, 1), Text(row, 2), row[3] == "1");

    public void IndexColumn(string?[] row) => Find(row)?.AddKeyColumn(Text(row, 1), int.Parse(Text(row, 2), CultureInfo.InvariantCulture));

    public void Synonym(string?[] row)
    {
        if (Find(row) is { } synonym)
        {
            synonym.Target = TSqlMultipartName.Parse(Text(row, 1), _names.Fold) is { } target
                ? target with { Database = target.Database is { } other ? DatabaseName(other) : null } : null;
        }
    }

    /// <summary>A definition that is encrypted, or that the login may not see, is none.</summary>
    public void Module(string?[] row)
    {
        if (Find(row) is { } module)
        {
            (module.Definition, module.QuotedIdentifier) = (string.IsNullOrEmpty(row[1]) ? null : row[1], row[2] != "0");
            module.RunsAsOther = !string.IsNullOrEmpty(row[3]);
        }
    }

    public void Parameter(string?[] row)
    {
        if (Find(row) is { } routine)
        {
            var type = _types.Print(row, 2);
            if (Text(row, 8) == "0")
            {
                routine.Returns = type;
            }
            else
            {
                routine.Parameters.Add(new TSqlCatalogParameter(_names.Fold(Text(row, 1)), type ?? "", row[6] == "1", row[7] == "1"));
            }
        }
    }

    public void Trigger(string?[] row)
    {
        if (_objects.GetValueOrDefault(Text(row, 1)) is { } table)
        {
            table.Triggers.Add(_names.Fold(Text(row, 0)));
        }
    }

    public void Cascade(string?[] row)
    {
        if (Find(row) is { } referenced && _objects.GetValueOrDefault(Text(row, 1)) is { } referencing)
        {
            referenced.Cascades.Add(new ObjectName(referencing.Schema, referencing.Name));
        }
    }

    /// <param name="systemViews">What every database has.</param>
    public CatalogDatabase Build(ImmutableArray<CatalogSchema> systemViews)
    {
        var relations = _objects.Values.Where(static o => o.Kind is not null).ToLookup(static o => o.Schema, StringComparer.Ordinal);
        var routines = _objects.Values.Where(static o => o.IsRoutine).ToLookup(static o => o.Schema, StringComparer.Ordinal);
        var types = _types.UserTypes.Where(t => _schemas.ContainsKey(t.SchemaId)).ToLookup(t => _schemas[t.SchemaId], StringComparer.Ordinal);
        var builtins = systemViews.Select(static s => s.Name).ToHashSet(StringComparer.Ordinal);
        var schemas = _schemas.Values.Where(s => !builtins.Contains(s)).Order(StringComparer.Ordinal).Select(s => new CatalogSchema(
            s,
            relations[s].Select(static o => o.BuildRelation()),
            routines[s].Select(static o => o.BuildRoutine()),
            types[s].Select(t => t.Build(s))));
        ImmutableArray<string> path = _defaultSchema == Owner ? [Owner] : [_defaultSchema, Owner];
        return new CatalogDatabase(Name, SqlDialect.TSql, [.. systemViews, .. schemas], path) { Collation = collation };
    }

    /// <summary>A routine of users is called by two names in brackets, in what the server prints.</summary>
    private static bool CallsRoutine(string? expression) => expression?.Contains("].[", StringComparison.Ordinal) == true;

    private TSqlCatalogObject? Find(string?[] row) => _objects.GetValueOrDefault(Text(row, 0));

    private static string Text(string?[] row, int column) => row[column] ?? "";
}
