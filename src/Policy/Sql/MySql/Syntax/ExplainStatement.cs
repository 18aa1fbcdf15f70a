namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary><c>DESCRIBE table</c>, <c>EXPLAIN table</c></summary>
internal sealed class DescribeStatement : MySqlStatement
{
    public required QualifiedName Table { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Table);
}

/// <summary>EXPLAIN, DESCRIBE and ANALYZE of a statement.</summary>
internal sealed class ExplainStatement : MySqlStatement
{
    public required MySqlStatement Inner { get; init; }

    /// <summary>The statement is carried out, and its plan is shown instead of its result.</summary>
    public bool Runs { get; init; }

    /// <summary>MySQL: gets the plan.</summary>
    public UserVariable? Into { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Inner);
        visitor.VisitIf(Into);
    }
}

/// <summary>
/// <c>EXPLAIN FOR CONNECTION</c>, <c>SHOW EXPLAIN FOR</c>, <c>SHOW ANALYZE FOR</c>: the plan of another session's statement.
/// </summary>
internal sealed class ExplainConnection : MySqlStatement
{
    public MySqlExpression? Id { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitIf(Id);
}
