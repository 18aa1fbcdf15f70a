using System.Collections.Frozen;
using System.Collections.Immutable;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Catalog.Builtins;

/// <summary>
/// What initdb of PostgreSQL 15 makes in <c>pg_catalog</c> and <c>information_schema</c>, from the embedded list that
/// <c>generate.sh</c> writes. With it built-ins are told from user objects without a live catalog.
/// </summary>
public static class PostgresBuiltins
{
    public const string CatalogSchema = "pg_catalog";

    public const string InformationSchema = "information_schema";

    /// <summary>First object id the server gives after initdb (FirstNormalObjectId): what is below comes with the server.</summary>
    public const uint FirstUserOid = 16384;

    private static readonly Lazy<FrozenDictionary<string, CatalogSchema>> All = new(Load);

    private static readonly Lazy<ImmutableArray<CatalogCast>> AllCasts = new(static () => [.. Lines().Where(static f => f[0] == "cast").Select(Cast)]);

    public static IReadOnlyCollection<CatalogSchema> Schemas => All.Value.Values;

    public static ImmutableArray<CatalogCast> Casts => AllCasts.Value;

    public static CatalogSchema? Schema(string name) => All.Value.GetValueOrDefault(name);

    /// <summary>Whether a built-in function of that name exists: what an entry without a dot in a rule's <c>functions</c> means.</summary>
    public static bool IsFunction(string name) => !All.Value[CatalogSchema].Routine(name).IsEmpty;

    public static bool IsOperator(string name) => !All.Value[CatalogSchema].Operator(name).IsEmpty;

    public static bool IsType(string name) => All.Value[CatalogSchema].Type(name) is not null;

    private static FrozenDictionary<string, CatalogSchema> Load()
    {
        var schemas = new List<CatalogSchema>();
        var relations = new List<CatalogRelation>();
        var routines = new List<CatalogRoutine>();
        var types = new List<CatalogType>();
        var operators = new List<CatalogOperator>();
        string? schema = null;

        void Finish()
        {
            if (schema is not null)
            {
                schemas.Add(new CatalogSchema(schema, relations, routines, types, operators));
            }

            relations.Clear();
            routines.Clear();
            types.Clear();
            operators.Clear();
        }

        foreach (var fields in Lines())
        {
            switch (fields[0])
            {
                case "schema":
                    Finish();
                    schema = fields[1];
                    break;
                case "relation":
                    relations.Add(Relation(schema!, fields));
                    break;
                case "type":
                    types.Add(Type(schema!, fields));
                    break;
                case "function":
                    routines.Add(Routine(schema!, fields));
                    break;
                case "operator":
                    operators.Add(Operator(schema!, fields));
                    break;
            }
        }

        Finish();
        return schemas.ToFrozenDictionary(static s => s.Name, StringComparer.Ordinal);
    }

    private static IEnumerable<string[]> Lines()
    {
        using var stream = typeof(PostgresBuiltins).Assembly.GetManifestResourceStream("postgres15.tsv")
            ?? throw new InvalidOperationException("the list of built-ins is not embedded");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line.Split('\t');
        }
    }

    private static CatalogRelation Relation(string schema, string[] fields) => new()
    {
        Schema = schema,
        Name = fields[1],
        Kind = fields[2] == "v" ? RelationKind.View : RelationKind.Table,
        Columns = Columns(fields[3]),
        IsBuiltin = true,
    };

    private static CatalogType Type(string schema, string[] fields) =>
        new(schema, fields[1], PostgresCodes.TypeKind(fields[2][0])) { IsBuiltin = true, BaseType = Optional(fields[3]) };

    private static CatalogRoutine Routine(string schema, string[] fields)
    {
        var flags = fields[5];
        return new CatalogRoutine
        {
            Schema = schema,
            Name = fields[1],
            Kind = PostgresCodes.RoutineKind(fields[2][0]),
            ArgumentTypes = fields[3] == "-" ? [] : [.. fields[3].Split(',')],
            ReturnType = fields[4],
            Volatility = PostgresCodes.Volatility(flags[0]),
            Leakproof = flags.Contains('L', StringComparison.Ordinal),
            Strict = flags.Contains('S', StringComparison.Ordinal),
            ReturnsSet = flags.Contains('R', StringComparison.Ordinal),
            IsVariadic = flags.Contains('V', StringComparison.Ordinal),
            SecurityDefiner = flags.Contains('D', StringComparison.Ordinal),
            DefaultedArguments = fields[6][0] - '0',
            Language = fields[7],
            OutputColumns = fields[8] == "-" ? [] : Columns(fields[8]),
            IsBuiltin = true,
        };
    }

    private static CatalogOperator Operator(string schema, string[] fields) =>
        new(schema, fields[1], Optional(fields[2]), fields[3], new ObjectName(CatalogSchema, fields[4]))
        {
            IsBuiltin = true,
            Leakproof = fields[5] == "L",
        };

    private static CatalogCast Cast(string[] fields) =>
        new(fields[1], fields[2], Optional(fields[3]) is { } function ? new ObjectName(CatalogSchema, function) : null, PostgresCodes.Context(fields[4][0]))
        {
            IsBuiltin = true,
        };

    private static ImmutableArray<CatalogColumn> Columns(string list)
    {
        var columns = list.Split(',');
        var built = ImmutableArray.CreateBuilder<CatalogColumn>(columns.Length);
        foreach (var column in columns)
        {
            var colon = column.IndexOf(':', StringComparison.Ordinal);
            built.Add(new CatalogColumn(column[..colon], column[(colon + 1)..], built.Count + 1));
        }

        return built.MoveToImmutable();
    }

    private static string? Optional(string field) => field == "-" ? null : field;
}
