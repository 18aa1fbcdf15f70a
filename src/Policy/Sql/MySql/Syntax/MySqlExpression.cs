using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

internal abstract class MySqlExpression : MySqlNode;

/// <summary><c>column</c>, <c>table.column</c>, <c>database.table.column</c>.</summary>
/// <remarks>
/// Also what a stored program reads: a local variable, <c>NEW.x</c> and <c>OLD.x</c> of a trigger, <c>EXCLUDED</c>-like row aliases of
/// INSERT. An alias of the select list in GROUP BY, HAVING and ORDER BY is one too. The parser knows no scopes.
/// </remarks>
internal sealed class ColumnReference : MySqlExpression
{
    public MySqlName? Schema { get; init; }

    public MySqlName? Table { get; init; }

    public required MySqlName Column { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}

/// <summary>
/// <c>*</c>, <c>table.*</c>, <c>database.table.*</c> of a select list (or RETURNING); never of COUNT(*), which is
/// <see cref="FunctionCall.IsStar"/>.
/// </summary>
internal sealed class StarExpression : MySqlExpression
{
    public MySqlName? Schema { get; init; }

    public MySqlName? Table { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}

/// <summary><c>?</c></summary>
internal sealed class ParameterExpression : MySqlExpression
{
    /// <summary>From 0, in the order of the text.</summary>
    public required int Index { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}

/// <summary><c>DEFAULT</c> as a value, or <c>DEFAULT(column)</c>; MariaDB's <c>IGNORE</c> as a value.</summary>
internal sealed class DefaultExpression : MySqlExpression
{
    /// <summary>Null: the default of the column the value is for.</summary>
    public ColumnReference? Column { get; init; }

    /// <summary>IGNORE of MariaDB: the column keeps its value.</summary>
    public bool IsIgnore { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitIf(Column);
}

/// <summary><c>VALUES(column)</c>, MariaDB also <c>VALUE(column)</c>: what ON DUPLICATE KEY UPDATE would have inserted.</summary>
internal sealed class InsertedValue : MySqlExpression
{
    public required ColumnReference Column { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Column);
}

/// <summary><c>(a, b)</c>, <c>ROW(a, b)</c>; one item only with ROW of MySQL.</summary>
internal sealed class RowExpression : MySqlExpression
{
    public required ImmutableArray<MySqlExpression> Items { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitAll(Items);
}

/// <summary>A query as a value, <c>(SELECT …)</c>. The span includes the parentheses.</summary>
internal sealed class SubqueryExpression : MySqlExpression
{
    public required MySqlQuery Query { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Query);
}

/// <summary><c>EXISTS (SELECT …)</c></summary>
internal sealed class ExistsExpression : MySqlExpression
{
    public required MySqlQuery Query { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Query);
}

/// <summary><c>{d '2020-01-01'}</c>, <c>{fn now()}</c>: the server reads the operand, and makes d, t and ts of a literal a temporal value.</summary>
internal sealed class OdbcEscape : MySqlExpression
{
    public required MySqlName Name { get; init; }

    public required MySqlExpression Operand { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Operand);
}
