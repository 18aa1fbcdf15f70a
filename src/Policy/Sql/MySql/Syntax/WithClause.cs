using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary><c>WITH [RECURSIVE] …</c></summary>
internal sealed class WithClause : MySqlNode
{
    public bool IsRecursive { get; init; }

    public required ImmutableArray<CommonTable> Tables { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitAll(Tables);
}

/// <summary>A table of WITH.</summary>
internal sealed class CommonTable : MySqlNode
{
    public required MySqlName Name { get; init; }

    /// <summary>Empty: named by the query.</summary>
    public ImmutableArray<MySqlName> Columns { get; init; } = [];

    public required MySqlQuery Query { get; init; }

    /// <summary>CYCLE columns RESTRICT of MariaDB.</summary>
    public ImmutableArray<MySqlName> Cycle { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Query);
}

internal enum LockStrength
{
    /// <summary>FOR UPDATE</summary>
    Update,

    /// <summary>FOR SHARE, LOCK IN SHARE MODE</summary>
    Share,
}

/// <summary>A locking clause of a query.</summary>
internal sealed class LockingClause : MySqlNode
{
    public required LockStrength Strength { get; init; }

    /// <summary>OF tables of MySQL; empty: every table.</summary>
    public ImmutableArray<QualifiedName> Of { get; init; } = [];

    public bool SkipsLocked { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitAll(Of);
}

internal enum IntoKind
{
    /// <summary>INTO OUTFILE: a file on the server.</summary>
    Outfile,

    /// <summary>INTO DUMPFILE: a file on the server.</summary>
    Dumpfile,
    Variables,
}

/// <summary>INTO of a query: there is no result for the client.</summary>
internal sealed class IntoClause : MySqlNode
{
    public required IntoKind Kind { get; init; }

    /// <summary>Name of the file, as the client wrote it; empty for variables.</summary>
    public string File { get; init; } = "";

    /// <summary>
    /// One for each column: a <see cref="UserVariable"/>, or in a stored program a <see cref="ColumnReference"/> that names a local
    /// variable, a field of one or a parameter; <c>?</c> in a prepared statement of MariaDB.
    /// </summary>
    public ImmutableArray<MySqlExpression> Targets { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitAll(Targets);
}
