using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

internal static partial class CatalogViews
{
    private static void Server(Adder add)
    {
        add("sys", "databases", "name:sysname database_id:int source_database_id:int? owner_sid:varbinary? create_date:datetime compatibility_level:tinyint collation_name:sysname? user_access:tinyint? user_access_desc:n60? is_read_only:bit? state:tinyint? state_desc:n60? snapshot_isolation_state:tinyint? is_read_committed_snapshot_on:bit? recovery_model:tinyint? recovery_model_desc:n60? is_encrypted:bit?",
            (s, _) => s.Catalog.Databases.Values.OrderBy(d => d.Id).Select(d => (object?[])[d.Name, d.Id, null, null, d.Created, 150, d.Collation.Name, 0, "MULTI_USER", false, 0, "ONLINE", 1, true, 3, "SIMPLE", false]));
        add("sys", "sysdatabases", "name:sysname dbid:smallint crdate:datetime cmptlevel:tinyint", (s, _) => s.Catalog.Databases.Values.OrderBy(d => d.Id).Select(d => (object?[])[d.Name, d.Id, d.Created, 150]));
        add("sys", "dm_exec_sessions", "session_id:smallint login_time:datetime host_name:sysname? program_name:sysname? login_name:sysname nt_user_name:sysname? status:n30 database_id:smallint open_transaction_count:int text_size:int language:sysname? date_format:n3? date_first:smallint quoted_identifier:bit arithabort:bit ansi_null_dflt_on:bit ansi_defaults:bit ansi_warnings:bit ansi_padding:bit ansi_nulls:bit concat_null_yields_null:bit transaction_isolation_level:smallint lock_timeout:int deadlock_priority:int row_count:bigint prev_error:int context_info:varbinary? is_user_process:bit client_interface_name:n32? original_login_name:sysname last_request_start_time:datetime", (s, _) => s.Engine.Sessions.OrderBy(x => x.Info.Spid).Select(Session), true);
        add("sys", "dm_exec_connections", "session_id:int? net_transport:n40 protocol_type:n40? protocol_version:int? encrypt_option:n40 auth_scheme:n40 net_packet_size:int? client_net_address:v48?", (s, _) => s.Engine.Sessions.Select(x => (object?[])[x.Info.Spid, "TCP", "TSQL", (int)x.Info.TdsVersion, "FALSE", "SQL", x.Info.PacketSize, "127.0.0.1"]), true);
        add("sys", "dm_exec_requests", "session_id:smallint request_id:int start_time:datetime status:n30 command:n32 blocking_session_id:smallint?", (s, _) => s.Engine.Sessions.Where(x => x.IsRunning).Select(x => (object?[])[x.Info.Spid, 0, x.LastRequest, "running", "SELECT", 0]), true);
        add("sys", "sysprocesses", "spid:smallint hostname:n128 program_name:n128 loginame:n128 dbid:smallint open_tran:smallint status:n30", (s, _) => s.Engine.Sessions.Select(x => (object?[])[x.Info.Spid, x.Info.HostName, x.Info.ProgramName, x.Info.User, x.CurrentDatabase.Id, x.TransactionCount, x.IsRunning ? "running" : "sleeping"]), true);
        add("sys", "dm_tran_session_transactions", "session_id:int transaction_id:bigint open_transaction_count:int", (s, _) => s.Engine.Sessions.Where(x => x.TransactionCount > 0).Select(x => (object?[])[x.Info.Spid, (long)x.Info.Spid, x.TransactionCount]), true);
        add("sys", "database_principals", "name:sysname principal_id:int type:char2 type_desc:n60? default_schema_name:sysname? create_date:datetime modify_date:datetime is_fixed_role:bit",
            (s, d) => new (string, int, string, string?)[] { ("public", 0, "R ", null), ("dbo", 1, "S ", "dbo"), ("guest", 2, "S ", "guest"), ("INFORMATION_SCHEMA", 3, "S ", null), ("sys", 4, "S ", null), ("db_owner", 16384, "R ", null) }
                .Select(p => (object?[])[p.Item1, p.Item2, p.Item3, p.Item3 == "R " ? "DATABASE_ROLE" : "SQL_USER", p.Item4, d.Created, d.Created, p.Item2 == 16384]));
        add("sys", "server_principals", "name:sysname principal_id:int type:char2 type_desc:n60? is_disabled:bit? default_database_name:sysname?", (s, _) => [["sa", 1, "S ", "SQL_LOGIN", false, "master"]]);
        add("sys", "configurations", "configuration_id:int name:n35 value:variant? value_in_use:variant?", (_, _) => []);
        add("sys", "servers", "server_id:int name:sysname product:sysname provider:sysname is_linked:bit", (_, _) => [[0, SqlEngine.ServerName, "SQL Server", "SQLNCLI", false]]);
        add("sys", "messages", "message_id:int language_id:smallint severity:tinyint? is_event_logged:bit text:n2048", (_, _) => []);
        add("sys", "syslanguages", "langid:smallint dateformat:n3 datefirst:tinyint name:sysname alias:sysname lcid:int", (_, _) => [[0, "mdy", 7, "us_english", "English", 1033], [1, "dmy", 1, "Deutsch", "German", 1031], [29, "ymd", 7, "한국어", "Korean", 1042]]);
    }

