namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Catalog procedures (ODBC's, JDBC's and OLE DB's), written over the catalog's own views.</summary>
internal static class MetadataProcedures
{
    // What ODBC calls a type, for sp_columns, sp_sproc_columns and sp_datatype_info.
    private const string OdbcType = """
        CASE y.name WHEN 'bit' THEN -7 WHEN 'tinyint' THEN -6 WHEN 'smallint' THEN 5 WHEN 'int' THEN 4 WHEN 'bigint' THEN -5 WHEN 'decimal' THEN 3 WHEN 'numeric' THEN 2 WHEN 'money' THEN 3 WHEN 'smallmoney' THEN 3
          WHEN 'float' THEN 6 WHEN 'real' THEN 7 WHEN 'char' THEN 1 WHEN 'varchar' THEN 12 WHEN 'text' THEN -1 WHEN 'nchar' THEN -8 WHEN 'nvarchar' THEN -9 WHEN 'sysname' THEN -9 WHEN 'ntext' THEN -10
          WHEN 'binary' THEN -2 WHEN 'timestamp' THEN -2 WHEN 'varbinary' THEN -3 WHEN 'image' THEN -4 WHEN 'date' THEN -9 WHEN 'time' THEN -9 WHEN 'datetime2' THEN -9 WHEN 'datetimeoffset' THEN -9
          WHEN 'datetime' THEN 11 WHEN 'smalldatetime' THEN 11 WHEN 'uniqueidentifier' THEN -11 WHEN 'sql_variant' THEN -150 ELSE -152 END
        """;

    private const string Length = "CASE WHEN y.name IN ('nchar', 'nvarchar', 'sysname') AND c.max_length > 0 THEN c.max_length / 2 WHEN c.precision > 0 THEN c.precision WHEN c.max_length = -1 THEN 0 ELSE c.max_length END";

    private static readonly Dictionary<string, (string Definition, string Text)> Known = new(StringComparer.Ordinal)
    {
        ["sp_tables"] = ("@table_name nvarchar(384) = NULL, @table_owner nvarchar(384) = NULL, @table_qualifier sysname = NULL, @table_type varchar(100) = NULL, @fUsePattern bit = 1", """
            IF @table_qualifier = '%' AND @table_owner = '' AND @table_name = ''
            SELECT CONVERT(sysname, name) AS TABLE_QUALIFIER, CONVERT(sysname, NULL) AS TABLE_OWNER, CONVERT(sysname, NULL) AS TABLE_NAME, CONVERT(varchar(32), NULL) AS TABLE_TYPE, CONVERT(varchar(254), NULL) AS REMARKS
            FROM sys.databases ORDER BY 1
            ELSE
            SELECT CONVERT(sysname, DB_NAME()) AS TABLE_QUALIFIER, CONVERT(sysname, s.name) AS TABLE_OWNER, CONVERT(sysname, o.name) AS TABLE_NAME,
              CONVERT(varchar(32), CASE o.type WHEN 'U' THEN 'TABLE' ELSE 'VIEW' END) AS TABLE_TYPE, CONVERT(varchar(254), NULL) AS REMARKS
            FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id
            WHERE o.type IN ('U', 'V') AND (@table_name IS NULL OR o.name LIKE @table_name) AND (@table_owner IS NULL OR s.name LIKE @table_owner)
              AND (@table_type IS NULL OR CHARINDEX('''' + CASE o.type WHEN 'U' THEN 'TABLE' ELSE 'VIEW' END + '''', @table_type) > 0)
            ORDER BY 4, 1, 2, 3
            """),
        ["sp_columns"] = ("@table_name nvarchar(384) = NULL, @table_owner nvarchar(384) = NULL, @table_qualifier sysname = NULL, @column_name nvarchar(384) = NULL, @ODBCVer int = 2, @fUsePattern bit = 1", $"""
            SELECT CONVERT(sysname, DB_NAME()) AS TABLE_QUALIFIER, CONVERT(sysname, s.name) AS TABLE_OWNER, CONVERT(sysname, o.name) AS TABLE_NAME, CONVERT(sysname, c.name) AS COLUMN_NAME,
              CONVERT(smallint, {OdbcType}) AS DATA_TYPE, CONVERT(sysname, CASE WHEN c.is_identity = 1 THEN y.name + ' identity' ELSE y.name END) AS TYPE_NAME,
              CONVERT(int, {Length}) AS [PRECISION], CONVERT(int, c.max_length) AS LENGTH, CONVERT(smallint, CASE WHEN y.name LIKE '%char' OR y.name LIKE '%binary' THEN NULL ELSE c.scale END) AS SCALE,
              CONVERT(smallint, CASE WHEN y.name IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric', 'money', 'smallmoney') THEN 10 WHEN y.name IN ('float', 'real') THEN 2 END) AS RADIX,
              CONVERT(smallint, c.is_nullable) AS NULLABLE, CONVERT(varchar(254), NULL) AS REMARKS, d.definition AS COLUMN_DEF, CONVERT(smallint, {OdbcType}) AS SQL_DATA_TYPE, CONVERT(smallint, NULL) AS SQL_DATETIME_SUB,
              CONVERT(int, CASE WHEN y.name LIKE '%char' THEN c.max_length END) AS CHAR_OCTET_LENGTH, CONVERT(int, c.column_id) AS ORDINAL_POSITION,
              CONVERT(varchar(254), CASE c.is_nullable WHEN 1 THEN 'YES' ELSE 'NO' END) AS IS_NULLABLE, CONVERT(tinyint, c.user_type_id % 256) AS SS_DATA_TYPE
            FROM sys.columns c JOIN sys.objects o ON o.object_id = c.object_id JOIN sys.schemas s ON s.schema_id = o.schema_id JOIN sys.types y ON y.user_type_id = c.user_type_id
              LEFT JOIN sys.default_constraints d ON d.parent_object_id = c.object_id AND d.parent_column_id = c.column_id
            WHERE (@table_name IS NULL OR o.name LIKE @table_name) AND (@table_owner IS NULL OR s.name LIKE @table_owner) AND (@column_name IS NULL OR c.name LIKE @column_name)
            ORDER BY 2, 3, 17
            """),
        ["sp_columns_managed"] = ("@Catalog sysname = NULL, @Owner sysname = NULL, @Table sysname = NULL, @Column sysname = NULL, @SchemaType int = 0", """
            SELECT * FROM INFORMATION_SCHEMA.COLUMNS WHERE (@Owner IS NULL OR TABLE_SCHEMA = @Owner) AND (@Table IS NULL OR TABLE_NAME = @Table) AND (@Column IS NULL OR COLUMN_NAME = @Column)
            ORDER BY TABLE_CATALOG, TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION
            """),
        ["sp_pkeys"] = ("@table_name sysname, @table_owner sysname = NULL, @table_qualifier sysname = NULL", """
            SELECT CONVERT(sysname, DB_NAME()) AS TABLE_QUALIFIER, CONVERT(sysname, s.name) AS TABLE_OWNER, CONVERT(sysname, o.name) AS TABLE_NAME, CONVERT(sysname, c.name) AS COLUMN_NAME,
              CONVERT(smallint, x.key_ordinal) AS KEY_SEQ, CONVERT(sysname, i.name) AS PK_NAME
            FROM sys.indexes i JOIN sys.index_columns x ON x.object_id = i.object_id AND x.index_id = i.index_id JOIN sys.columns c ON c.object_id = x.object_id AND c.column_id = x.column_id
              JOIN sys.objects o ON o.object_id = i.object_id JOIN sys.schemas s ON s.schema_id = o.schema_id
            WHERE i.is_primary_key = 1 AND o.name = @table_name AND (@table_owner IS NULL OR s.name = @table_owner) ORDER BY 1, 2, 3, 5
            """),
        ["sp_fkeys"] = ("@pktable_name sysname = NULL, @pktable_owner sysname = NULL, @pktable_qualifier sysname = NULL, @fktable_name sysname = NULL, @fktable_owner sysname = NULL, @fktable_qualifier sysname = NULL", """
            SELECT CONVERT(sysname, DB_NAME()) AS PKTABLE_QUALIFIER, CONVERT(sysname, ps.name) AS PKTABLE_OWNER, CONVERT(sysname, po.name) AS PKTABLE_NAME, CONVERT(sysname, pc.name) AS PKCOLUMN_NAME,
              CONVERT(sysname, DB_NAME()) AS FKTABLE_QUALIFIER, CONVERT(sysname, fs.name) AS FKTABLE_OWNER, CONVERT(sysname, fo.name) AS FKTABLE_NAME, CONVERT(sysname, fc.name) AS FKCOLUMN_NAME,
              CONVERT(smallint, k.constraint_column_id) AS KEY_SEQ, CONVERT(smallint, 1) AS UPDATE_RULE, CONVERT(smallint, 1) AS DELETE_RULE, CONVERT(sysname, f.name) AS FK_NAME, CONVERT(sysname, NULL) AS PK_NAME, CONVERT(smallint, 7) AS DEFERRABILITY
            FROM sys.foreign_keys f JOIN sys.foreign_key_columns k ON k.constraint_object_id = f.object_id JOIN sys.objects po ON po.object_id = f.referenced_object_id JOIN sys.schemas ps ON ps.schema_id = po.schema_id
              JOIN sys.objects fo ON fo.object_id = f.parent_object_id JOIN sys.schemas fs ON fs.schema_id = fo.schema_id
              JOIN sys.columns pc ON pc.object_id = k.referenced_object_id AND pc.column_id = k.referenced_column_id JOIN sys.columns fc ON fc.object_id = k.parent_object_id AND fc.column_id = k.parent_column_id
            WHERE (@pktable_name IS NULL OR po.name = @pktable_name) AND (@fktable_name IS NULL OR fo.name = @fktable_name) ORDER BY 5, 6, 7, 9
            """),
        ["sp_statistics"] = ("@table_name sysname, @table_owner sysname = NULL, @table_qualifier sysname = NULL, @index_name sysname = NULL, @is_unique char(1) = 'N', @accuracy char(1) = 'Q'", """
            SELECT CONVERT(sysname, DB_NAME()) AS TABLE_QUALIFIER, CONVERT(sysname, s.name) AS TABLE_OWNER, CONVERT(sysname, o.name) AS TABLE_NAME, CONVERT(smallint, CASE i.is_unique WHEN 1 THEN 0 ELSE 1 END) AS NON_UNIQUE,
              CONVERT(sysname, o.name) AS INDEX_QUALIFIER, CONVERT(sysname, i.name) AS INDEX_NAME, CONVERT(smallint, CASE i.type WHEN 1 THEN 1 ELSE 3 END) AS TYPE, CONVERT(smallint, x.key_ordinal) AS SEQ_IN_INDEX,
              CONVERT(sysname, c.name) AS COLUMN_NAME, CONVERT(char(1), 'A') AS COLLATION, CONVERT(int, NULL) AS CARDINALITY, CONVERT(int, NULL) AS PAGES, CONVERT(varchar(128), NULL) AS FILTER_CONDITION
            FROM sys.indexes i JOIN sys.index_columns x ON x.object_id = i.object_id AND x.index_id = i.index_id JOIN sys.columns c ON c.object_id = x.object_id AND c.column_id = x.column_id
              JOIN sys.objects o ON o.object_id = i.object_id JOIN sys.schemas s ON s.schema_id = o.schema_id
            WHERE o.name = @table_name AND (@table_owner IS NULL OR s.name = @table_owner) AND (@is_unique <> 'Y' OR i.is_unique = 1) ORDER BY 4, 7, 6, 8
            """),
        ["sp_special_columns"] = ("@table_name sysname, @table_owner sysname = NULL, @table_qualifier sysname = NULL, @col_type char(1) = 'R', @scope char(1) = 'T', @nullable char(1) = 'U', @ODBCVer int = 2", """
            SELECT CONVERT(smallint, 0) AS SCOPE, CONVERT(sysname, c.name) AS COLUMN_NAME, CONVERT(smallint, 4) AS DATA_TYPE, CONVERT(sysname, y.name) AS TYPE_NAME, CONVERT(int, c.precision) AS [PRECISION],
              CONVERT(int, c.max_length) AS LENGTH, CONVERT(smallint, c.scale) AS SCALE, CONVERT(smallint, 1) AS PSEUDO_COLUMN
            FROM sys.indexes i JOIN sys.index_columns x ON x.object_id = i.object_id AND x.index_id = i.index_id JOIN sys.columns c ON c.object_id = x.object_id AND c.column_id = x.column_id
              JOIN sys.types y ON y.user_type_id = c.user_type_id WHERE i.is_primary_key = 1 AND i.object_id = OBJECT_ID(@table_name)
            """),
        ["sp_stored_procedures"] = ("@sp_name nvarchar(390) = NULL, @sp_owner nvarchar(384) = NULL, @sp_qualifier sysname = NULL, @fUsePattern bit = 1", """
            SELECT CONVERT(sysname, DB_NAME()) AS PROCEDURE_QUALIFIER, CONVERT(sysname, s.name) AS PROCEDURE_OWNER, CONVERT(nvarchar(134), o.name + ';1') AS PROCEDURE_NAME, CONVERT(int, -1) AS NUM_INPUT_PARAMS,
              CONVERT(int, -1) AS NUM_OUTPUT_PARAMS, CONVERT(int, -1) AS NUM_RESULT_SETS, CONVERT(varchar(254), NULL) AS REMARKS, CONVERT(smallint, 2) AS PROCEDURE_TYPE
            FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id WHERE o.type IN ('P', 'FN', 'IF', 'TF') AND (@sp_name IS NULL OR o.name LIKE @sp_name) AND (@sp_owner IS NULL OR s.name LIKE @sp_owner) ORDER BY 1, 2, 3
            """),
        ["sp_sproc_columns"] = ("@procedure_name nvarchar(390) = '%', @procedure_owner nvarchar(384) = NULL, @procedure_qualifier sysname = NULL, @column_name nvarchar(384) = NULL, @ODBCVer int = 2, @fUsePattern bit = 1", $"""
            SELECT CONVERT(sysname, DB_NAME()) AS PROCEDURE_QUALIFIER, CONVERT(sysname, s.name) AS PROCEDURE_OWNER, CONVERT(nvarchar(134), o.name + ';1') AS PROCEDURE_NAME, CONVERT(sysname, c.name) AS COLUMN_NAME,
              CONVERT(smallint, CASE WHEN c.parameter_id = 0 THEN 5 WHEN c.is_output = 1 THEN 2 ELSE 1 END) AS COLUMN_TYPE, CONVERT(smallint, {OdbcType}) AS DATA_TYPE, CONVERT(sysname, y.name) AS TYPE_NAME,
              CONVERT(int, {Length}) AS [PRECISION], CONVERT(int, c.max_length) AS LENGTH, CONVERT(smallint, c.scale) AS SCALE, CONVERT(smallint, 10) AS RADIX, CONVERT(smallint, 1) AS NULLABLE, CONVERT(varchar(254), NULL) AS REMARKS,
              CONVERT(nvarchar(4000), NULL) AS COLUMN_DEF, CONVERT(smallint, {OdbcType}) AS SQL_DATA_TYPE, CONVERT(smallint, NULL) AS SQL_DATETIME_SUB, CONVERT(int, NULL) AS CHAR_OCTET_LENGTH, CONVERT(int, c.parameter_id) AS ORDINAL_POSITION,
              CONVERT(varchar(254), 'YES') AS IS_NULLABLE, CONVERT(tinyint, c.user_type_id % 256) AS SS_DATA_TYPE
            FROM sys.parameters c JOIN sys.objects o ON o.object_id = c.object_id JOIN sys.schemas s ON s.schema_id = o.schema_id JOIN sys.types y ON y.user_type_id = c.user_type_id
            WHERE o.name LIKE @procedure_name AND (@procedure_owner IS NULL OR s.name LIKE @procedure_owner) AND (@column_name IS NULL OR c.name LIKE @column_name) ORDER BY 2, 3, 18
            """),
        ["sp_datatype_info"] = ("@data_type int = 0, @ODBCVer tinyint = 2", $"""
            SELECT CONVERT(sysname, y.name) AS TYPE_NAME, CONVERT(smallint, {OdbcType}) AS DATA_TYPE, CONVERT(int, CASE WHEN y.precision > 0 THEN y.precision ELSE y.max_length END) AS [PRECISION], CONVERT(varchar(32), NULL) AS LITERAL_PREFIX,
              CONVERT(varchar(32), NULL) AS LITERAL_SUFFIX, CONVERT(varchar(32), NULL) AS CREATE_PARAMS, CONVERT(smallint, 1) AS NULLABLE, CONVERT(smallint, 0) AS CASE_SENSITIVE, CONVERT(smallint, 3) AS SEARCHABLE,
              CONVERT(smallint, 0) AS UNSIGNED_ATTRIBUTE, CONVERT(smallint, 0) AS MONEY, CONVERT(smallint, 0) AS AUTO_INCREMENT, CONVERT(sysname, y.name) AS LOCAL_TYPE_NAME, CONVERT(smallint, 0) AS MINIMUM_SCALE,
              CONVERT(smallint, y.scale) AS MAXIMUM_SCALE, CONVERT(smallint, {OdbcType}) AS SQL_DATA_TYPE, CONVERT(smallint, NULL) AS SQL_DATETIME_SUB, CONVERT(int, NULL) AS NUM_PREC_RADIX, CONVERT(smallint, NULL) AS INTERVAL_PRECISION,
              CONVERT(smallint, y.user_type_id) AS USERTYPE
            FROM sys.types y WHERE y.is_table_type = 0 AND (@data_type = 0 OR @data_type = {OdbcType}) ORDER BY 2, 1
            """),
        ["sp_tablecollations_100"] = ("@object nvarchar(4000)", """
            SELECT c.column_id AS colid, c.name, CONVERT(binary(5), COLLATIONPROPERTY(c.collation_name, 'tdscollation')) AS tds_collation, c.collation_name AS collation
            FROM sys.all_columns c WHERE c.object_id = OBJECT_ID(@object) ORDER BY c.column_id
            """),
        ["sp_helptext"] = ("@objname nvarchar(776), @columnname sysname = NULL", "SELECT CONVERT(nvarchar(255), definition) AS [Text] FROM sys.sql_modules WHERE object_id = OBJECT_ID(@objname)"),
        ["sp_help"] = ("@objname nvarchar(776) = NULL", """
            SELECT o.name AS Name, CONVERT(sysname, 'dbo') AS Owner, CONVERT(nvarchar(31), o.type_desc) AS [Type], o.create_date AS Created_datetime FROM sys.objects o WHERE @objname IS NULL OR o.object_id = OBJECT_ID(@objname)
            """),
        ["sp_databases"] = ("", "SELECT CONVERT(sysname, name) AS DATABASE_NAME, CONVERT(int, 1024) AS DATABASE_SIZE, CONVERT(varchar(254), NULL) AS REMARKS FROM sys.databases ORDER BY 1"),
        ["sp_who"] = ("@loginame sysname = NULL", """
            SELECT session_id AS spid, CONVERT(smallint, 0) AS ecid, CONVERT(nchar(30), status) AS status, CONVERT(nvarchar(128), login_name) AS loginame, CONVERT(nchar(128), host_name) AS hostname, CONVERT(char(5), '0') AS blk,
              DB_NAME(database_id) AS dbname, CONVERT(nvarchar(26), 'AWAITING COMMAND') AS cmd, CONVERT(int, 0) AS request_id FROM sys.dm_exec_sessions ORDER BY 1
            """),
        ["sp_server_info"] = ("@attribute_id int = NULL", """
            SELECT attribute_id, attribute_name, attribute_value FROM (VALUES (1, CONVERT(varchar(60), 'DBMS_NAME'), CONVERT(varchar(255), 'Microsoft SQL Server')), (2, 'DBMS_VER', 'Microsoft SQL Server 2019 - 15.0.4123.1'),
              (16, 'IDENTIFIER_CASE', 'MIXED'), (18, 'COLLATION_SEQ', 'charset=iso_1 collation=SQL_Latin1_General_CP1_CI_AS')) a (attribute_id, attribute_name, attribute_value) WHERE @attribute_id IS NULL OR attribute_id = @attribute_id
            """),
    };

    public static (string Definition, string Text)? Find(string name) =>
        Known.TryGetValue(name, out var found) || Known.TryGetValue(name.EndsWith("_100", StringComparison.Ordinal) || name.EndsWith("_170", StringComparison.Ordinal) ? name[..^4] : name.EndsWith("_90", StringComparison.Ordinal) ? name[..^3] : "", out found) ? found : null;
}
