using System.Collections.Immutable;
using System.Text.Json;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Corpora;

/// <summary>A schema of the lineage corpus: table → columns.</summary>
internal static class LineageCatalog
{
    public static CatalogDatabase Of(JsonElement tables) => new("shop", SqlDialect.Postgres,
    [
        new CatalogSchema("public", tables.EnumerateObject().Select(static table => new CatalogRelation
        {
            Schema = "public",
            Name = table.Name,
            Kind = RelationKind.Table,
            Columns = [.. Columns(table.Value).Select(static name => new CatalogColumn(name))],
        })),
    ], ImmutableArray.Create("public"));

    private static IEnumerable<string> Columns(JsonElement columns) => columns.ValueKind == JsonValueKind.Object
        ? columns.EnumerateObject().Select(static c => c.Name)
        : columns.EnumerateArray().Select(static c => c.GetString()!);
}
