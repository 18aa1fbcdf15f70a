using System.Collections.Immutable;
using System.Text.Json;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Corpora;

/// <summary>A schema of the lineage corpus: table → columns.</summary>
internal static class LineageCatalog
{
    public static CatalogDatabase Of(JsonElement tables) => Of(tables, "shop", SqlDialect.Postgres, "public");

    public static CatalogDatabase OfMySql(JsonElement tables, string database) => Of(tables, database, SqlDialect.MySql, database);

    private static CatalogDatabase Of(JsonElement tables, string database, SqlDialect dialect, string schema) => new(database, dialect,
    [
        new CatalogSchema(schema, tables.EnumerateObject().Select(table => new CatalogRelation
        {
            Schema = schema,
            Name = table.Name,
            Kind = RelationKind.Table,
            Columns = [.. Columns(table.Value).Select(static name => new CatalogColumn(name))],
        })),
    ], ImmutableArray.Create(schema));

    private static IEnumerable<string> Columns(JsonElement columns) => columns.ValueKind == JsonValueKind.Object
        ? columns.EnumerateObject().Select(static c => c.Name)
        : columns.EnumerateArray().Select(static c => c.GetString()!);
}
