using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary>
/// A call of a built-in, loadable or stored function, aggregates and window functions included. Special syntax is brought to
/// plain arguments in the order of the text: <c>EXTRACT(YEAR FROM d)</c> has one argument and the keyword YEAR,
/// <c>TRIM(BOTH a FROM b)</c> has two and BOTH, <c>POSITION(a IN b)</c> and <c>SUBSTRING(a FROM b FOR c)</c> have two and three,
/// <c>TIMESTAMPADD(DAY, 1, d)</c> two and DAY, <c>GET_FORMAT(DATE, x)</c> one and DATE, <c>CHAR(65 USING latin1)</c> one and
/// <see cref="CharacterSet"/>, <c>DATE_ADD(d, INTERVAL 1 DAY)</c> two, the second an <see cref="IntervalExpression"/>.
/// </summary>
/// <remarks>
/// <c>CURRENT_USER</c> and its like are calls without parentheses. A name with a database in front is a stored function (or a native one
/// of that name never). What has classes of its own: casts, MATCH, VALUES(c), DEFAULT(c), sequences.
/// </remarks>
internal sealed class FunctionCall : MySqlExpression
{
    public MySqlName? Schema { get; init; }

    /// <summary>Of <c>database.package.function()</c> (MariaDB). In <c>a.f()</c> the first name may be a package too: it is in <see cref="Schema"/>.</summary>
    public MySqlName? Package { get; init; }

    public required MySqlName Name { get; init; }

    public ImmutableArray<MySqlExpression> Arguments { get; init; } = [];

    /// <summary>Names of arguments given as <c>f(a AS name)</c> (loadable functions); empty: none has one.</summary>
    public ImmutableArray<MySqlName> ArgumentNames { get; init; } = [];

    /// <summary>
    /// COUNT, SUM, NOW … whose parenthesis does not follow directly, without IGNORE_SPACE: the server looks for a stored function of
    /// that name, not for its own.
    /// </summary>
    public bool WantsStored { get; init; }

    /// <summary>False: written without, as in CURRENT_TIMESTAMP.</summary>
    public bool HasParentheses { get; init; } = true;

    /// <summary>COUNT(*)</summary>
    public bool IsStar { get; init; }

    public bool IsDistinct { get; init; }

    /// <summary>Word in the arguments, upper case: a unit, BOTH/LEADING/TRAILING, a type of GET_FORMAT; null: none.</summary>
    public string? Keyword { get; init; }

    /// <summary>CHAR(… USING name), WEIGHT_STRING's and JSON_VALUE's type are not here but in <see cref="Type"/>.</summary>
    public MySqlName? CharacterSet { get; init; }

    /// <summary>JSON_VALUE(… RETURNING type), WEIGHT_STRING(… AS CHAR(n)), types of COLUMN_CREATE are left out as they name nothing.</summary>
    public DataType? Type { get; init; }

    /// <summary>ORDER BY of GROUP_CONCAT, JSON_ARRAYAGG, and WITHIN GROUP of MariaDB.</summary>
    public ImmutableArray<OrderItem> OrderBy { get; init; } = [];

    /// <summary>SEPARATOR of GROUP_CONCAT.</summary>
    public string? Separator { get; init; }

    /// <summary>LIMIT of GROUP_CONCAT (MariaDB).</summary>
    public LimitClause? Limit { get; init; }

    /// <summary>DEFAULT values of JSON_VALUE … ON EMPTY and ON ERROR.</summary>
    public ImmutableArray<MySqlExpression> Defaults { get; init; } = [];

    /// <summary>OVER (…) or OVER name; null: no window.</summary>
    public WindowSpecification? Over { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitAll(Arguments);
        visitor.VisitAll(Defaults);
        visitor.VisitAll(OrderBy);
        visitor.VisitIf(Type);
        visitor.VisitIf(Limit);
        visitor.VisitIf(Over);
    }
}

/// <summary><c>INTERVAL value unit</c>: operand of + and -, argument of DATE_ADD and its like, bound of a window frame.</summary>
internal sealed class IntervalExpression : MySqlExpression
{
    public required MySqlExpression Value { get; init; }

    /// <summary>Upper case, SQL_TSI_ taken off: DAY, HOUR_SECOND …</summary>
    public required string Unit { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Value);
}

/// <summary><c>CAST(value AS type [ARRAY])</c>, <c>CONVERT(value, type)</c>.</summary>
internal sealed class CastExpression : MySqlExpression
{
    public required MySqlExpression Operand { get; init; }

    public required DataType Type { get; init; }

    /// <summary>CAST(value AT TIME ZONE 'zone' AS …) of MySQL.</summary>
    public string? TimeZone { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Operand);
        visitor.Visit(Type);
    }
}

/// <summary><c>CONVERT(value USING charset)</c></summary>
internal sealed class CharacterSetConversion : MySqlExpression
{
    public required MySqlExpression Operand { get; init; }

    /// <summary>DEFAULT is a name too.</summary>
    public required MySqlName CharacterSet { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Operand);
}

/// <summary><c>MATCH (columns) AGAINST (value modifier)</c></summary>
internal sealed class MatchExpression : MySqlExpression
{
    public required ImmutableArray<MySqlExpression> Columns { get; init; }

    public required MySqlExpression Against { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitAll(Columns);
        visitor.Visit(Against);
    }
}

internal enum SequenceAccess
{
    /// <summary>NEXT VALUE FOR s, NEXTVAL(s)</summary>
    Next,

    /// <summary>PREVIOUS VALUE FOR s, LASTVAL(s)</summary>
    Previous,

    /// <summary>SETVAL(s, value …)</summary>
    Set,
}

/// <summary>MariaDB: a sequence read or moved.</summary>
internal sealed class SequenceExpression : MySqlExpression
{
    public required SequenceAccess Access { get; init; }

    public required QualifiedName Sequence { get; init; }

    /// <summary>Of SETVAL.</summary>
    public ImmutableArray<MySqlExpression> Arguments { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Sequence);
        visitor.VisitAll(Arguments);
    }
}
