using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

internal static partial class CatalogViews
{
    /// <summary>Columns of tables, views and table-valued functions.</summary>
    private static IEnumerable<(SqlObject Object, ColumnObject Column)> AllColumns(SqlSession s, DatabaseObject d)
    {
        foreach (var o in Items(s, d))
        {
            IEnumerable<ColumnObject> columns = o switch
            {
                TableObject t => t.Columns,
                TableTypeObject t => t.Table.Columns,
                ViewObject v => v.Types.Select((c, i) => new ColumnObject(i + 1, c.Name, c.Type, c.IsNullable)),
                FunctionObject f => f.Types.Select((c, i) => new ColumnObject(i + 1, c.Name, c.Type, c.IsNullable)),
                _ => [],
            };
            foreach (var column in columns)
                yield return (o, column);
        }
    }

    private static string? CollationOf(SqlType type) => type.IsText ? type.EffectiveCollation.Name : null;

    private static object?[] ColumnRow(int id, ColumnObject c) =>
    [
        id, c.Name, c.Id, TypeNumbers.Of(c.Type).System, TypeNumbers.Of(c.Type).User, TypeNumbers.MaxLength(c.Type), TypeNumbers.Precision(c.Type), TypeNumbers.Scale(c.Type), CollationOf(c.Type),
        c.IsNullable, true, false, c.Identity is not null, c.Computed is not null, false, false, false, c.DefaultId, 0, false, false, 0, null, null, false, false,
    ];

    private static void Columns(Adder add)
    {
        const string columns = "object_id:int name:sysname? column_id:int system_type_id:tinyint user_type_id:int max_length:smallint precision:tinyint scale:tinyint collation_name:sysname? is_nullable:bit? is_ansi_padded:bit is_rowguidcol:bit is_identity:bit is_computed:bit is_filestream:bit is_replicated:bit? is_xml_document:bit default_object_id:int rule_object_id:int is_sparse:bit? is_column_set:bit? generated_always_type:tinyint? generated_always_type_desc:n60? encryption_type:int? is_hidden:bit? is_masked:bit?";
        add("sys", "columns", columns, (s, d) => AllColumns(s, d).Select(c => ColumnRow(c.Object.Id, c.Column)));
        add("sys", "all_columns", columns, (s, d) => AllColumns(s, d).Select(c => ColumnRow(c.Object.Id, c.Column)).Concat(SystemColumns()));
        add("sys", "system_columns", columns, (_, _) => SystemColumns());
        add("sys", "computed_columns", columns + " definition:max? is_persisted:bit", (s, d) => Tables(s, d).SelectMany(t => t.Columns.Where(c => c.Computed is not null).Select(c => (object?[])[.. ColumnRow(t.Id, c), c.ComputedText, c.IsPersisted])));
        add("sys", "identity_columns", columns + " seed_value:bigint? increment_value:bigint? last_value:bigint?",
            (s, d) => Tables(s, d).SelectMany(t => t.Columns.Where(c => c.Identity is not null).Select(c => (object?[])[.. ColumnRow(t.Id, c), c.Identity!.Value.Seed, c.Identity.Value.Increment, s.Engine.LastIdentity(t.Id)])), true);
        add("sys", "types", "name:sysname system_type_id:tinyint user_type_id:int schema_id:int principal_id:int? max_length:smallint precision:tinyint scale:tinyint collation_name:sysname? is_nullable:bit? is_user_defined:bit is_assembly_type:bit default_object_id:int rule_object_id:int is_table_type:bit",
            (s, d) => TypeNumbers.All.Select(t => (object?[])[t.Name, t.System, t.User, 4, null, t.Length, t.Precision, t.Scale, t.Name.Contains("char", StringComparison.Ordinal) || t.Name.EndsWith("text", StringComparison.Ordinal) || t.Name == "sysname" ? d.Collation.Name : null, t.Name != "sysname", false, false, 0, 0, false])
                .Concat(Items(s, d).OfType<TableTypeObject>().Select(t => (object?[])[t.Name, 243, t.Id, SchemaId(d, t.Schema), null, -1, 0, 0, null, false, true, false, 0, 0, true])));
        add("sys", "table_types", "name:sysname system_type_id:tinyint user_type_id:int schema_id:int is_user_defined:bit is_table_type:bit type_table_object_id:int", (s, d) => Items(s, d).OfType<TableTypeObject>().Select(t => (object?[])[t.Name, 243, t.Id, SchemaId(d, t.Schema), true, true, t.Id]));
        add("sys", "indexes", "object_id:int name:sysname? index_id:int type:tinyint type_desc:n60? is_unique:bit? data_space_id:int ignore_dup_key:bit? is_primary_key:bit? is_unique_constraint:bit? fill_factor:tinyint is_padded:bit? is_disabled:bit? is_hypothetical:bit? allow_row_locks:bit? allow_page_locks:bit? has_filter:bit? filter_definition:max?", (s, d) => Tables(s, d).SelectMany(IndexRows));
        add("sys", "index_columns", "object_id:int index_id:int index_column_id:int column_id:int key_ordinal:tinyint partition_ordinal:tinyint is_descending_key:bit? is_included_column:bit?",
            (s, d) => Tables(s, d).SelectMany(t => t.Indexes.SelectMany(i => i.Columns.Select((c, n) => (object?[])[t.Id, i.Id, n + 1, c.Column, n + 1, 0, c.Descending, false])
                .Concat(i.Included.Select((c, n) => (object?[])[t.Id, i.Id, i.Columns.Count + n + 1, c, 0, 0, false, true])))));
        add("sys", "parameters", "object_id:int name:sysname? parameter_id:int system_type_id:tinyint user_type_id:int max_length:smallint precision:tinyint scale:tinyint is_output:bit is_cursor_ref:bit has_default_value:bit is_xml_document:bit default_value:variant? is_readonly:bit is_nullable:bit?", (s, d) => Items(s, d).SelectMany(ParameterRows));
        add("sys", "syscolumns", "name:sysname? id:int xtype:tinyint colid:smallint length:smallint isnullable:int?", (s, d) => AllColumns(s, d).Select(c => (object?[])[c.Column.Name, c.Object.Id, TypeNumbers.Of(c.Column.Type).System, c.Column.Id, TypeNumbers.MaxLength(c.Column.Type), c.Column.IsNullable ? 1 : 0]));
        add("sys", "systypes", "name:sysname xtype:tinyint xusertype:smallint length:smallint", (_, _) => TypeNumbers.All.Select(t => (object?[])[t.Name, t.System, t.User, t.Length]));
        add("sys", "extended_properties", "class:tinyint class_desc:n60? major_id:int minor_id:int name:sysname value:variant?", (_, _) => []);
        add("sys", "partitions", "partition_id:bigint object_id:int index_id:int partition_number:int rows:bigint?", (s, d) => Tables(s, d).Select(t => (object?[])[(long)t.Id, t.Id, t.Indexes.Any(i => i.IsClustered) ? 1 : 0, 1, (long)s.Link.Scalar($"SELECT count(*) FROM {t.SqliteName}")!]), true);
    }

