using System.Collections.Immutable;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Catalog;

/// <summary>Relations of one schema in a catalog file.</summary>
internal static class CatalogRelationWriter
{
    public static void Tables(CatalogYaml yaml, int depth, IEnumerable<CatalogRelation> tables)
    {
        var heading = new CatalogYaml.Heading(yaml, depth, "tables:");
        foreach (var table in tables)
        {
            heading.Write();
            yaml.Entry(depth + 1, table.Name)
                .Add("kind", Kind(table.Kind))
                .Add("oid", table.Oid)
                .Add("owner", table.Owner)
                .AddRaw("columns", Columns(table.Columns))
                .AddRaw("keys", table.Keys.IsEmpty ? null : "[" + string.Join(", ", table.Keys.Select(Key)) + "]")
                .Add("parents", Names(table.Parents))
                .Add("triggers", table.Triggers)
                .Add("trigger_routines", Names(table.TriggerRoutines))
                .Add("rules", table.Rules)
                .Add("row_security", table.RowSecurity)
                .Add("calls_user_code", table.CallsUserCode)
                .Add("cascades", Names(table.Cascades))
                .End();
        }
    }

    public static void Views(CatalogYaml yaml, int depth, IEnumerable<CatalogRelation> views)
    {
        var heading = new CatalogYaml.Heading(yaml, depth, "views:");
        foreach (var view in views)
        {
            heading.Write();
            yaml.Entry(depth + 1, view.Name)
                .Add("kind", view.Kind == RelationKind.MaterializedView ? "materialized" : null)
                .Add("oid", view.Oid)
                .Add("owner", view.Owner)
                .AddRaw("columns", Columns(view.Columns))
                .Add("sql", view.Definition)
                .AddRaw("path", view.DefinitionPath is { } path ? CatalogYaml.List(path) : null)
                .AddRaw("quoted_identifier", view.QuotedIdentifier ? null : "false")
                .Add("triggers", view.Triggers)
                .Add("trigger_routines", Names(view.TriggerRoutines))
                .Add("rules", view.Rules)
                .End();
        }
    }

    public static void Sequences(CatalogYaml yaml, int depth, IEnumerable<CatalogRelation> sequences)
    {
        var names = sequences.Select(static s => s.Name).ToImmutableArray();
        if (!names.IsEmpty)
        {
            yaml.Line(depth, "sequences: " + CatalogYaml.List(names));
        }
    }

    public static void Synonyms(CatalogYaml yaml, int depth, IEnumerable<CatalogRelation> synonyms)
    {
        var heading = new CatalogYaml.Heading(yaml, depth, "synonyms:");
        foreach (var synonym in synonyms)
        {
            heading.Write();
            yaml.Line(depth + 1, $"{CatalogYaml.Scalar(synonym.Name)}: {CatalogYaml.Scalar(synonym.Target.ToString() ?? "")}");
        }
    }

    /// <summary>Short names where nothing but the name is known.</summary>
    public static string Columns(ImmutableArray<CatalogColumn> columns) => "[" + string.Join(", ", columns.Select(Column)) + "]";

    internal static ImmutableArray<string> Names(ImmutableArray<ObjectName> names) => [.. names.Select(static n => n.ToString())];

    private static string? Kind(RelationKind kind) => kind switch
    {
        RelationKind.PartitionedTable => "partitioned",
        RelationKind.ForeignTable => "foreign",
        RelationKind.CompositeType => "composite",
        _ => null,
    };

    private static string Column(CatalogColumn column, int index)
    {
        var numbered = column.Number != index + 1;
        var hasMore = column.IsGenerated || column.Collation is not null || column.IsInvisible;
        if (column.Type is null && column.Default is null && !column.NotNull && !hasMore && !numbered)
        {
            return CatalogYaml.Scalar(column.Name);
        }

        return new CatalogYaml.Flow()
            .Add("name", column.Name)
            .Add("type", column.Type)
            .Add("number", numbered ? (uint)column.Number : 0)
            .Add("not_null", column.NotNull)
            .Add("default", column.Default)
            .Add("generated", column.IsGenerated)
            .Add("collation", column.Collation)
            .Add("invisible", column.IsInvisible)
            .ToString();
    }

    private static string Key(CatalogKey key) => new CatalogYaml.Flow()
        .Add("name", key.Name)
        .Add("primary", key.IsPrimary)
        .Add("columns", key.Columns)
        .ToString();
}
