using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

internal enum TruthTest
{
    Null,
    True,
    False,
    Unknown,
}

/// <summary><c>value IS [NOT] NULL|TRUE|FALSE|UNKNOWN</c></summary>
internal sealed class IsExpression : MySqlExpression
{
    public required MySqlExpression Operand { get; init; }

    public required TruthTest Test { get; init; }

    public bool Negated { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Operand);
}

/// <summary><c>value [NOT] IN (…)</c></summary>
internal sealed class InExpression : MySqlExpression
{
    public required MySqlExpression Operand { get; init; }

    public bool Negated { get; init; }

    /// <summary>Empty when there is a query.</summary>
    public ImmutableArray<MySqlExpression> Items { get; init; } = [];

    public MySqlQuery? Query { get; init; }

    /// <summary>From the opening to the closing parenthesis.</summary>
    public required SourceSpan ListSpan { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Operand);
        visitor.VisitAll(Items);
        visitor.VisitIf(Query);
    }
}

/// <summary><c>value [NOT] BETWEEN low AND high</c></summary>
internal sealed class BetweenExpression : MySqlExpression
{
    public required MySqlExpression Operand { get; init; }

    public bool Negated { get; init; }

    public required MySqlExpression Low { get; init; }

    public required MySqlExpression High { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Operand);
        visitor.Visit(Low);
        visitor.Visit(High);
    }
}

/// <summary><c>value [NOT] LIKE pattern [ESCAPE escape]</c></summary>
internal sealed class LikeExpression : MySqlExpression
{
    public required MySqlExpression Operand { get; init; }

    public bool Negated { get; init; }

    public required MySqlExpression Pattern { get; init; }

    public MySqlExpression? Escape { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Operand);
        visitor.Visit(Pattern);
        visitor.VisitIf(Escape);
    }
}

/// <summary><c>value = ANY (query)</c>, SOME, ALL.</summary>
internal sealed class QuantifiedExpression : MySqlExpression
{
    public required MySqlExpression Operand { get; init; }

    public required ComparisonOperator Operator { get; init; }

    /// <summary>False: ANY or SOME.</summary>
    public required bool IsAll { get; init; }

    public required MySqlQuery Query { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Operand);
        visitor.Visit(Query);
    }
}

/// <summary><c>CASE [operand] WHEN … THEN … [ELSE …] END</c></summary>
internal sealed class CaseExpression : MySqlExpression
{
    public MySqlExpression? Operand { get; init; }

    public required ImmutableArray<CaseBranch> Branches { get; init; }

    public MySqlExpression? Else { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitIf(Operand);
        visitor.VisitAll(Branches);
        visitor.VisitIf(Else);
    }
}

internal sealed class CaseBranch : MySqlNode
{
    public required MySqlExpression When { get; init; }

    public required MySqlExpression Then { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(When);
        visitor.Visit(Then);
    }
}
