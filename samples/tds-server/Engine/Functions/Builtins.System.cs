using System.Globalization;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

internal static partial class Builtins
{
    private const string Version = "Microsoft SQL Server 2019 (sample server) - 15.0.4123.1 (X64)";

    private static readonly SqlType SysName = SqlType.NVarChar(128);

    private static readonly SqlType Variant = new(SqlTypeName.Variant);

    private static SqlVariant Of(long value) => new(SqlType.Int, value);

    private static SqlVariant Of(string value) => new(SysName, value);

    /// <summary>@@…</summary>
    public static Expr Global(Translator translator, string name)
    {
        var (type, body) = GlobalOf(name.ToUpperInvariant());
        var function = FunctionTable.Add(name, body, nullIfNull: false);
        return new Expr(Translator.CallImpure(function, type), type) { IsNullable = type.IsText || name.Equals("@@IDENTITY", StringComparison.OrdinalIgnoreCase) };
    }

    private static (SqlType, Func<FunctionCallFrame, object?>) GlobalOf(string name) => name switch
    {
        "@@ROWCOUNT" => (SqlType.Int, c => c.Session.RowCount),
        "@@ERROR" => (SqlType.Int, c => (long)c.Session.LastError),
        "@@TRANCOUNT" => (SqlType.Int, c => (long)c.Session.TransactionCount),
        "@@IDENTITY" => (SqlType.Decimal(38, 0) with { Name = SqlTypeName.Numeric }, c => c.Session.Identity),
        "@@SPID" => (SqlType.SmallInt, c => (long)c.Session.Info.Spid),
        "@@VERSION" => (SqlType.NVarChar(300), _ => Version),
        "@@SERVERNAME" => (SysName, _ => SqlEngine.ServerName),
        "@@SERVICENAME" => (SysName, _ => "MSSQLSERVER"),
        "@@LANGUAGE" => (SysName, c => c.Session.Settings.Language),
        "@@LANGID" => (SqlType.SmallInt, _ => 0L),
        "@@DATEFIRST" => (SqlType.TinyInt, c => (long)c.Session.Settings.DateFirst),
        "@@LOCK_TIMEOUT" => (SqlType.Int, c => (long)c.Session.Settings.LockTimeout),
        "@@TEXTSIZE" => (SqlType.Int, c => (long)c.Session.Settings.TextSize),
        "@@OPTIONS" => (SqlType.Int, c => c.Session.Settings.Bits),
        "@@MAX_PRECISION" => (SqlType.TinyInt, _ => 38L),
        "@@MAX_CONNECTIONS" => (SqlType.Int, _ => 32767L),
        "@@NESTLEVEL" => (SqlType.Int, c => (long)c.Session.NestLevel),
        "@@FETCH_STATUS" => (SqlType.Int, c => c.Session.FetchStatus),
        "@@CURSOR_ROWS" => (SqlType.Int, _ => 0L),
        "@@PROCID" => (SqlType.Int, c => (long)(c.Session.Frame.Module?.Id ?? 0)),
        "@@MICROSOFTVERSION" => (SqlType.Int, _ => 251662363L),
        "@@DBTS" => (SqlType.VarBinary(8), _ => new byte[8]),
        "@@CPU_BUSY" or "@@IDLE" or "@@CONNECTIONS" or "@@TOTAL_READ" or "@@TOTAL_WRITE" or "@@PACK_RECEIVED" or "@@PACK_SENT" => (SqlType.Int, _ => 0L),
        _ => throw Errors.UndeclaredVariable(name),
    };

