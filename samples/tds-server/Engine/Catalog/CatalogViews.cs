using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>The views of sys and INFORMATION_SCHEMA: those of CATALOG.md, and what drivers and tests ask for.</summary>
internal static partial class CatalogViews
{
    private static readonly Dictionary<string, SystemView> ByName = Build();

    public static IEnumerable<SystemView> All => ByName.Values;

    /// <param name="schema">null: no schema was written; then only the old names of dbo are found.</param>
    public static SystemView? Find(string? schema, string name, string database)
    {
        if (schema is null or "dbo" || Names.Equal(schema, "dbo"))
            return name.StartsWith("sys", StringComparison.OrdinalIgnoreCase) && ByName.TryGetValue("sys." + name, out var old) && old.Name.StartsWith("sys", StringComparison.Ordinal) ? old : null;
        return ByName.GetValueOrDefault(schema + "." + name);
    }

    private static Dictionary<string, SystemView> Build()
    {
        var views = new Dictionary<string, SystemView>(Names.Comparer);
        void Add(string schema, string name, string columns, Func<SqlSession, DatabaseObject, IEnumerable<object?[]>> rows, bool isVolatile = false) =>
            views[schema + "." + name] = new SystemView(views.Count + 1, schema, name, columns, rows, isVolatile);
        Objects(Add);
        Columns(Add);
        Server(Add);
        InformationSchema(Add);
        return views;
    }

    private delegate void Adder(string schema, string name, string columns, Func<SqlSession, DatabaseObject, IEnumerable<object?[]>> rows, bool isVolatile = false);

    private static IEnumerable<SqlObject> Items(SqlSession s, DatabaseObject d) => (Names.Equal(d.Name, "tempdb") ? d.Objects.Values.Concat(s.TemporaryTables) : d.Objects.Values).OrderBy(o => o.Id);

    private static IEnumerable<TableObject> Tables(SqlSession s, DatabaseObject d) => Items(s, d).OfType<TableObject>();

    private static int SchemaId(DatabaseObject d, string schema) => d.Schemas.TryGetValue(schema, out var found) ? found.Id : 1;

    private static string Description(string kind) => kind.Trim() switch
    {
        "U" => "USER_TABLE", "V" => "VIEW", "P" => "SQL_STORED_PROCEDURE", "FN" => "SQL_SCALAR_FUNCTION", "IF" => "SQL_INLINE_TABLE_VALUED_FUNCTION", "TF" => "SQL_TABLE_VALUED_FUNCTION",
        "SN" => "SYNONYM", "PK" => "PRIMARY_KEY_CONSTRAINT", "UQ" => "UNIQUE_CONSTRAINT", "F" => "FOREIGN_KEY_CONSTRAINT", "C" => "CHECK_CONSTRAINT", "D" => "DEFAULT_CONSTRAINT", "TT" => "TYPE_TABLE", _ => "INTERNAL_TABLE",
    };

    private sealed record Item(int Id, string Name, int Schema, int Parent, string Kind, DateTime Created)
    {
        public DateTime Modified { get; init; } = Created;
    }

    private static IEnumerable<Item> AllItems(SqlSession s, DatabaseObject d)
    {
        foreach (var o in Items(s, d))
        {
            var schema = SchemaId(d, o.Schema);
            if (o is not TableTypeObject)
                yield return new Item(o.Id, o.Name, schema, 0, o.Kind, o.Created) { Modified = o.Modified };
            if (o is not TableObject t)
                continue;
            foreach (var i in t.Indexes.Where(i => i.IsConstraint))
                yield return new Item(i.ObjectId, i.Name, schema, t.Id, i.IsPrimary ? "PK" : "UQ", t.Created);
            foreach (var f in t.ForeignKeys)
                yield return new Item(f.ObjectId, f.Name, schema, t.Id, "F ", t.Created);
            foreach (var c in t.Checks)
                yield return new Item(c.ObjectId, c.Name, schema, t.Id, "C ", t.Created);
            foreach (var c in t.Columns.Where(c => c.Default is not null))
                yield return new Item(c.DefaultId, c.DefaultName, schema, t.Id, "D ", t.Created);
        }
    }

