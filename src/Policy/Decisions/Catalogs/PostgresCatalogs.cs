using System.Collections.Frozen;
using System.Collections.Immutable;
using ProxyDb.Policy.Sql;
using static ProxyDb.Policy.Decisions.PostgresCatalogPlace;

namespace ProxyDb.Policy.Decisions;

/// <summary>The catalogs of PostgreSQL 15 whose rows are about relations or their columns (chapters 53, 54 and 37 of its manual).</summary>
internal static class PostgresCatalogs
{
    private static readonly FrozenDictionary<string, ImmutableArray<PostgresCatalogPlace>> Tables = new Dictionary<string, ImmutableArray<PostgresCatalogPlace>>
    {
        ["pg_class"] = [new ById("oid")],
        ["pg_attribute"] = [new ById("attrelid", Number: "attnum")],
        ["pg_attrdef"] = [new ById("adrelid", Number: "adnum")],
        ["pg_index"] = [new ById("indexrelid"), new ById("indrelid", Numbers: "indkey")],
        ["pg_constraint"] = [new ById("conrelid", Numbers: "conkey"), new ById("confrelid", Numbers: "confkey")],
        ["pg_description"] = [new ById("objoid", Number: "objsubid", Class: "classoid")],
        ["pg_seclabel"] = [new ById("objoid", Number: "objsubid", Class: "classoid")],
        ["pg_seclabels"] = [new ById("objoid", Number: "objsubid", Class: "classoid")],
        ["pg_init_privs"] = [new ById("objoid", Number: "objsubid", Class: "classoid")],
        ["pg_depend"] =
        [
            new ById("objid", Number: "objsubid", Class: "classid"), new ById("refobjid", Number: "refobjsubid", Class: "refclassid"),
        ],
        ["pg_shdepend"] = [new ById("objid", Number: "objsubid", Class: "classid")],
        ["pg_trigger"] = [new ById("tgrelid", Numbers: "tgattr"), new ById("tgconstrrelid")],
        ["pg_rewrite"] = [new ById("ev_class")],
        ["pg_policy"] = [new ById("polrelid")],
        ["pg_inherits"] = [new ById("inhrelid"), new ById("inhparent")],
        ["pg_type"] = [new ByRowType("typrelid", "typelem")],
        ["pg_partitioned_table"] = [new ById("partrelid", Numbers: "partattrs")],
        ["pg_foreign_table"] = [new ById("ftrelid")],
        ["pg_sequence"] = [new ById("seqrelid")],
        ["pg_publication_rel"] = [new ById("prrelid", Numbers: "prattrs")],
        ["pg_subscription_rel"] = [new ById("srrelid")],
        ["pg_statistic"] = [new ById("starelid", Number: "staattnum")],
        ["pg_statistic_ext"] = [new ById("stxrelid", Numbers: "stxkeys")],
        ["pg_locks"] = [new ById("relation")],
        ["pg_tables"] = [new ByName("schemaname", "tablename")],
        ["pg_views"] = [new ByName("schemaname", "viewname")],
        ["pg_matviews"] = [new ByName("schemaname", "matviewname")],
        ["pg_indexes"] = [new ByName("schemaname", "tablename"), new ByNameOfPart("schemaname", "indexname")],
        ["pg_sequences"] = [new ByName("schemaname", "sequencename"), new ByNameOfPart("schemaname", "sequencename")],
        ["pg_stats"] = [new ByName("schemaname", "tablename", "attname")],
        ["pg_stats_ext"] = [new ByName("schemaname", "tablename")],
        ["pg_stats_ext_exprs"] = [new ByName("schemaname", "tablename")],
        ["pg_policies"] = [new ByName("schemaname", "tablename")],
        ["pg_rules"] = [new ByName("schemaname", "tablename")],
        ["pg_publication_tables"] = [new ByName("schemaname", "tablename")],
    }.Concat(Statistics()).ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, ImmutableArray<PostgresCatalogPlace>> InformationSchema =
        new Dictionary<string, ImmutableArray<PostgresCatalogPlace>>
    {
        ["tables"] = [new ByName("table_schema", "table_name")],
        ["columns"] = [new ByName("table_schema", "table_name", "column_name")],
        ["column_options"] = [new ByName("table_schema", "table_name", "column_name")],
        ["column_privileges"] = [new ByName("table_schema", "table_name", "column_name")],
        ["role_column_grants"] = [new ByName("table_schema", "table_name", "column_name")],
        ["column_domain_usage"] = [new ByName("table_schema", "table_name", "column_name")],
        ["column_udt_usage"] = [new ByName("table_schema", "table_name", "column_name")],
        ["column_column_usage"] =
        [
            new ByName("table_schema", "table_name", "column_name"), new ByName("table_schema", "table_name", "dependent_column"),
        ],
        ["table_privileges"] = [new ByName("table_schema", "table_name")],
        ["role_table_grants"] = [new ByName("table_schema", "table_name")],
        ["table_constraints"] = [new ByName("table_schema", "table_name"), new ByConstraint("constraint_schema", "constraint_name")],
        ["key_column_usage"] =
        [
            new ByName("table_schema", "table_name", "column_name"), new ByConstraint("constraint_schema", "constraint_name"),
        ],
        ["constraint_column_usage"] =
        [
            new ByName("table_schema", "table_name", "column_name"), new ByConstraint("constraint_schema", "constraint_name"),
        ],
        ["constraint_table_usage"] = [new ByName("table_schema", "table_name"), new ByConstraint("constraint_schema", "constraint_name")],
        ["referential_constraints"] =
        [
            new ByConstraint("constraint_schema", "constraint_name"), new ByConstraint("unique_constraint_schema", "unique_constraint_name"),
        ],
        ["check_constraints"] = [new ByConstraint("constraint_schema", "constraint_name")],
        ["check_constraint_routine_usage"] = [new ByConstraint("constraint_schema", "constraint_name")],
        ["views"] = [new ByName("table_schema", "table_name")],
        ["view_column_usage"] = [new ByName("view_schema", "view_name"), new ByName("table_schema", "table_name", "column_name")],
        ["view_table_usage"] = [new ByName("view_schema", "view_name"), new ByName("table_schema", "table_name")],
        ["view_routine_usage"] = [new ByName("table_schema", "table_name")],
        ["triggers"] = [new ByName("event_object_schema", "event_object_table")],
        ["triggered_update_columns"] = [new ByName("event_object_schema", "event_object_table", "event_object_column")],
        ["sequences"] = [new ByName("sequence_schema", "sequence_name"), new ByNameOfPart("sequence_schema", "sequence_name")],
        ["usage_privileges"] = [new ByName("object_schema", "object_name"), new ByNameOfPart("object_schema", "object_name")],
        ["role_usage_grants"] = [new ByName("object_schema", "object_name"), new ByNameOfPart("object_schema", "object_name")],
        ["routine_table_usage"] = [new ByName("table_schema", "table_name")],
        ["routine_column_usage"] = [new ByName("table_schema", "table_name", "column_name")],
        ["routine_sequence_usage"] = [new ByName("sequence_schema", "sequence_name"), new ByNameOfPart("sequence_schema", "sequence_name")],
        ["element_types"] = [new ByName("object_schema", "object_name")],
        ["data_type_privileges"] = [new ByName("object_schema", "object_name")],
        ["attributes"] = [new ByName("udt_schema", "udt_name", "attribute_name")],
        ["user_defined_types"] = [new ByName("user_defined_type_schema", "user_defined_type_name")],
        ["udt_privileges"] = [new ByName("udt_schema", "udt_name")],
        ["role_udt_grants"] = [new ByName("udt_schema", "udt_name")],
        ["foreign_tables"] = [new ByName("foreign_table_schema", "foreign_table_name")],
        ["foreign_table_options"] = [new ByName("foreign_table_schema", "foreign_table_name")],
        ["_pg_foreign_tables"] = [new ByName("foreign_table_schema", "foreign_table_name")],
        ["_pg_foreign_table_columns"] = [new ByName("nspname", "relname", "attname")],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every one of them.</summary>
    public static IEnumerable<(ObjectName Name, ImmutableArray<PostgresCatalogPlace> Places)> All =>
        Tables.Select(static t => (new ObjectName("pg_catalog", t.Key), t.Value))
            .Concat(InformationSchema.Select(static t => (new ObjectName("information_schema", t.Key), t.Value)));

    /// <summary>Null for what shows neither relations nor columns.</summary>
    public static ImmutableArray<PostgresCatalogPlace>? Of(ObjectName name)
    {
        var all = name.Schema == "information_schema" ? InformationSchema : Tables;
        return all.TryGetValue(name.Name, out var places) ? places : null;
    }

    private static IEnumerable<KeyValuePair<string, ImmutableArray<PostgresCatalogPlace>>> Statistics()
    {
        foreach (var kind in (string[])["all", "sys", "user"])
        {
            yield return new($"pg_stat_{kind}_tables", [new ById("relid")]);
            yield return new($"pg_stat_xact_{kind}_tables", [new ById("relid")]);
            yield return new($"pg_statio_{kind}_tables", [new ById("relid")]);
            yield return new($"pg_statio_{kind}_sequences", [new ById("relid")]);
            yield return new($"pg_stat_{kind}_indexes", [new ById("relid"), new ById("indexrelid")]);
            yield return new($"pg_statio_{kind}_indexes", [new ById("relid"), new ById("indexrelid")]);
        }

        foreach (var progress in (string[])["analyze", "cluster", "copy", "create_index", "vacuum"])
        {
            yield return new($"pg_stat_progress_{progress}", [new ById("relid")]);
        }
    }
}
