using System.Collections.Frozen;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>Views of the system that are found without their schema, in any database: those of the times before <c>sys</c>.</summary>
internal static class TSqlSystemViews
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "sysaltfiles", "syscacheobjects", "syscharsets", "syscolumns", "syscomments", "sysconfigures", "sysconstraints", "syscurconfigs",
        "syscursorcolumns", "syscursorrefs", "syscursors", "syscursortables", "sysdatabases", "sysdepends", "sysdevices", "sysfilegroups",
        "sysfiles", "sysforeignkeys", "sysfulltextcatalogs", "sysindexes", "sysindexkeys", "syslanguages", "syslockinfo", "syslogins",
        "sysmembers", "sysmessages", "sysobjects", "sysoledbusers", "sysopentapes", "sysperfinfo", "syspermissions", "sysprocesses",
        "sysprotects", "sysreferences", "sysremotelogins", "syssegments", "sysservers", "systypes", "sysusers", "sysxlogins",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Contains(string name) => Names.Contains(name);
}
