using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>What DBCC does, by command.</summary>
internal enum DbccUse
{
    /// <summary>The server, its caches, pages and other sessions.</summary>
    Server,

    /// <summary>Trace flags, which stay with the session.</summary>
    TraceFlag,

    /// <summary>Checks, shrinks and rebuilds of the database.</summary>
    MaintainDatabase,

    /// <summary>The same of the table that the first argument names.</summary>
    MaintainTable,

    /// <summary>The same of the table behind a database: the second argument names it.</summary>
    MaintainTableOfDatabase,

    /// <summary>Values of columns of the table that the first argument names.</summary>
    ReadTable,

    /// <summary>Settings of the session.</summary>
    ShowSettings,

    /// <summary>Nothing but a text.</summary>
    Help,
}

/// <summary>DBCC's commands; one that is not here is the server's own matter.</summary>
internal static class DbccCommands
{
    public static DbccUse Of(DbccCommand command) => command switch
    {
        DbccCommand.UserOptions => DbccUse.ShowSettings,
        DbccCommand.Help => DbccUse.Help,
        DbccCommand.TraceOn or DbccCommand.TraceOff => DbccUse.TraceFlag,
        DbccCommand.ShowStatistics or DbccCommand.CheckConstraints => DbccUse.ReadTable,
        DbccCommand.CheckTable or DbccCommand.CheckIdent or DbccCommand.DBReindex or DbccCommand.ShowContig
            or DbccCommand.PinTable or DbccCommand.UnpinTable => DbccUse.MaintainTable,
        DbccCommand.CleanTable or DbccCommand.IndexDefrag or DbccCommand.UpdateUsage => DbccUse.MaintainTableOfDatabase,
        DbccCommand.CheckDB or DbccCommand.CheckAlloc or DbccCommand.CheckCatalog or DbccCommand.CheckFileGroup or DbccCommand.DBReindexAll
            or DbccCommand.ShrinkDatabase or DbccCommand.ShrinkFile => DbccUse.MaintainDatabase,
        _ => DbccUse.Server,
    };
}