    private static void SystemFunctions(Dictionary<string, Builtin> all)
    {
        void Session(string name, string arguments, SqlType result, Func<FunctionCallFrame, object?> body, bool nullIfNull = true) => Add(all, name, arguments, result, body, impure: true, nullIfNull, nullable: true);
        Session("DB_NAME", "?n", SysName, c => c.Values.Length == 0 ? c.Session.Database : c.Session.Catalog.Databases.Values.FirstOrDefault(d => d.Id == c.Long(0))?.Name);
        Session("DB_ID", "?t", SqlType.SmallInt, c => (long?)(c.Values.Length == 0 ? c.Session.CurrentDatabase : c.Session.Catalog.Find(c.Text(0)))?.Id);
        Session("ORIGINAL_DB_NAME", "", SysName, c => c.Session.Info.Database);
        foreach (var name in new[] { "SUSER_SNAME", "SUSER_NAME", "SYSTEM_USER", "ORIGINAL_LOGIN" })
            Session(name, name == "ORIGINAL_LOGIN" ? "" : "?*", SysName, c => c.Session.Info.User);
        Session("SUSER_ID", "?t", SqlType.Int, _ => 1L);
        Session("SUSER_SID", "?t", SqlType.VarBinary(85), _ => new byte[] { 1 });
        foreach (var name in new[] { "USER_NAME", "USER", "CURRENT_USER", "SESSION_USER" })
            Session(name, "?n", SysName, c => c.Session.Principal.IsOwner ? "dbo" : c.Session.Info.User);
        Session("USER_ID", "?t", SqlType.Int, _ => 1L);
        Session("DATABASE_PRINCIPAL_ID", "?t", SqlType.Int, _ => 1L);
        Session("SCHEMA_NAME", "?n", SysName, c => c.Values.Length == 0 ? c.Session.DefaultSchema : c.Session.CurrentDatabase.Schemas.Values.FirstOrDefault(s => s.Id == c.Long(0))?.Name);
        Session("SCHEMA_ID", "?t", SqlType.Int, c => (long?)(c.Session.CurrentDatabase.Schemas.GetValueOrDefault(c.Values.Length == 0 ? c.Session.DefaultSchema : c.Text(0)))?.Id);
        Session("OBJECT_ID", "t?t", SqlType.Int, ObjectId);
        Session("OBJECT_NAME", "n?n", SysName, c => c.Session.Catalog.ById((int)c.Long(0))?.Name ?? CatalogViews.All.FirstOrDefault(v => v.ObjectId == c.Long(0))?.Name);
        Session("OBJECT_SCHEMA_NAME", "n?n", SysName, c => c.Session.Catalog.ById((int)c.Long(0))?.Schema);
        Session("OBJECT_DEFINITION", "n", Text, c => c.Session.Catalog.ById((int)c.Long(0)) is { Text.Length: > 0 } o ? o.Text : null);
        Session("OBJECTPROPERTY", "nt", SqlType.Int, ObjectProperty);
        Session("COL_NAME", "nn", SysName, c => (c.Session.Catalog.ById((int)c.Long(0)) as TableObject)?.Columns.FirstOrDefault(x => x.Id == c.Long(1))?.Name);
        Session("COL_LENGTH", "tt", SqlType.SmallInt, c => Find(c, c.Text(0)) is TableObject t && t.Find(c.Text(1)) is { } column ? (long)TypeNumbers.MaxLength(column.Type) : null);
        Session("COLUMNPROPERTY", "ntt", SqlType.Int, ColumnProperty);
        Session("TYPE_NAME", "n", SysName, c => Array.Find(TypeNumbers.All, t => t.User == c.Long(0)).Name);
        Session("TYPE_ID", "t", SqlType.Int, c => Array.Find(TypeNumbers.All, t => Names.Equal(t.Name, c.Text(0))) is { Name: not null } found ? (long)found.User : null);
        Session("INDEXPROPERTY", "ntt", SqlType.Int, _ => null);
        Session("SERVERPROPERTY", "t", Variant, c => ServerProperty(c.Text(0).ToUpperInvariant()));
        Session("DATABASEPROPERTYEX", "tt", Variant, c => c.Session.Catalog.Find(c.Text(0)) is { } d ? DatabaseProperty(d, c.Text(1).ToUpperInvariant()) : null);
        Session("CONNECTIONPROPERTY", "t", Variant, c => c.Text(0).ToUpperInvariant() switch { "NET_TRANSPORT" => Of("TCP"), "PROTOCOL_TYPE" => Of("TSQL"), "AUTH_SCHEME" => Of("SQL"), "CLIENT_NET_ADDRESS" => Of("127.0.0.1"), _ => null });
        Session("SESSIONPROPERTY", "t", Variant, c => SessionProperty(c.Session.Settings, c.Text(0).ToUpperInvariant()));
        Session("COLLATIONPROPERTY", "tt", Variant, c => Collation.Find(c.Text(0)) is { } found ? c.Text(1).ToUpperInvariant() switch { "CODEPAGE" => Of(found.CodePage), "LCID" => Of(found.Lcid), "TDSCOLLATION" => new SqlVariant(SqlType.VarBinary(5), (byte[])[.. BitConverter.GetBytes(found.Info), found.SortId]), _ => null } : null);
        Session("SQL_VARIANT_PROPERTY", "*t", Variant, c => c.Values[0] is SqlVariant v ? VariantProperty(v.Type, c.Text(1).ToUpperInvariant()) : VariantProperty(c.Types[0], c.Text(1).ToUpperInvariant()));
        Session("SESSION_CONTEXT", "t", Variant, c => c.Session.SessionContext.GetValueOrDefault(c.Text(0)));
        Session("CONTEXT_INFO", "", SqlType.VarBinary(128), c => c.Session.Settings.ContextInfo.Length == 0 ? null : c.Session.Settings.ContextInfo);
        Session("APP_NAME", "", SysName, c => c.Session.Info.ProgramName);
        Session("HOST_NAME", "", SysName, c => c.Session.Info.HostName);
        Session("HOST_ID", "", new SqlType(SqlTypeName.Char, 10), _ => "1         ");
        Session("NEWID", "", SqlType.UniqueIdentifier, _ => Guid.NewGuid());
        Session("NEWSEQUENTIALID", "", SqlType.UniqueIdentifier, _ => Guid.NewGuid());
        Session("SCOPE_IDENTITY", "", SqlType.Decimal(38, 0) with { Name = SqlTypeName.Numeric }, c => c.Session.Frame.Identity is { } last ? Dec.Of(last) : null);
        Session("IDENT_CURRENT", "t", SqlType.Decimal(38, 0) with { Name = SqlTypeName.Numeric }, c => Find(c, c.Text(0)) is TableObject { Identity.Identity: { } seed } t ? Dec.Of(c.Session.Engine.LastIdentity(t.Id) ?? seed.Seed) : null);
        Session("ROWCOUNT_BIG", "", SqlType.BigInt, c => c.Session.RowCount);
        Session("XACT_STATE", "", SqlType.SmallInt, c => c.Session.TransactionCount == 0 ? 0L : c.Session.IsDoomed ? -1L : 1L);
        Session("CURRENT_TRANSACTION_ID", "", SqlType.BigInt, c => (long)c.Session.Info.Spid);
        Session("CURSOR_STATUS", "tt", SqlType.SmallInt, c => c.Session.Cursors.TryGetValue(c.Text(1), out var cursor) ? cursor.Rows is null ? -1L : cursor.Rows.Count == 0 ? 0L : 1L : -3L);
        Session("ERROR_NUMBER", "", SqlType.Int, c => Caught(c) is { } e ? (long)e.Number : null);
        Session("ERROR_SEVERITY", "", SqlType.Int, c => Caught(c) is { } e ? (long)e.Class : null);
        Session("ERROR_STATE", "", SqlType.Int, c => Caught(c) is { } e ? (long)e.State : null);
        Session("ERROR_LINE", "", SqlType.Int, c => Caught(c) is { } e ? (long)e.Line : null);
        Session("ERROR_MESSAGE", "", SqlType.NVarChar(4000), c => Caught(c)?.Text);
        Session("ERROR_PROCEDURE", "", SysName, c => Caught(c) is { Procedure.Length: > 0 } e ? e.Procedure : null);
        Session("HAS_DBACCESS", "t", SqlType.Int, c => c.Session.Catalog.Find(c.Text(0)) is null ? null : 1L);
        Session("IS_SRVROLEMEMBER", "t?t", SqlType.Int, c => c.Text(0).ToUpperInvariant() is "SYSADMIN" or "SECURITYADMIN" or "SERVERADMIN" or "BULKADMIN" or "DBCREATOR" or "PUBLIC" ? Names.Equal(c.Session.Info.User, "sa") || c.Text(0).Equals("public", StringComparison.OrdinalIgnoreCase) ? 1L : 0L : null);
        Session("IS_MEMBER", "t", SqlType.Int, Member);
        Session("IS_ROLEMEMBER", "t?t", SqlType.Int, Member);
        Session("HAS_PERMS_BY_NAME", "*tt?tt", SqlType.Int, c => c.Session.Principal.IsReadOnly && c.Values[2] is string p && !p.Equals("SELECT", StringComparison.OrdinalIgnoreCase) ? 0L : 1L, nullIfNull: false);
        Session("PERMISSIONS", "?nt", SqlType.Int, _ => 0L);
        Session("GETANSINULL", "?t", SqlType.Int, _ => 1L);
        Session("PARSENAME", "tn", SysName, c => Names.Split(c.Text(0)) is var parts && c.Long(1) >= 1 && c.Long(1) <= parts.Count && parts[^(int)c.Long(1)].Length > 0 ? parts[^(int)c.Long(1)] : null);
        Session("FORMATMESSAGE", "t?*+", SqlType.NVarChar(2048), _ => throw Errors.NotSupported("FORMATMESSAGE"));
    }

