using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary>Statements that keep tables in order.</summary>
internal sealed class TableMaintenance : MySqlStatement
{
    /// <summary>ANALYZE TABLE, CHECK TABLE, OPTIMIZE TABLE, REPAIR TABLE, CHECKSUM TABLE, CACHE INDEX, LOAD INDEX, CHECK VIEW …</summary>
    public required string Kind { get; init; }

    public ImmutableArray<QualifiedName> Tables { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitAll(Tables);
}

internal sealed class FlushStatement : MySqlStatement
{
    /// <summary>In upper case: TABLES, LOGS, PRIVILEGES …</summary>
    public required ImmutableArray<string> Options { get; init; }

    public ImmutableArray<QualifiedName> Tables { get; init; } = [];

    /// <summary>WITH READ LOCK, FOR EXPORT.</summary>
    public bool Locks { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitAll(Tables);
}

/// <summary>
/// What only an administrator sends: replication, plugins, SHUTDOWN, BINLOG, PURGE, CLONE, RESET … Words after the first are read
/// for balance only.
/// </summary>
internal sealed class AdministrationStatement : MySqlStatement
{
    /// <summary>As the server calls it: CHANGE MASTER, INSTALL PLUGIN …</summary>
    public required string Kind { get; init; }

    /// <summary>As a policy calls it: <c>replication plugin shutdown</c> …</summary>
    public required string Subject { get; init; }

    /// <summary>What it needs besides: <c>program file_read remote</c>; null: nothing.</summary>
    public string? Facility { get; init; }

    public ImmutableArray<MySqlExpression> Values { get; init; } = [];

    public ImmutableArray<QualifiedName> Tables { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitAll(Values);
        visitor.VisitAll(Tables);
    }
}
