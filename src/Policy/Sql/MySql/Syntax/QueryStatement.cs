using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary>A query as a statement.</summary>
internal sealed class QueryStatement : MySqlStatement
{
    public required MySqlQuery Query { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Query);
}

/// <summary><c>column = value</c> of SET and ON DUPLICATE KEY UPDATE.</summary>
internal sealed class Assignment : MySqlNode
{
    public required ColumnReference Column { get; init; }

    /// <summary>A <see cref="DefaultExpression"/> too.</summary>
    public required MySqlExpression Value { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Column);
        visitor.Visit(Value);
    }
}

/// <summary>INSERT and REPLACE.</summary>
internal sealed class InsertStatement : MySqlStatement
{
    /// <summary>Optimizer hints; null: none.</summary>
    public SourceSpan? Hint { get; init; }

    public bool IsReplace { get; init; }

    public bool IsIgnore { get; init; }

    /// <summary>DELAYED: another thread inserts, later.</summary>
    public bool IsDelayed { get; init; }

    /// <summary>WITH in front of INSERT (MariaDB) or of the query.</summary>
    public WithClause? With { get; init; }

    public required NamedTable Table { get; init; }

    /// <summary>Empty: every column, or the columns of <see cref="Assignments"/>.</summary>
    public ImmutableArray<ColumnReference> Columns { get; init; } = [];

    /// <summary>VALUES: rows as written, of which an empty one <c>()</c> is all defaults. Empty with a query and with SET.</summary>
    public ImmutableArray<RowExpression> Rows { get; init; } = [];

    public MySqlQuery? Query { get; init; }

    /// <summary>INSERT … SET.</summary>
    public ImmutableArray<Assignment> Assignments { get; init; } = [];

    /// <summary>VALUES … AS new(a, b) of MySQL.</summary>
    public MySqlName? RowAlias { get; init; }

    public ImmutableArray<MySqlName> ColumnAliases { get; init; } = [];

    /// <summary>ON DUPLICATE KEY UPDATE.</summary>
    public ImmutableArray<Assignment> OnDuplicate { get; init; } = [];

    /// <summary>RETURNING of MariaDB.</summary>
    public ImmutableArray<SelectItem> Returning { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitIf(With);
        visitor.Visit(Table);
        visitor.VisitAll(Columns);
        visitor.VisitAll(Rows);
        visitor.VisitIf(Query);
        visitor.VisitAll(Assignments);
        visitor.VisitAll(OnDuplicate);
        visitor.VisitAll(Returning);
    }
}

/// <summary>UPDATE of one table or several.</summary>
internal sealed class UpdateStatement : MySqlStatement
{
    /// <summary>Optimizer hints; null: none.</summary>
    public SourceSpan? Hint { get; init; }

    public WithClause? With { get; init; }

    public bool IsIgnore { get; init; }

    /// <summary>All tables; those written are the ones whose columns are assigned.</summary>
    public required ImmutableArray<MySqlTable> Tables { get; init; }

    /// <summary>FOR PORTION OF period FROM a TO b of MariaDB; null: none.</summary>
    public PortionClause? Portion { get; init; }

    public required ImmutableArray<Assignment> Assignments { get; init; }

    public MySqlExpression? Where { get; init; }

    public ImmutableArray<OrderItem> OrderBy { get; init; } = [];

    public LimitClause? Limit { get; init; }

    /// <summary>RETURNING of later versions of MariaDB.</summary>
    public ImmutableArray<SelectItem> Returning { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitIf(With);
        visitor.VisitAll(Tables);
        visitor.VisitIf(Portion);
        visitor.VisitAll(Assignments);
        visitor.VisitIf(Where);
        visitor.VisitAll(OrderBy);
        visitor.VisitIf(Limit);
        visitor.VisitAll(Returning);
    }
}

/// <summary>FOR PORTION OF.</summary>
internal sealed class PortionClause : MySqlNode
{
    public required MySqlName Period { get; init; }

    public required MySqlExpression From { get; init; }

    public required MySqlExpression To { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(From);
        visitor.Visit(To);
    }
}

/// <summary>
/// DELETE. <c>DELETE FROM t …</c>: one named table in <see cref="Tables"/>, no <see cref="Targets"/>. <c>DELETE a, b FROM …</c> and
/// <c>DELETE FROM a, b USING …</c>: the targets name (or alias) tables of <see cref="Tables"/>.
/// </summary>
internal sealed class DeleteStatement : MySqlStatement
{
    /// <summary>Optimizer hints; null: none.</summary>
    public SourceSpan? Hint { get; init; }

    public WithClause? With { get; init; }

    public bool IsIgnore { get; init; }

    /// <summary>DELETE HISTORY FROM t of MariaDB: only old versions of rows.</summary>
    public bool IsHistory { get; init; }

    /// <summary>Empty: the one table of <see cref="Tables"/>. A trailing <c>.*</c> is left out.</summary>
    public ImmutableArray<QualifiedName> Targets { get; init; } = [];

    public required ImmutableArray<MySqlTable> Tables { get; init; }

    public PortionClause? Portion { get; init; }

    /// <summary>BEFORE SYSTEM_TIME of DELETE HISTORY.</summary>
    public MySqlExpression? Before { get; init; }

    public MySqlExpression? Where { get; init; }

    public ImmutableArray<OrderItem> OrderBy { get; init; } = [];

    public LimitClause? Limit { get; init; }

    /// <summary>RETURNING of MariaDB.</summary>
    public ImmutableArray<SelectItem> Returning { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitIf(With);
        visitor.VisitAll(Targets);
        visitor.VisitAll(Tables);
        visitor.VisitIf(Portion);
        visitor.VisitIf(Before);
        visitor.VisitIf(Where);
        visitor.VisitAll(OrderBy);
        visitor.VisitIf(Limit);
        visitor.VisitAll(Returning);
    }
}