    private static SqlMessage? Caught(FunctionCallFrame c) => c.Session.Caught.TryPeek(out var e) ? e : null;

    private static object? Member(FunctionCallFrame c) => c.Text(0).ToUpperInvariant() switch
    {
        "PUBLIC" => 1L,
        "DB_OWNER" or "DB_SECURITYADMIN" or "DB_DDLADMIN" or "DB_DATAWRITER" => c.Session.Principal.IsOwner ? 1L : 0L,
        "DB_DATAREADER" => 1L,
        _ => null,
    };

    private static SqlObject? Find(FunctionCallFrame c, string name)
    {
        try
        {
            return NameResolution.Find(c.Session.Context, Names.Split(name)).Object;
        }
        catch (SqlError)
        {
            return null;
        }
    }

    private static object? ObjectId(FunctionCallFrame c)
    {
        var parts = Names.Split(c.Text(0));
        var name = parts[^1];
        SqlObject? found = null;
        if (name.StartsWith('#'))
        {
            found = c.Session.Temporary(name);
        }
        else
        {
            var database = parts.Count >= 3 && parts[^3].Length > 0 ? parts[^3] : c.Session.Database;
            var schema = parts.Count >= 2 && parts[^2].Length > 0 ? parts[^2] : null;
            if (c.Session.Catalog.Find(database) is not { } db)
                return null;
            found = schema is not null ? db.Find(schema, name) : db.Find(c.Session.DefaultSchema, name) ?? db.Find("dbo", name);
            if (found is null && CatalogViews.Find(schema, name, database) is { } view)
                return (long)view.ObjectId;
        }
        return found is null || (c.Values.Length > 1 && !found.Kind.Trim().Equals(c.Text(1).Trim(), StringComparison.OrdinalIgnoreCase)) ? null : found.Id;
    }

