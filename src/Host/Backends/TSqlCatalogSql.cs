using System.Globalization;

namespace ProxyDb.Host.Backends;

/// <summary>
/// ProxyDb's own queries of the <c>sys</c> catalog views, of SQL Server 2012 to 2022. Constants, but for a database's name, which is quoted.
/// Each reads one view, without joins, as text: rows are put together by their ids.
/// </summary>
internal static class TSqlCatalogSql
{
    /// <summary>The first version whose <c>sys.columns</c> tells of hidden columns (SQL Server 2016).</summary>
    private const int HiddenColumns = 13;

    /// <summary>Reading waits for nobody's open transaction for long, and loses where it would block somebody.</summary>
    public const string Prepare = "SET LOCK_TIMEOUT 5000; SET DEADLOCK_PRIORITY LOW; SET TEXTSIZE 2147483647; SET ROWCOUNT 0";

    public const string Server = """
        SELECT CAST(SERVERPROPERTY(N'ProductVersion') AS nvarchar(128)), CAST(SERVERPROPERTY(N'Collation') AS nvarchar(128)),
          SUSER_SNAME()
        """;

    /// <summary>What the login may open; <c>tempdb</c> and <c>model</c> are nobody's.</summary>
    public const string Databases = """
        SELECT name, collation_name FROM sys.databases
        WHERE state = 0 AND HAS_DBACCESS(name) = 1 AND name NOT IN (N'tempdb', N'model') ORDER BY name
        """;

    /// <summary>Of the current database: where names without a schema are looked up first, and as whom.</summary>
    public const string Self = "SELECT SCHEMA_NAME(), USER_NAME()";

    public const string Schemas = "SELECT CAST(schema_id AS nvarchar(11)), name FROM sys.schemas";

    public const string Objects = """
        SELECT CAST(object_id AS nvarchar(11)), name, CAST(schema_id AS nvarchar(11)), CAST(parent_object_id AS nvarchar(11)),
          CAST(type AS nvarchar(2)), CAST(is_ms_shipped AS nvarchar(1))
        FROM sys.objects
        """;

    public const string Types = """
        SELECT CAST(user_type_id AS nvarchar(11)), CAST(system_type_id AS nvarchar(11)), CAST(schema_id AS nvarchar(11)), name,
          CAST(is_user_defined AS nvarchar(1)), CAST(is_table_type AS nvarchar(1)), CAST(is_assembly_type AS nvarchar(1))
        FROM sys.types
        """;

    public const string ComputedColumns = """
        SELECT CAST(object_id AS nvarchar(11)), CAST(column_id AS nvarchar(11)), definition FROM sys.computed_columns
        """;

    public const string Defaults = """
        SELECT CAST(parent_object_id AS nvarchar(11)), CAST(parent_column_id AS nvarchar(11)), definition FROM sys.default_constraints
        """;

    public const string Checks = "SELECT CAST(parent_object_id AS nvarchar(11)), definition FROM sys.check_constraints";

    public const string Indexes = """
        SELECT CAST(object_id AS nvarchar(11)), CAST(index_id AS nvarchar(11)), name, CAST(is_primary_key AS nvarchar(1))
        FROM sys.indexes WHERE is_unique = 1 AND has_filter = 0 AND is_disabled = 0 AND is_hypothetical = 0 AND index_id > 0
        ORDER BY object_id, index_id
        """;

    public const string IndexColumns = """
        SELECT CAST(object_id AS nvarchar(11)), CAST(index_id AS nvarchar(11)), CAST(column_id AS nvarchar(11))
        FROM sys.index_columns WHERE key_ordinal > 0 ORDER BY object_id, index_id, key_ordinal
        """;

    public const string Synonyms = "SELECT CAST(object_id AS nvarchar(11)), base_object_name FROM sys.synonyms";

    public const string Modules = """
        SELECT CAST(object_id AS nvarchar(11)), definition, CAST(uses_quoted_identifier AS nvarchar(1)),
          CAST(execute_as_principal_id AS nvarchar(11))
        FROM sys.sql_modules
        """;

    public const string Parameters = """
        SELECT CAST(object_id AS nvarchar(11)), name, CAST(user_type_id AS nvarchar(11)), CAST(max_length AS nvarchar(6)),
          CAST(precision AS nvarchar(3)), CAST(scale AS nvarchar(3)), CAST(is_output AS nvarchar(1)), CAST(has_default_value AS nvarchar(1)),
          CAST(parameter_id AS nvarchar(11))
        FROM sys.parameters ORDER BY object_id, parameter_id
        """;

    public const string Triggers = """
        SELECT name, CAST(parent_id AS nvarchar(11)) FROM sys.triggers WHERE parent_class = 1 ORDER BY parent_id, name
        """;