    private static object?[] Session(SqlSession x)
    {
        var t = x.Settings;
        var isolation = t.Isolation switch { "read uncommitted" => 1, "read committed" => 2, "repeatable read" => 3, "serializable" => 4, _ => 5 };
        return
        [
            x.Info.Spid, x.Started, x.Info.HostName, x.Info.ProgramName, x.Info.User, null, x.IsRunning ? "running" : "sleeping", x.CurrentDatabase.Id, x.TransactionCount, t.TextSize, t.Language, t.DateFormat, t.DateFirst,
            t.QuotedIdentifier, t.ArithAbort, t.AnsiNullDefaultOn, false, t.AnsiWarnings, t.AnsiPadding, t.AnsiNulls, t.ConcatNullYieldsNull, isolation, t.LockTimeout, t.DeadlockPriority, x.RowCount, x.LastError,
            t.ContextInfo.Length == 0 ? null : t.ContextInfo, true, "TDS", x.Info.User, x.LastRequest,
        ];
    }

    private static void InformationSchema(Adder add)
    {
        const string schema = "INFORMATION_SCHEMA";
        add(schema, "SCHEMATA", "CATALOG_NAME:sysname? SCHEMA_NAME:sysname SCHEMA_OWNER:sysname? DEFAULT_CHARACTER_SET_NAME:sysname?", (_, d) => d.Schemas.Values.Select(s => (object?[])[d.Name, s.Name, "dbo", "iso_1"]));
        add(schema, "TABLES", "TABLE_CATALOG:sysname? TABLE_SCHEMA:sysname? TABLE_NAME:sysname TABLE_TYPE:v10?", (s, d) => Items(s, d).Where(o => o is TableObject or ViewObject).Select(o => (object?[])[d.Name, o.Schema, o.Name, o is TableObject ? "BASE TABLE" : "VIEW"]));
        add(schema, "VIEWS", "TABLE_CATALOG:sysname? TABLE_SCHEMA:sysname? TABLE_NAME:sysname VIEW_DEFINITION:n4000? CHECK_OPTION:v7? IS_UPDATABLE:v2", (s, d) => Items(s, d).OfType<ViewObject>().Select(o => (object?[])[d.Name, o.Schema, o.Name, o.Text, "NONE", "NO"]));
        add(schema, "COLUMNS", "TABLE_CATALOG:sysname? TABLE_SCHEMA:sysname? TABLE_NAME:sysname COLUMN_NAME:sysname? ORDINAL_POSITION:int? COLUMN_DEFAULT:n4000? IS_NULLABLE:v3? DATA_TYPE:sysname? CHARACTER_MAXIMUM_LENGTH:int? CHARACTER_OCTET_LENGTH:int? NUMERIC_PRECISION:tinyint? NUMERIC_PRECISION_RADIX:smallint? NUMERIC_SCALE:int? DATETIME_PRECISION:smallint? CHARACTER_SET_NAME:sysname? COLLATION_NAME:sysname?",
            (s, d) => AllColumns(s, d).Where(c => c.Object is TableObject or ViewObject).Select(c => InformationColumn(d, c.Object, c.Column)));
        add(schema, "ROUTINES", "SPECIFIC_CATALOG:sysname? SPECIFIC_SCHEMA:sysname? SPECIFIC_NAME:sysname ROUTINE_CATALOG:sysname? ROUTINE_SCHEMA:sysname? ROUTINE_NAME:sysname ROUTINE_TYPE:n20? DATA_TYPE:sysname? ROUTINE_DEFINITION:n4000? CREATED:datetime LAST_ALTERED:datetime",
            (s, d) => Items(s, d).Where(o => o is ProcedureObject or FunctionObject).Select(o => (object?[])[d.Name, o.Schema, o.Name, d.Name, o.Schema, o.Name, o is ProcedureObject ? "PROCEDURE" : "FUNCTION", o is FunctionObject { Returns: { } r } ? Errors.Name(r) : null, o.Text, o.Created, o.Created]));
        add(schema, "PARAMETERS", "SPECIFIC_CATALOG:sysname? SPECIFIC_SCHEMA:sysname? SPECIFIC_NAME:sysname ORDINAL_POSITION:int PARAMETER_MODE:n10? PARAMETER_NAME:sysname? DATA_TYPE:sysname?",
            (s, d) => Items(s, d).SelectMany(o => (o is ProcedureObject p ? p.Parameters : o is FunctionObject f ? f.Parameters : []).Select((q, i) => (object?[])[d.Name, o.Schema, o.Name, i + 1, q.IsOutput ? "INOUT" : "IN", q.Name, q.TableType is null ? Errors.Name(q.Type) : "table type"])));
        add(schema, "TABLE_CONSTRAINTS", "CONSTRAINT_CATALOG:sysname? CONSTRAINT_SCHEMA:sysname? CONSTRAINT_NAME:sysname TABLE_CATALOG:sysname? TABLE_SCHEMA:sysname? TABLE_NAME:sysname? CONSTRAINT_TYPE:v11?",
            (s, d) => Tables(s, d).SelectMany(t => t.Indexes.Where(i => i.IsConstraint).Select(i => (i.Name, i.IsPrimary ? "PRIMARY KEY" : "UNIQUE")).Concat(t.ForeignKeys.Select(f => (f.Name, "FOREIGN KEY"))).Concat(t.Checks.Select(c => (c.Name, "CHECK")))
                .Select(x => (object?[])[d.Name, t.Schema, x.Item1, d.Name, t.Schema, t.Name, x.Item2])));
        add(schema, "KEY_COLUMN_USAGE", "CONSTRAINT_CATALOG:sysname? CONSTRAINT_SCHEMA:sysname? CONSTRAINT_NAME:sysname TABLE_CATALOG:sysname? TABLE_SCHEMA:sysname? TABLE_NAME:sysname? COLUMN_NAME:sysname? ORDINAL_POSITION:int",
            (s, d) => Tables(s, d).SelectMany(t => t.Indexes.Where(i => i.IsConstraint).SelectMany(i => i.Columns.Select((c, n) => (i.Name, c.Column, n))).Concat(t.ForeignKeys.SelectMany(f => f.Columns.Select((c, n) => (f.Name, c, n))))
                .Select(x => (object?[])[d.Name, t.Schema, x.Item1, d.Name, t.Schema, t.Name, t.Column(x.Item2).Name, x.Item3 + 1])));
    }