    private static object? ObjectProperty(FunctionCallFrame c) => c.Session.Catalog.ById((int)c.Long(0)) is not { } o ? null : c.Text(1).ToUpperInvariant() switch
    {
        "ISTABLE" or "ISUSERTABLE" => o is TableObject ? 1L : 0L,
        "ISVIEW" => o is ViewObject ? 1L : 0L,
        "ISPROCEDURE" => o is ProcedureObject ? 1L : 0L,
        "ISMSSHIPPED" => 0L,
        "TABLEHASIDENTITY" => o is TableObject { Identity: not null } ? 1L : 0L,
        "TABLEHASPRIMARYKEY" => o is TableObject t && t.Indexes.Any(i => i.IsPrimary) ? 1L : 0L,
        _ => null,
    };

    private static object? ColumnProperty(FunctionCallFrame c)
    {
        if (c.Session.Catalog.ById((int)c.Long(0)) is not TableObject t || t.Find(c.Text(1)) is not { } column)
            return null;
        return c.Text(2).ToUpperInvariant() switch { "ISIDENTITY" => column.Identity is null ? 0L : 1L, "ALLOWSNULL" => column.IsNullable ? 1L : 0L, "ISCOMPUTED" => column.Computed is null ? 0L : 1L, "COLUMNID" => (long)column.Id, _ => null };
    }