    private static IEnumerable<object?[]> IndexRows(TableObject t)
    {
        if (!t.Indexes.Any(i => i.IsClustered))
            yield return [t.Id, null, 0, 0, "HEAP", false, 1, false, false, false, 0, false, false, false, true, true, false, null];
        foreach (var i in t.Indexes)
        {
            yield return [t.Id, i.Name, i.Id, i.IsClustered ? 1 : 2, i.IsClustered ? "CLUSTERED" : "NONCLUSTERED", i.IsUnique, 1, false, i.IsPrimary, i.IsConstraint && !i.IsPrimary, 0, false, false, false, true, true,
                i.Filter is not null, i.Filter is null ? null : i.FilterText];
        }
    }

    private static IEnumerable<object?[]> ParameterRows(SqlObject o)
    {
        var parameters = o is ProcedureObject p ? p.Parameters : o is FunctionObject f ? f.Parameters : [];
        if (o is FunctionObject { Returns: { } returns })
            yield return [o.Id, "", 0, TypeNumbers.Of(returns).System, TypeNumbers.Of(returns).User, TypeNumbers.MaxLength(returns), TypeNumbers.Precision(returns), TypeNumbers.Scale(returns), true, false, false, false, null, false, true];
        for (var i = 0; i < parameters.Count; i++)
        {
            var q = parameters[i];
            yield return [o.Id, q.Name, i + 1, TypeNumbers.Of(q.Type).System, q.TableType?.Id ?? TypeNumbers.Of(q.Type).User, TypeNumbers.MaxLength(q.Type), TypeNumbers.Precision(q.Type), TypeNumbers.Scale(q.Type), q.IsOutput, false, false, false, null, q.IsReadOnly, true];
        }
    }

    private static IEnumerable<object?[]> SystemColumns() => All.SelectMany(v => v.Columns.Select((c, i) => ColumnRow(v.ObjectId, new ColumnObject(i + 1, c.Name, c.Type, c.IsNullable))));
}