    /// <summary>Foreign keys by which a change of the referenced table changes rows of the referencing one.</summary>
    public const string Cascades = """
        SELECT CAST(referenced_object_id AS nvarchar(11)), CAST(parent_object_id AS nvarchar(11)) FROM sys.foreign_keys
        WHERE delete_referential_action <> 0 OR update_referential_action <> 0
        """;

    /// <summary>The views that come with the server; read once, in <c>master</c>.</summary>
    public const string SystemObjects = """
        SELECT CAST(object_id AS nvarchar(11)), name, CAST(schema_id AS nvarchar(11)) FROM sys.system_objects WHERE type = N'V'
        """;

    public const string SystemColumns = """
        SELECT CAST(object_id AS nvarchar(11)), CAST(column_id AS nvarchar(11)), name FROM sys.system_columns ORDER BY object_id, column_id
        """;

    /// <summary>What the service login could do if a statement slipped through: it should be able to do nothing.</summary>
    public const string ServerPowers = """
        SELECT CAST(IS_SRVROLEMEMBER(N'sysadmin') AS nvarchar(1)), CAST(IS_SRVROLEMEMBER(N'securityadmin') AS nvarchar(1)),
          CAST(IS_SRVROLEMEMBER(N'serveradmin') AS nvarchar(1)), CAST(IS_SRVROLEMEMBER(N'bulkadmin') AS nvarchar(1))
        """;

    public const string DatabasePowers = """
        SELECT CAST(IS_MEMBER(N'db_owner') AS nvarchar(1)), CAST(IS_MEMBER(N'db_securityadmin') AS nvarchar(1)),
          CAST(IS_MEMBER(N'db_ddladmin') AS nvarchar(1))
        """;

    /// <summary>
    /// Lines that differ whenever a catalog differs: what has been altered has a new date, what was renamed, made or dropped another sum.
    /// </summary>
    public const string Digest = """
        SELECT N'objects', CAST(COUNT_BIG(*) AS nvarchar(20)),
          CAST(CHECKSUM_AGG(BINARY_CHECKSUM(object_id, name, schema_id, parent_object_id, type)) AS nvarchar(20)),
          CONVERT(nvarchar(30), MAX(modify_date), 126)
          FROM sys.objects WHERE is_ms_shipped = 0
        UNION ALL SELECT N'columns', CAST(COUNT_BIG(*) AS nvarchar(20)),
          CAST(CHECKSUM_AGG(BINARY_CHECKSUM(object_id, column_id, name, user_type_id, max_length, precision, scale, is_nullable, is_computed,
            collation_name)) AS nvarchar(20)), N''
          FROM sys.columns
        UNION ALL SELECT N'types', CAST(COUNT_BIG(*) AS nvarchar(20)),
          CAST(CHECKSUM_AGG(BINARY_CHECKSUM(user_type_id, system_type_id, schema_id, name)) AS nvarchar(20)), N''
          FROM sys.types
        UNION ALL SELECT N'schemas', CAST(COUNT_BIG(*) AS nvarchar(20)),
          CAST(CHECKSUM_AGG(BINARY_CHECKSUM(schema_id, name)) AS nvarchar(20)), N''
          FROM sys.schemas
        UNION ALL SELECT N'synonyms', CAST(COUNT_BIG(*) AS nvarchar(20)),
          CAST(CHECKSUM_AGG(BINARY_CHECKSUM(object_id, base_object_name)) AS nvarchar(20)), N''
          FROM sys.synonyms
        UNION ALL SELECT N'self', SCHEMA_NAME(), USER_NAME(), N''
        """;

    public static string Use(string database) => "USE " + OwnStatement.QuoteBrackets(database);

    /// <param name="serverMajor">15 is SQL Server 2019; 0: not known, then of the oldest.</param>
    public static string Columns(int serverMajor) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        SELECT CAST(object_id AS nvarchar(11)), CAST(column_id AS nvarchar(11)), name, CAST(user_type_id AS nvarchar(11)),
          CAST(max_length AS nvarchar(6)), CAST(precision AS nvarchar(3)), CAST(scale AS nvarchar(3)), CAST(is_nullable AS nvarchar(1)),
          CAST(is_computed AS nvarchar(1)), collation_name, {(serverMajor >= HiddenColumns ? "CAST(is_hidden AS nvarchar(1))" : "N'0'")}
        FROM sys.columns ORDER BY object_id, column_id
        """);

    /// <summary>
    /// The same query where a client's settings are in force: SETs of a nested batch end with it, so that no limit of the client's cuts
    /// the answer and none of its settings is lost.
    /// </summary>
    public static string Nested(string sql) =>
        "EXEC sys.sp_executesql N'SET ROWCOUNT 0; SET TEXTSIZE 2147483647; " + sql.Replace("'", "''", StringComparison.Ordinal) + "'";
}