    private static SqlVariant? ServerProperty(string name) => name switch
    {
        "PRODUCTVERSION" => Of("15.0.4123.1"),
        "PRODUCTLEVEL" => Of("RTM"),
        "PRODUCTMAJORVERSION" => Of("15"),
        "EDITION" => Of("Developer Edition (64-bit)"),
        "ENGINEEDITION" => Of(3),
        "COLLATION" => Of(Collation.Default.Name),
        "SERVERNAME" or "MACHINENAME" or "COMPUTERNAMEPHYSICALNETBIOS" => Of(SqlEngine.ServerName),
        "ISCLUSTERED" or "ISHADRENABLED" or "ISINTEGRATEDSECURITYONLY" or "ISFULLTEXTINSTALLED" or "ISSINGLEUSER" => Of(0),
        "LCID" => Of(1033),
        _ => null,
    };

    private static SqlVariant? DatabaseProperty(DatabaseObject d, string name) => name switch
    {
        "COLLATION" => Of(d.Collation.Name),
        "STATUS" => Of("ONLINE"),
        "UPDATEABILITY" => Of("READ_WRITE"),
        "USERACCESS" => Of("MULTI_USER"),
        "RECOVERY" => Of("SIMPLE"),
        "VERSION" => Of(904),
        _ => null,
    };

    private static SqlVariant? SessionProperty(Settings s, string name) => name switch
    {
        "ANSI_NULLS" => Of(s.AnsiNulls ? 1 : 0),
        "ANSI_PADDING" => Of(s.AnsiPadding ? 1 : 0),
        "ANSI_WARNINGS" => Of(s.AnsiWarnings ? 1 : 0),
        "ARITHABORT" => Of(s.ArithAbort ? 1 : 0),
        "CONCAT_NULL_YIELDS_NULL" => Of(s.ConcatNullYieldsNull ? 1 : 0),
        "NUMERIC_ROUNDABORT" => Of(s.NumericRoundAbort ? 1 : 0),
        "QUOTED_IDENTIFIER" => Of(s.QuotedIdentifier ? 1 : 0),
        _ => null,
    };

    private static SqlVariant? VariantProperty(SqlType type, string name) => name switch
    {
        "BASETYPE" => Of(Errors.Name(type)),
        "PRECISION" => Of(TypeNumbers.Precision(type)),
        "SCALE" => Of(TypeNumbers.Scale(type)),
        "MAXLENGTH" => Of(TypeNumbers.MaxLength(type)),
        "TOTALBYTES" => Of(TypeNumbers.MaxLength(type)),
        "COLLATION" => type.IsText ? Of(type.EffectiveCollation.Name) : null,
        _ => null,
    };
}
