using System.Collections.Immutable;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Catalog;

/// <summary>
/// Reads a catalog file, <c>proxydb: catalog/v1</c> (contracts.md §3). Every fault is reported with its place; unknown keys are refused.
/// </summary>
public sealed class CatalogReader
{
    private static readonly string[] SchemaKeys =
        ["owner", "oid", "tables", "views", "sequences", "functions", "types", "operators", "synonyms"];

    private readonly SqlDialect _dialect;

    private CatalogReader(SqlDialect dialect) => _dialect = dialect;

    private bool HasSchemas => CatalogSnapshot.HasSchemas(_dialect);

    /// <summary>Null, and errors, when the text is no catalog file.</summary>
    /// <param name="file">The name errors shall show.</param>
    public static CatalogSnapshot? Read(string file, string text, DocumentErrors errors)
    {
        var known = errors.Count;
        var root = DocumentNode.Parse(file, text, errors);
        if (root is null)
        {
            return null;
        }

        root.RefuseUnknownKeys("proxydb", "dialect", "version", "digest", "databases");
        root.Require("proxydb")?.Word("catalog/v1");
        var dialect = Dialect(root.Require("dialect")?.Word("postgres", "mysql", "mariadb", "tsql"));
        var reader = new CatalogReader(dialect);
        var databases = new List<CatalogDatabase>();
        foreach (var (name, _, node) in root.Require("databases")?.Entries() ?? [])
        {
            databases.Add(reader.Database(name, node));
        }

        if (!reader.HasSchemas)
        {
            databases = reader.WithWholeServer(databases);
        }

        var version = root.Get("version")?.Integer(0, long.MaxValue) ?? 0;
        var digest = root.Get("digest")?.Text() ?? "";
        return errors.Skip(known).Any(static e => !e.IsWarning) ? null : new CatalogSnapshot(dialect, databases, version, digest);
    }

    private static SqlDialect Dialect(string? word) => word switch
    {
        "mysql" => SqlDialect.MySql,
        "mariadb" => SqlDialect.MariaDb,
        "tsql" => SqlDialect.TSql,
        _ => SqlDialect.Postgres,
    };

    /// <summary>Each database sees all of them, and so does a session that has chosen none.</summary>
    private List<CatalogDatabase> WithWholeServer(List<CatalogDatabase> databases)
    {
        var schemas = databases.SelectMany(static d => d.Schemas).ToList();
        return
        [
            .. databases.Select(d => new CatalogDatabase(d.Name, _dialect, schemas, d.SearchPath)),
            new CatalogDatabase(CatalogSnapshot.WholeServer, _dialect, schemas, []),
        ];
    }

    private CatalogDatabase Database(string name, DocumentNode node)
    {
        var schemas = new List<CatalogSchema>();
        if (!node.IsNull && HasSchemas)
        {
            node.RefuseUnknownKeys(_dialect == SqlDialect.TSql ? ["search_path", "collation", "schemas"] : ["search_path", "schemas", "casts"]);
            foreach (var (schema, _, content) in node.Get("schemas")?.Entries() ?? [])
            {
                schemas.Add(Schema(schema, content, SchemaKeys));
            }
        }
        else if (!node.IsNull)
        {
            schemas.Add(Schema(name, node, ["search_path", "tables", "views", "sequences", "functions"]));
        }

        ImmutableArray<string> path = node.IsMapping && node.Get("search_path") is { } written ? [.. written.Texts()] : default;
        var casts = node.IsMapping && HasSchemas ? CatalogCodeReader.Casts(node.Get("casts")) : [];
        var collation = node.IsMapping && _dialect == SqlDialect.TSql ? node.Get("collation")?.Text() : null;
        return _dialect == SqlDialect.TSql
            ? CatalogFolding.Database(name, schemas, path, collation) : new CatalogDatabase(name, _dialect, schemas, path, casts);
    }

    private static CatalogSchema Schema(string name, DocumentNode node, string[] keys)
    {
        if (node.IsNull)
        {
            return new CatalogSchema(name);
        }

        node.RefuseUnknownKeys(keys);
        var relations = new CatalogRelationReader(name);
        return new CatalogSchema(
            name,
            [
                .. relations.Tables(node.Get("tables")),
                .. relations.Views(node.Get("views")),
                .. relations.Sequences(node.Get("sequences")),
                .. relations.Synonyms(node.Get("synonyms")),
            ],
            CatalogCodeReader.Routines(name, node.Get("functions")),
            CatalogCodeReader.Types(name, node.Get("types")),
            CatalogCodeReader.Operators(name, node.Get("operators")))
        {
            Owner = node.Get("owner")?.Text(),
            Oid = (uint)(node.Get("oid")?.Integer(0, uint.MaxValue) ?? 0),
        };
    }
}
