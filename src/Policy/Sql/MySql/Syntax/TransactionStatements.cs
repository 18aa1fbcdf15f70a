using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

internal enum TransactionVerb
{
    Begin,
    StartTransaction,
    Commit,
    Rollback,
    Savepoint,
    RollbackTo,
    Release,
}

/// <summary>BEGIN, START TRANSACTION, COMMIT, ROLLBACK and savepoints.</summary>
internal sealed class TransactionStatement : MySqlStatement
{
    public required TransactionVerb Verb { get; init; }

    public MySqlName? Savepoint { get; init; }

    public bool Chain { get; init; }

    /// <summary>RELEASE of COMMIT and ROLLBACK: the connection ends.</summary>
    public bool Release { get; init; }

    /// <summary>READ ONLY or READ WRITE of START TRANSACTION.</summary>
    public bool? IsReadOnly { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}

internal enum XaVerb
{
    Start,
    End,
    Prepare,
    Commit,
    Rollback,
    Recover,
}

internal sealed class XaStatement : MySqlStatement
{
    public required XaVerb Verb { get; init; }

    /// <summary>Parts as the server keeps them, joined by commas; null for RECOVER.</summary>
    public string? Xid { get; init; }

    public bool OnePhase { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}

internal sealed class LockTablesStatement : MySqlStatement
{
    public required ImmutableArray<TableLock> Locks { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitAll(Locks);
}

internal sealed class TableLock : MySqlNode
{
    public required QualifiedName Table { get; init; }

    public MySqlName? Alias { get; init; }

    public bool IsWrite { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Table);
}

internal sealed class UnlockTablesStatement : MySqlStatement
{
    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}
