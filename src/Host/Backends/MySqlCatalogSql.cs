namespace ProxyDb.Host.Backends;

/// <summary>
/// ProxyDb's own queries of <c>information_schema</c>, of MySQL 5.7 to 9 and MariaDB 10.4 to 11: what both have. Constants only. Binary
/// strings everywhere, so that names are compared and counted as they are stored.
/// </summary>
internal static class MySqlCatalogSql
{
    /// <summary>Definitions are printed in plain quotes, and long ones whole.</summary>
    public const string Prepare = "SET SESSION sql_mode='', group_concat_max_len=1048576";

    private const string Users = "NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')";

    /// <summary>
    /// One line that differs whenever a catalog differs: sums of 60-bit hashes, whatever the order of rows. Nothing that asks storage
    /// engines, which would be slow with many tables.
    /// </summary>
    public const string Digest = $"""
        SELECT CONCAT_WS(' ',
          (SELECT CONCAT(COUNT(*), ':',
             COALESCE(SUM(CAST(CONV(LEFT(MD5(SCHEMA_NAME), 15), 16, 10) AS DECIMAL(20))), 0)) FROM information_schema.SCHEMATA),
          (SELECT CONCAT(COUNT(*), ':',
             COALESCE(SUM(CAST(CONV(LEFT(MD5(CONCAT_WS('|', TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE)), 15), 16, 10) AS DECIMAL(20))), 0))
             FROM information_schema.TABLES WHERE TABLE_SCHEMA {Users}),
          (SELECT CONCAT(COUNT(*), ':',
             COALESCE(SUM(CAST(CONV(LEFT(MD5(CONCAT_WS('|', TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, ORDINAL_POSITION, COLUMN_TYPE,
             IS_NULLABLE, COLUMN_DEFAULT, EXTRA, GENERATION_EXPRESSION, COLLATION_NAME, COLUMN_KEY)), 15), 16, 10) AS DECIMAL(20))), 0))
             FROM information_schema.COLUMNS WHERE TABLE_SCHEMA {Users}),
          (SELECT CONCAT(COUNT(*), ':',
             COALESCE(SUM(CAST(CONV(LEFT(MD5(CONCAT_WS('|', TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION, SECURITY_TYPE, DEFINER)), 15), 16, 10)
             AS DECIMAL(20))), 0)) FROM information_schema.VIEWS WHERE TABLE_SCHEMA {Users}),
          (SELECT CONCAT(COUNT(*), ':',
             COALESCE(SUM(CAST(CONV(LEFT(MD5(CONCAT_WS('|', ROUTINE_SCHEMA, ROUTINE_NAME, ROUTINE_TYPE, DTD_IDENTIFIER, ROUTINE_DEFINITION,
             SQL_MODE, SECURITY_TYPE)), 15), 16, 10) AS DECIMAL(20))), 0)) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA {Users}),
          (SELECT CONCAT(COUNT(*), ':',
             COALESCE(SUM(CAST(CONV(LEFT(MD5(CONCAT_WS('|', EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_STATEMENT)), 15),
             16, 10) AS DECIMAL(20))), 0)) FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA {Users}),
          (SELECT CONCAT(COUNT(*), ':',
             COALESCE(SUM(CAST(CONV(LEFT(MD5(CONCAT_WS('|', CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, REFERENCED_TABLE_NAME,
             UPDATE_RULE, DELETE_RULE)), 15), 16, 10) AS DECIMAL(20))), 0)) FROM information_schema.REFERENTIAL_CONSTRAINTS))
        """;

    public const string Settings = "SELECT VERSION(), @@lower_case_table_names";

    public const string Schemas = "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA";

    public const string Relations = "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES";

    public const string Columns = """
        SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, ORDINAL_POSITION, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, GENERATION_EXPRESSION, COLLATION_NAME
        FROM information_schema.COLUMNS ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION
        """;

    public const string Views = "SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION, DEFINER FROM information_schema.VIEWS";

    /// <summary>A key over a part of a column, or over an expression, tells no row apart by its columns.</summary>
    public const string Keys = $"""
        SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, COLUMN_NAME, SUB_PART
        FROM information_schema.STATISTICS WHERE NON_UNIQUE = 0 AND TABLE_SCHEMA {Users}
        ORDER BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX
        """;

    /// <summary>Foreign keys by which a change of the referenced table changes rows of the referencing one.</summary>
    public const string Cascades = """
        SELECT UNIQUE_CONSTRAINT_SCHEMA, REFERENCED_TABLE_NAME, CONSTRAINT_SCHEMA, TABLE_NAME FROM information_schema.REFERENTIAL_CONSTRAINTS
        WHERE UPDATE_RULE NOT IN ('RESTRICT', 'NO ACTION') OR DELETE_RULE NOT IN ('RESTRICT', 'NO ACTION')
        """;

    public const string Triggers = $"""
        SELECT EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE, TRIGGER_NAME FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA {Users}
        ORDER BY EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE, TRIGGER_NAME
        """;

    public const string Routines = """
        SELECT ROUTINE_SCHEMA, ROUTINE_NAME, ROUTINE_TYPE, DTD_IDENTIFIER, ROUTINE_DEFINITION, SQL_MODE, SECURITY_TYPE, IS_DETERMINISTIC
        FROM information_schema.ROUTINES
        """;

    public const string Parameters = """
        SELECT SPECIFIC_SCHEMA, SPECIFIC_NAME, ROUTINE_TYPE, PARAMETER_MODE, PARAMETER_NAME, DTD_IDENTIFIER
        FROM information_schema.PARAMETERS WHERE ORDINAL_POSITION > 0 ORDER BY SPECIFIC_SCHEMA, SPECIFIC_NAME, ROUTINE_TYPE, ORDINAL_POSITION
        """;

    /// <summary>What the service login could do if a statement slipped through: it should be able to do nothing.</summary>
    public const string Powers = """
        SELECT PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES
        WHERE GRANTEE = CONCAT('\'', REPLACE(CURRENT_USER(), '@', '\'@\''), '\'')
          AND (IS_GRANTABLE = 'YES' OR PRIVILEGE_TYPE IN ('SUPER', 'FILE', 'PROCESS', 'SHUTDOWN', 'CREATE USER', 'REPLICATION SLAVE', 'BINLOG ADMIN',
            'SYSTEM_VARIABLES_ADMIN', 'CONNECTION_ADMIN', 'CONNECTION ADMIN', 'SET USER', 'SET_USER_ID', 'SYSTEM_USER', 'FEDERATED ADMIN'))
        ORDER BY PRIVILEGE_TYPE
        """;
}