    private static object?[] InformationColumn(DatabaseObject d, SqlObject o, ColumnObject c)
    {
        var t = c.Type;
        var sized = (t.IsText || TypeRules.IsBinary(t)) && t.Name != SqlTypeName.RowVersion;
        var length = TypeRules.IsLob(t) ? t.IsUnicode ? 1073741823 : 2147483647 : t.Length;
        object? octets = !sized ? null : t.IsMax && !TypeRules.IsLob(t) ? -1 : TypeRules.IsLob(t) ? 2147483647 : t.IsUnicode ? t.Length * 2 : t.Length;
        return
        [
            d.Name, o.Schema, o.Name, c.Name, c.Id, c.Default is null ? null : c.DefaultText, c.IsNullable ? "YES" : "NO", TypeNumbers.Of(t).Name, sized ? length : null, octets,
            TypeRules.IsNumber(t) && t.Name != SqlTypeName.Bit ? TypeNumbers.Precision(t) : null, TypeRules.IsNumber(t) && t.Name != SqlTypeName.Bit ? TypeRules.IsApproximate(t) ? 2 : 10 : null,
            TypeRules.IsNumber(t) && t.Name != SqlTypeName.Bit && !TypeRules.IsApproximate(t) ? TypeNumbers.Scale(t) : null, TypeRules.IsDate(t) ? t.Name == SqlTypeName.Date ? 0 : TypeNumbers.Scale(t) : null,
            t.IsText ? t.IsUnicode ? "UNICODE" : "iso_1" : null, CollationOf(t),
        ];
    }
}
