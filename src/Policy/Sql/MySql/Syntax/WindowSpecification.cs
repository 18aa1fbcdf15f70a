using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary>OVER name (only <see cref="Base"/> is given), OVER (…), or an item of the WINDOW clause.</summary>
internal sealed class WindowSpecification : MySqlNode
{
    /// <summary>Name of an item of the WINDOW clause; null in OVER.</summary>
    public MySqlName? Name { get; init; }

    /// <summary>The window it refers to.</summary>
    public MySqlName? Base { get; init; }

    public ImmutableArray<MySqlExpression> PartitionBy { get; init; } = [];

    public ImmutableArray<OrderItem> OrderBy { get; init; } = [];

    /// <summary>Expressions of frame bounds; the words of a frame mean nothing to access.</summary>
    public ImmutableArray<MySqlExpression> FrameBounds { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitAll(PartitionBy);
        visitor.VisitAll(OrderBy);
        visitor.VisitAll(FrameBounds);
    }
}

/// <summary>An item of ORDER BY or GROUP BY.</summary>
internal sealed class OrderItem : MySqlNode
{
    /// <summary>A plain integer is the ordinal of a select item.</summary>
    public required MySqlExpression Expression { get; init; }

    public bool IsDescending { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Expression);
}

/// <summary>LIMIT, or OFFSET … FETCH of MariaDB.</summary>
internal sealed class LimitClause : MySqlNode
{
    /// <summary>Null: only an offset, or only ROWS EXAMINED. FETCH FIRST ROW without a number is 1 without an expression: see <see cref="IsFetch"/>.</summary>
    public MySqlExpression? Count { get; init; }

    public MySqlExpression? Offset { get; init; }

    /// <summary>LIMIT ROWS EXAMINED of MariaDB.</summary>
    public MySqlExpression? RowsExamined { get; init; }

    /// <summary>FETCH FIRST … ROWS ONLY or WITH TIES.</summary>
    public bool IsFetch { get; init; }

    public bool WithTies { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitIf(Offset);
        visitor.VisitIf(Count);
        visitor.VisitIf(RowsExamined);
    }
}
