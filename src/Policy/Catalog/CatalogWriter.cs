using System.Globalization;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Catalog;

/// <summary>
/// Writes a catalog file that <see cref="CatalogReader"/> reads back to an equal snapshot. What comes with the server is left
/// out; order is by name, so that two dumps can be compared by line.
/// </summary>
public static class CatalogWriter
{
    public static string Write(CatalogSnapshot snapshot)
    {
        var yaml = new CatalogYaml();
        yaml.Line(0, "proxydb: catalog/v1");
        yaml.Line(0, "dialect: " + Dialect(snapshot.Dialect));
        if (snapshot.Version != 0)
        {
            yaml.Line(0, string.Create(CultureInfo.InvariantCulture, $"version: {snapshot.Version}"));
        }

        if (snapshot.Digest.Length > 0)
        {
            yaml.Line(0, "digest: " + CatalogYaml.Scalar(snapshot.Digest));
        }

        if (!CatalogSnapshot.HasSchemas(snapshot.Dialect))
        {
            Schemas(yaml, snapshot);
            return yaml.ToString();
        }

        yaml.Line(0, snapshot.Databases.Count == 0 ? "databases: {}" : "databases:");
        foreach (var database in snapshot.Databases.OrderBy(static d => d.Name, StringComparer.Ordinal))
        {
            Database(yaml, database);
        }

        return yaml.ToString();
    }

    /// <summary>MySQL: each schema is a database of its own.</summary>
    private static void Schemas(CatalogYaml yaml, CatalogSnapshot snapshot)
    {
        var schemas = snapshot.Databases.SelectMany(static d => d.Schemas).Where(static s => !s.IsBuiltin)
            .DistinctBy(static s => s.Name, StringComparer.Ordinal).OrderBy(static s => s.Name, StringComparer.Ordinal).ToList();
        yaml.Line(0, schemas.Count == 0 ? "databases: {}" : "databases:");
        foreach (var schema in schemas)
        {
            yaml.Line(1, CatalogYaml.Scalar(schema.Name) + ":");
            yaml.Line(2, "search_path: " + CatalogYaml.List([schema.Name]));
            Schema(yaml, schema, 2);
        }
    }

    private static string Dialect(SqlDialect dialect) => dialect switch
    {
        SqlDialect.MySql => "mysql",
        SqlDialect.MariaDb => "mariadb",
        SqlDialect.TSql => "tsql",
        _ => "postgres",
    };

    private static void Database(CatalogYaml yaml, CatalogDatabase database)
    {
        yaml.Line(1, CatalogYaml.Scalar(database.Name) + ":");
        yaml.Line(2, "search_path: " + CatalogYaml.List(database.SearchPath));
        if (database.Collation is { } collation)
        {
            yaml.Line(2, "collation: " + CatalogYaml.Scalar(collation));
        }

        yaml.Line(2, "schemas:");
        foreach (var schema in database.Schemas.OrderBy(static s => s.Name, StringComparer.Ordinal))
        {
            if (database.Dialect == SqlDialect.TSql ? !schema.IsBuiltin : IsUsers(schema))
            {
                yaml.Line(3, CatalogYaml.Scalar(schema.Name) + ":");
                Schema(yaml, schema, 4);
            }
        }

        if (!database.Casts.IsEmpty)
        {
            yaml.Line(2, "casts:");
            foreach (var cast in database.Casts)
            {
                yaml.Item(3)
                    .Add("source", cast.Source)
                    .Add("target", cast.Target)
                    .Add("function", cast.Function?.ToString())
                    .Add("context", cast.Context == CastContext.Explicit ? null : Word(cast.Context))
                    .End();
            }
        }
    }

    /// <summary>A built-in schema is written only for what was added to it.</summary>
    private static bool IsUsers(CatalogSchema schema) =>
        Builtins.PostgresBuiltins.Schema(schema.Name) is null
        || schema.Relations.Any(static r => !r.IsBuiltin)
        || schema.Routines.Any(static r => !r.IsBuiltin)
        || schema.Types.Any(static t => !t.IsBuiltin)
        || schema.Operators.Any(static o => !o.IsBuiltin);

    private static void Schema(CatalogYaml yaml, CatalogSchema schema, int depth)
    {
        if (schema.Owner is not null)
        {
            yaml.Line(depth, "owner: " + CatalogYaml.Scalar(schema.Owner));
        }

        if (schema.Oid != 0)
        {
            yaml.Line(depth, string.Create(CultureInfo.InvariantCulture, $"oid: {schema.Oid}"));
        }

        var relations = schema.Relations.Where(static r => !r.IsBuiltin).OrderBy(static r => r.Name, StringComparer.Ordinal).ToLookup(static r => Section(r.Kind));
        CatalogRelationWriter.Tables(yaml, depth, relations["tables"]);
        CatalogRelationWriter.Views(yaml, depth, relations["views"]);
        CatalogRelationWriter.Sequences(yaml, depth, relations["sequences"]);
        CatalogRelationWriter.Synonyms(yaml, depth, relations["synonyms"]);
        CatalogCodeWriter.Routines(yaml, depth, schema.Routines.Where(static r => !r.IsBuiltin));
        CatalogCodeWriter.Types(yaml, depth, schema.Types.Where(static t => !t.IsBuiltin));
        CatalogCodeWriter.Operators(yaml, depth, schema.Operators.Where(static o => !o.IsBuiltin));
    }

    /// <summary>Indexes are left out: no statement of a client reads one.</summary>
    private static string Section(RelationKind kind) => kind switch
    {
        RelationKind.View or RelationKind.MaterializedView => "views",
        RelationKind.Sequence => "sequences",
        RelationKind.Synonym => "synonyms",
        RelationKind.Index => "",
        _ => "tables",
    };

    internal static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
