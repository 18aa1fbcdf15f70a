using System.Collections.Immutable;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Catalog;

/// <summary>Relations of one schema of a catalog file.</summary>
internal sealed class CatalogRelationReader(string schema)
{
    private static readonly string[] TableKeys =
    [
        "columns", "kind", "keys", "parents", "triggers", "trigger_routines", "rules", "row_security", "calls_user_code", "cascades", "owner", "oid",
    ];

    private static readonly string[] ViewKeys =
        ["columns", "sql", "path", "quoted_identifier", "kind", "triggers", "trigger_routines", "rules", "owner", "oid"];

    public IEnumerable<CatalogRelation> Tables(DocumentNode? node)
    {
        foreach (var (name, _, value) in node?.Entries() ?? [])
        {
            if (value.IsSequence || value.IsNull)
            {
                yield return new CatalogRelation { Schema = schema, Name = name, Kind = RelationKind.Table, Columns = Columns(value) };
                continue;
            }

            value.RefuseUnknownKeys(TableKeys);
            if (!value.IsMapping)
            {
                continue;
            }

            yield return new CatalogRelation
            {
                Schema = schema,
                Name = name,
                Kind = value.Get("kind")?.Word("table", "partitioned", "foreign", "composite") switch
                {
                    "partitioned" => RelationKind.PartitionedTable,
                    "foreign" => RelationKind.ForeignTable,
                    "composite" => RelationKind.CompositeType,
                    _ => RelationKind.Table,
                },
                Oid = Oid(value),
                Columns = Columns(value.Require("columns")),
                Keys = [.. Keys(value.Get("keys"))],
                Parents = Names(value.Get("parents")),
                Triggers = Texts(value.Get("triggers")),
                TriggerRoutines = Names(value.Get("trigger_routines")),
                Rules = Texts(value.Get("rules")),
                RowSecurity = value.Get("row_security")?.Flag() ?? false,
                CallsUserCode = value.Get("calls_user_code")?.Flag() ?? false,
                Cascades = Names(value.Get("cascades")),
                Owner = value.Get("owner")?.Text(),
            };
        }
    }

    public IEnumerable<CatalogRelation> Views(DocumentNode? node)
    {
        foreach (var (name, _, value) in node?.Entries() ?? [])
        {
            if (value.IsSequence)
            {
                yield return new CatalogRelation { Schema = schema, Name = name, Kind = RelationKind.View, Columns = Columns(value) };
                continue;
            }

            value.RefuseUnknownKeys(ViewKeys);
            if (!value.IsMapping)
            {
                continue;
            }

            yield return new CatalogRelation
            {
                Schema = schema,
                Name = name,
                Kind = value.Get("kind")?.Word("view", "materialized") == "materialized" ? RelationKind.MaterializedView : RelationKind.View,
                Oid = Oid(value),
                Columns = Columns(value.Get("columns")),
                Definition = value.Get("sql")?.Text(),
                DefinitionPath = value.Has("path") ? Texts(value.Get("path")) : null,
                QuotedIdentifier = value.Get("quoted_identifier")?.Flag() ?? true,
                Triggers = Texts(value.Get("triggers")),
                TriggerRoutines = Names(value.Get("trigger_routines")),
                Rules = Texts(value.Get("rules")),
                Owner = value.Get("owner")?.Text(),
            };
        }
    }

    public IEnumerable<CatalogRelation> Sequences(DocumentNode? node)
    {
        foreach (var name in Texts(node))
        {
            yield return new CatalogRelation { Schema = schema, Name = name, Kind = RelationKind.Sequence };
        }
    }

    public IEnumerable<CatalogRelation> Synonyms(DocumentNode? node)
    {
        foreach (var (name, _, value) in node?.Entries() ?? [])
        {
            if (CatalogNames.Read(value) is { } target)
            {
                yield return new CatalogRelation { Schema = schema, Name = name, Kind = RelationKind.Synonym, Target = target };
            }
        }
    }

    internal static ImmutableArray<ObjectName> Names(DocumentNode? node) =>
        node is null ? [] : node.IsScalar
            ? (CatalogNames.Read(node) is { } one ? [one] : [])
            : [.. node.Items().Select(CatalogNames.Read).OfType<ObjectName>()];

    internal static ImmutableArray<string> Texts(DocumentNode? node) => node is null ? [] : [.. node.Texts()];

    internal static ImmutableArray<CatalogColumn> Columns(DocumentNode? node)
    {
        var columns = ImmutableArray.CreateBuilder<CatalogColumn>();
        foreach (var item in node is null || node.IsNull ? [] : node.Items())
        {
            if (item.IsScalar)
            {
                columns.Add(new CatalogColumn(item.Text() ?? "", null, columns.Count + 1));
                continue;
            }

            item.RefuseUnknownKeys("name", "type", "number", "not_null", "default", "generated", "collation", "invisible");
            if (item.IsMapping && item.Require("name")?.Text() is { } name)
            {
                columns.Add(new CatalogColumn(name, item.Get("type")?.Text(), (int)(item.Get("number")?.Integer(1, 65535) ?? columns.Count + 1))
                {
                    NotNull = item.Get("not_null")?.Flag() ?? false,
                    Default = item.Get("default")?.Text(),
                    IsGenerated = item.Get("generated")?.Flag() ?? false,
                    Collation = item.Get("collation")?.Text(),
                    IsInvisible = item.Get("invisible")?.Flag() ?? false,
                });
            }
        }

        return columns.ToImmutable();
    }

    private static uint Oid(DocumentNode node) => (uint)(node.Get("oid")?.Integer(0, uint.MaxValue) ?? 0);

    private static IEnumerable<CatalogKey> Keys(DocumentNode? node)
    {
        foreach (var item in node?.Items() ?? [])
        {
            item.RefuseUnknownKeys("name", "primary", "columns");
            if (item.IsMapping)
            {
                yield return new CatalogKey(
                    item.Get("name")?.Text() ?? "", item.Get("primary")?.Flag() ?? false, Texts(item.Require("columns")));
            }
        }
    }
}
