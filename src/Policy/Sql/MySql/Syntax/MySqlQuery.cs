using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary>
/// A query: SELECT, a set operation, VALUES, TABLE, or one of them in parentheses. The clauses here belong to the whole of it: those
/// of <c>SELECT 1 UNION SELECT 2 ORDER BY 1</c> stand at the <see cref="SetQuery"/>, not at its last operand.
/// </summary>
internal abstract class MySqlQuery : MySqlNode
{
    public WithClause? With { get; set; }

    public ImmutableArray<OrderItem> OrderBy { get; set; } = [];

    public LimitClause? Limit { get; set; }

    /// <summary>FOR UPDATE, FOR SHARE, LOCK IN SHARE MODE.</summary>
    public ImmutableArray<LockingClause> Locks { get; set; } = [];

    /// <summary>INTO OUTFILE, DUMPFILE or variables, wherever it was written.</summary>
    public IntoClause? Into { get; set; }

    /// <summary>The clauses above that stand after the body; for overrides of <see cref="MySqlNode.VisitChildren"/>.</summary>
    protected void VisitTail(MySqlNodeVisitor visitor)
    {
        visitor.VisitAll(OrderBy);
        visitor.VisitIf(Limit);
        visitor.VisitAll(Locks);
        visitor.VisitIf(Into);
    }
}

/// <summary>Options that can stand after SELECT.</summary>
[Flags]
internal enum SelectOptions
{
    None = 0,
    Distinct = 1,
    HighPriority = 2,
    StraightJoin = 4,
    SmallResult = 8,
    BigResult = 16,
    BufferResult = 32,
    Cache = 64,
    NoCache = 128,

    /// <summary>SQL_CALC_FOUND_ROWS: the next FOUND_ROWS() tells how many rows there were without LIMIT.</summary>
    CalcFoundRows = 256,
}

internal sealed class SelectQuery : MySqlQuery
{
    /// <summary>Optimizer hints after SELECT; null: none. SET_VAR in it changes a setting for the statement.</summary>
    public SourceSpan? Hint { get; init; }

    public SelectOptions Options { get; init; }

    public required ImmutableArray<SelectItem> Items { get; init; }

    /// <summary>Separated by commas; empty for none and for FROM DUAL.</summary>
    public ImmutableArray<MySqlTable> From { get; init; } = [];

    public MySqlExpression? Where { get; init; }

    public ImmutableArray<OrderItem> GroupBy { get; init; } = [];

    public bool WithRollup { get; init; }

    public MySqlExpression? Having { get; init; }

    public ImmutableArray<WindowSpecification> Windows { get; init; } = [];

    /// <summary>QUALIFY of later versions; null: none.</summary>
    public MySqlExpression? Qualify { get; init; }

    /// <summary>PROCEDURE ANALYSE(…): the result is another one. Null: none.</summary>
    public FunctionCall? Procedure { get; set; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitIf(With);
        visitor.VisitAll(From);
        visitor.VisitAll(Items);
        visitor.VisitIf(Where);
        visitor.VisitAll(GroupBy);
        visitor.VisitIf(Having);
        visitor.VisitAll(Windows);
        visitor.VisitIf(Qualify);
        visitor.VisitIf(Procedure);
        VisitTail(visitor);
    }
}

internal sealed class SelectItem : MySqlNode
{
    /// <summary>A <see cref="StarExpression"/> too.</summary>
    public required MySqlExpression Expression { get; init; }

    /// <summary>Also one written as a string. Without one the column is named by the column or by the text of the expression.</summary>
    public MySqlName? Alias { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Expression);
}

internal enum SetOperator
{
    Union,
    Except,
    Intersect,
}

/// <summary>An operator between two operands of a <see cref="SetQuery"/>.</summary>
internal readonly record struct SetOperation(SetOperator Operator, bool IsAll);

/// <summary>
/// A chain read from the left, INTERSECT nested where it binds closer: <c>a UNION b EXCEPT c</c> is one node of three operands. The
/// columns are named by the first operand.
/// </summary>
internal sealed class SetQuery : MySqlQuery
{
    public required ImmutableArray<MySqlQuery> Operands { get; init; }

    /// <summary>One fewer than operands.</summary>
    public required ImmutableArray<SetOperation> Operators { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitIf(With);
        visitor.VisitAll(Operands);
        VisitTail(visitor);
    }
}

/// <summary>
/// <c>VALUES (1, 2), (3, 4)</c> of MariaDB, <c>VALUES ROW(1, 2), ROW(3, 4)</c> of MySQL. Columns: column_0 … in MySQL, the first row's
/// texts in MariaDB.
/// </summary>
internal sealed class ValuesQuery : MySqlQuery
{
    public required ImmutableArray<RowExpression> Rows { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitIf(With);
        visitor.VisitAll(Rows);
        VisitTail(visitor);
    }
}

/// <summary><c>TABLE name</c> of MySQL: SELECT * FROM name.</summary>
internal sealed class TableQuery : MySqlQuery
{
    public required NamedTable Table { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitIf(With);
        visitor.Visit(Table);
        VisitTail(visitor);
    }
}

/// <summary><c>(query)</c> with clauses of its own outside; its span includes the parentheses. A pair that adds nothing is one too.</summary>
internal sealed class ParenthesizedQuery : MySqlQuery
{
    public required MySqlQuery Inner { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitIf(With);
        visitor.Visit(Inner);
        VisitTail(visitor);
    }
}