    private static void Objects(Adder add)
    {
        const string columns = "name:sysname object_id:int principal_id:int? schema_id:int parent_object_id:int type:char2 type_desc:n60 create_date:datetime modify_date:datetime is_ms_shipped:bit is_published:bit is_schema_published:bit";
        object?[] Row(Item i) => [i.Name, i.Id, null, i.Schema, i.Parent, i.Kind, Description(i.Kind), i.Created, i.Modified, false, false, false];
        add("sys", "objects", columns, (s, d) => AllItems(s, d).Select(Row));
        add("sys", "all_objects", columns, (s, d) => AllItems(s, d).Select(Row).Concat(All.Select(v => (object?[])[v.Name, v.ObjectId, null, v.Schema == "sys" ? 4 : 3, 0, "V ", "VIEW", d.Created, d.Created, true, false, false])));
        add("sys", "system_objects", columns, (_, d) => All.Select(v => (object?[])[v.Name, v.ObjectId, null, v.Schema == "sys" ? 4 : 3, 0, "V ", "VIEW", d.Created, d.Created, true, false, false]));
        add("sys", "tables", columns + " is_memory_optimized:bit temporal_type:tinyint is_external:bit is_filetable:bit", (s, d) => AllItems(s, d).Where(i => i.Kind == "U ").Select(i => (object?[])[.. Row(i), false, 0, false, false]));
        add("sys", "views", columns, (s, d) => AllItems(s, d).Where(i => i.Kind == "V ").Select(Row));
        add("sys", "procedures", columns, (s, d) => AllItems(s, d).Where(i => i.Kind == "P ").Select(Row));
        add("sys", "synonyms", columns + " base_object_name:n1035", (s, d) => Items(s, d).OfType<SynonymObject>().Select(o => (object?[])[.. Row(new Item(o.Id, o.Name, SchemaId(d, o.Schema), 0, "SN", o.Created)), o.TargetText]));
        add("sys", "schemas", "name:sysname schema_id:int principal_id:int?", (_, d) => d.Schemas.Values.OrderBy(s => s.Id).Select(s => (object?[])[s.Name, s.Id, s.Owner]));
        add("sys", "sql_modules", "object_id:int definition:max? uses_ansi_nulls:bit uses_quoted_identifier:bit is_schema_bound:bit uses_database_collation:bit is_recompiled:bit null_on_null_input:bit execute_as_principal_id:int?",
            (s, d) => Items(s, d).Where(o => o.Text.Length > 0).Select(o => (object?[])[o.Id, o.Text, o.AnsiNulls, o.QuotedIdentifier, false, false, false, false, null]));
        add("sys", "triggers", "name:sysname object_id:int parent_class:tinyint parent_class_desc:n60 parent_id:int type:char2 type_desc:n60 create_date:datetime modify_date:datetime is_ms_shipped:bit is_disabled:bit is_not_for_replication:bit is_instead_of_trigger:bit", (_, _) => []);
        add("sys", "foreign_keys", columns + " referenced_object_id:int key_index_id:int is_disabled:bit is_not_for_replication:bit is_not_trusted:bit delete_referential_action:tinyint delete_referential_action_desc:n60 update_referential_action:tinyint update_referential_action_desc:n60 is_system_named:bit",
            (s, d) => Tables(s, d).SelectMany(t => t.ForeignKeys.Select(f => (object?[])[.. Row(new Item(f.ObjectId, f.Name, SchemaId(d, t.Schema), t.Id, "F ", t.Created)), f.Parent, 1, f.IsDisabled, false, false, Action(f.OnDelete).Number, Action(f.OnDelete).Name, Action(f.OnUpdate).Number, Action(f.OnUpdate).Name, false])));
        add("sys", "foreign_key_columns", "constraint_object_id:int constraint_column_id:int parent_object_id:int parent_column_id:int referenced_object_id:int referenced_column_id:int",
            (s, d) => Tables(s, d).SelectMany(t => t.ForeignKeys.SelectMany(f => f.Columns.Select((c, i) => (object?[])[f.ObjectId, i + 1, t.Id, c, f.Parent, f.ParentColumns[i]]))));
        add("sys", "check_constraints", columns + " is_disabled:bit is_not_for_replication:bit is_not_trusted:bit parent_column_id:int definition:max? uses_database_collation:bit is_system_named:bit",
            (s, d) => Tables(s, d).SelectMany(t => t.Checks.Select(c => (object?[])[.. Row(new Item(c.ObjectId, c.Name, SchemaId(d, t.Schema), t.Id, "C ", t.Created)), c.IsDisabled, false, false, 0, c.Text, true, false])));
        add("sys", "default_constraints", columns + " parent_column_id:int definition:max? is_system_named:bit",
            (s, d) => Tables(s, d).SelectMany(t => t.Columns.Where(c => c.Default is not null).Select(c => (object?[])[.. Row(new Item(c.DefaultId, c.DefaultName, SchemaId(d, t.Schema), t.Id, "D ", t.Created)), c.Id, c.DefaultText, false])));
        add("sys", "key_constraints", columns + " unique_index_id:int? is_system_named:bit is_enforced:bit",
            (s, d) => Tables(s, d).SelectMany(t => t.Indexes.Where(i => i.IsConstraint).Select(i => (object?[])[.. Row(new Item(i.ObjectId, i.Name, SchemaId(d, t.Schema), t.Id, i.IsPrimary ? "PK" : "UQ", t.Created)), i.Id, false, true])));
        add("sys", "sysobjects", "name:sysname id:int xtype:char2 uid:smallint parent_obj:int crdate:datetime type:char2", (s, d) => AllItems(s, d).Select(i => (object?[])[i.Name, i.Id, i.Kind, i.Schema, i.Parent, i.Created, i.Kind]));
    }

    private static (int Number, string Name) Action(Microsoft.SqlServer.TransactSql.ScriptDom.DeleteUpdateAction action) => action switch
    {
        Microsoft.SqlServer.TransactSql.ScriptDom.DeleteUpdateAction.Cascade => (1, "CASCADE"),
        Microsoft.SqlServer.TransactSql.ScriptDom.DeleteUpdateAction.SetNull => (2, "SET_NULL"),
        Microsoft.SqlServer.TransactSql.ScriptDom.DeleteUpdateAction.SetDefault => (3, "SET_DEFAULT"),
        _ => (0, "NO_ACTION"),
    };
}
