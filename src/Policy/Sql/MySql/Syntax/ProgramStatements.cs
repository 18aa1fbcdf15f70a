using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary><c>BEGIN … END</c></summary>
internal sealed class BlockStatement : MySqlStatement
{
    public MySqlName? Label { get; init; }

    public ImmutableArray<Declaration> Declarations { get; init; } = [];

    public ImmutableArray<MySqlStatement> Statements { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitAll(Declarations);
        visitor.VisitAll(Statements);
    }
}

/// <summary>A condition and what is done when it holds.</summary>
internal sealed class Branch : MySqlNode
{
    /// <summary>Null: ELSE.</summary>
    public MySqlExpression? Condition { get; init; }

    public required ImmutableArray<MySqlStatement> Statements { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitIf(Condition);
        visitor.VisitAll(Statements);
    }
}

/// <summary>IF, and CASE as a statement.</summary>
internal sealed class ConditionalStatement : MySqlStatement
{
    /// <summary>Of <c>CASE value WHEN</c>.</summary>
    public MySqlExpression? Operand { get; init; }

    public required ImmutableArray<Branch> Branches { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitIf(Operand);
        visitor.VisitAll(Branches);
    }
}

/// <summary>LOOP, WHILE, REPEAT</summary>
internal sealed class LoopStatement : MySqlStatement
{
    public MySqlName? Label { get; init; }

    public MySqlExpression? Condition { get; init; }

    public required ImmutableArray<MySqlStatement> Statements { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitIf(Condition);
        visitor.VisitAll(Statements);
    }
}

/// <summary><c>FOR variable IN … DO</c> of MariaDB.</summary>
internal sealed class ForStatement : MySqlStatement
{
    public MySqlName? Label { get; init; }

    public required MySqlName Variable { get; init; }

    /// <summary>Of a range; arguments of a cursor.</summary>
    public ImmutableArray<MySqlExpression> Bounds { get; init; } = [];

    public MySqlName? Cursor { get; init; }

    public MySqlQuery? Query { get; init; }

    public required ImmutableArray<MySqlStatement> Statements { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitAll(Bounds);
        visitor.VisitIf(Query);
        visitor.VisitAll(Statements);
    }
}

/// <summary>LEAVE, ITERATE</summary>
internal sealed class JumpStatement : MySqlStatement
{
    public required MySqlName Label { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}

internal sealed class ReturnStatement : MySqlStatement
{
    public required MySqlExpression Value { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Value);
}

internal enum CursorVerb
{
    Open,
    Fetch,
    Close,
}

/// <summary>OPEN, FETCH, CLOSE</summary>
internal sealed class CursorStatement : MySqlStatement
{
    public required CursorVerb Verb { get; init; }

    public required MySqlName Cursor { get; init; }

    /// <summary>Arguments of OPEN, targets of FETCH.</summary>
    public ImmutableArray<MySqlExpression> Arguments { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitAll(Arguments);
}
