namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>What a call of one of the server's own procedures comes to.</summary>
internal enum SystemProcedureKind
{
    /// <summary>Shows the catalog: <c>metadata</c> of <c>sys.name</c>.</summary>
    Metadata,

    /// <summary>Shows the object its first argument names.</summary>
    ObjectMetadata,

    /// <summary>Does something to the session or to its arguments only.</summary>
    Harmless,

    /// <summary>Leaves something in the session that only its backend holds.</summary>
    Pins,

    /// <summary>Runs SQL that an argument holds.</summary>
    RunsText,

    /// <summary>Runs SQL that an argument holds and keeps a handle of it in the session.</summary>
    PreparesText,

    /// <summary>Describes SQL that an argument holds, without running it.</summary>
    DescribesText,

    /// <summary>Runs SQL in a text of which parts are put in by the procedure, or in places that cannot be named.</summary>
    Dynamic,

    /// <summary>Names a handle of a prepared statement or cursor.</summary>
    Handle,

    /// <summary>Lets a handle go.</summary>
    EndsHandle,

    /// <summary>Maintains the object its first argument names.</summary>
    Maintenance,

    /// <summary>Defines or changes the object its first argument names.</summary>
    Definition,

    /// <summary>Renames an object or column.</summary>
    Rename,

    /// <summary>Attaches a property to an object named by levels.</summary>
    Property,

    /// <summary>Principals, members, rights.</summary>
    Rights,

    /// <summary>Another principal from here on.</summary>
    Impersonation,

    /// <summary>An application lock.</summary>
    AppLock,

    /// <summary>Distributed transactions by a driver's extended procedures.</summary>
    Xa,

    /// <summary>Other servers.</summary>
    Remote,

    /// <summary>The server, its other sessions, files and programs.</summary>
    Administration,
}
