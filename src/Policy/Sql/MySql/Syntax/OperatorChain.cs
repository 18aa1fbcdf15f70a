using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

internal enum LogicalOperator
{
    And,
    Or,
    Xor,
}

/// <summary><c>a AND b AND c</c> (also <c>&amp;&amp;</c>, <c>||</c> without PIPES_AS_CONCAT): one node for the whole chain, two operands or more.</summary>
internal sealed class LogicalExpression : MySqlExpression
{
    public required LogicalOperator Operator { get; init; }

    public required ImmutableArray<MySqlExpression> Operands { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitAll(Operands);
}

/// <summary>Operators of an <see cref="OperatorChain"/>.</summary>
internal enum ChainOperator
{
    BitOr,
    BitAnd,
    ShiftLeft,
    ShiftRight,
    Add,
    Subtract,
    Multiply,
    Divide,

    /// <summary>DIV</summary>
    IntegerDivide,

    /// <summary>% or MOD</summary>
    Modulo,
    BitXor,

    /// <summary>|| with PIPES_AS_CONCAT</summary>
    Concatenate,
}

/// <summary>
/// Operators of one precedence, read from the left: <c>a - b + c</c> is one node of three operands. An operand of + and - may be an
/// <see cref="IntervalExpression"/>.
/// </summary>
internal sealed class OperatorChain : MySqlExpression
{
    public required ImmutableArray<MySqlExpression> Operands { get; init; }

    /// <summary>One fewer than operands; the first stands between the first two.</summary>
    public required ImmutableArray<ChainOperator> Operators { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitAll(Operands);
}

internal enum ComparisonOperator
{
    Equal,

    /// <summary>&lt;=&gt;</summary>
    NullSafeEqual,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,

    /// <summary>REGEXP, RLIKE</summary>
    Regexp,
    NotRegexp,

    /// <summary>SOUNDS LIKE</summary>
    SoundsLike,

    /// <summary>value MEMBER OF (array) of MySQL</summary>
    MemberOf,

    /// <summary>column -&gt; 'path' of MySQL: JSON_EXTRACT</summary>
    JsonExtract,

    /// <summary>column -&gt;&gt; 'path' of MySQL: JSON_UNQUOTE(JSON_EXTRACT)</summary>
    JsonUnquote,
}

/// <summary>An operator with two operands; a chain of comparisons nests to the left.</summary>
internal sealed class BinaryExpression : MySqlExpression
{
    public required ComparisonOperator Operator { get; init; }

    public required MySqlExpression Left { get; init; }

    public required MySqlExpression Right { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Left);
        visitor.Visit(Right);
    }
}

internal enum UnaryOperator
{
    Plus,
    Minus,

    /// <summary>~</summary>
    BitNot,

    /// <summary>NOT, !</summary>
    Not,

    /// <summary>BINARY value: a cast</summary>
    Binary,
}

internal sealed class UnaryExpression : MySqlExpression
{
    public required UnaryOperator Operator { get; init; }

    public required MySqlExpression Operand { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Operand);
}

/// <summary><c>value COLLATE name</c></summary>
internal sealed class CollateExpression : MySqlExpression
{
    public required MySqlExpression Operand { get; init; }

    public required MySqlName Collation { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Operand);
}
