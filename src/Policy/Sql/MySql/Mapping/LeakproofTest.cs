using System.Globalization;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Mapping;

/// <summary>
/// Whether a condition can tell a row's value by nothing but its result: no error, no warning, no effect depends on it. Comparisons of
/// columns with constants, parameters and columns of their own class; what converts a value for each row warns of it, with the value in
/// the message (<c>varchar = 0</c>).
/// </summary>
internal sealed class LeakproofTest(MapRecorder recorder)
{
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    private enum ValueClass
    {
        /// <summary>Not comparable without a doubt.</summary>
        None,
        Number,
        Text,
        Temporal,

        /// <summary>A parameter: what the client binds to it may be of any type.</summary>
        Any,

        /// <summary>NULL.</summary>
        Null,
    }

    public bool Holds(MySqlExpression node) => node switch
    {
        LogicalExpression logical => logical.Operands.All(Holds),
        UnaryExpression { Operator: UnaryOperator.Not } not => Holds(not.Operand),
        BinaryExpression { Operator: <= ComparisonOperator.GreaterOrEqual } comparison => Compares(comparison.Left, comparison.Right),
        InExpression { Query: null } list => IsColumn(list.Operand) && list.Items.All(item => Compares(list.Operand, item)),
        InExpression { Query: SelectQuery { Items: [{ Expression: ColumnReference item }] } } list => IsColumn(list.Operand) && Compares(list.Operand, item),
        BetweenExpression between => Compares(between.Operand, between.Low) && Compares(between.Operand, between.High)
            && (ClassOf(between.Operand) == ValueClass.Temporal || (IsWhole(between.Low) && IsWhole(between.High))),
        LikeExpression like => ClassOf(like.Operand) == ValueClass.Text && IsColumn(like.Operand) && IsText(like.Pattern)
            && like.Escape is null or LiteralExpression,
        MatchExpression match => match.Columns.All(IsColumn) && IsText(match.Against),
        IsExpression { Test: TruthTest.Null } test => IsColumn(test.Operand),
        IsExpression test => ClassOf(test.Operand) == ValueClass.Number || Holds(test.Operand),
        LiteralExpression { Kind: LiteralKind.True or LiteralKind.False or LiteralKind.Null or LiteralKind.Integer } => true,
        ColumnReference column => ClassOf(column) == ValueClass.Number,
        _ => false,
    };

    /// <summary>BETWEEN of numbers converts a bound that is none for each row.</summary>
    private bool IsWhole(MySqlExpression bound) => bound is not ParameterExpression && ClassOf(bound) is not ValueClass.Any;

    private bool Compares(MySqlExpression left, MySqlExpression right)
    {
        var (first, second) = (ClassOf(left), ClassOf(right));
        if (first == ValueClass.None || second == ValueClass.None)
        {
            return false;
        }

        if (first == ValueClass.Null || second == ValueClass.Null || (first == ValueClass.Any && second == ValueClass.Any))
        {
            return true;
        }

        // A number bound to a parameter would have each text converted.
        if (first == ValueClass.Any || second == ValueClass.Any)
        {
            return (first == ValueClass.Any ? second : first) is ValueClass.Number or ValueClass.Temporal;
        }

        return first == second || IsConstantOf(left, first, second) || IsConstantOf(right, second, first);
    }

    /// <summary>A text that the server converts once, to the type of the column, and without a warning.</summary>
    private static bool IsConstantOf(MySqlExpression constant, ValueClass own, ValueClass column) =>
        own == ValueClass.Text && constant is LiteralExpression literal && column switch
        {
            ValueClass.Number => decimal.TryParse(literal.Value, Decimal, CultureInfo.InvariantCulture, out _),
            ValueClass.Temporal => IsTime(literal.Value),
            _ => false,
        };

    private static bool IsTime(string text) =>
        DateTime.TryParseExact(
            text, ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        && time.Year >= 1000;

    /// <summary>What is bound becomes a text here, whatever its type, and the column stays as it is.</summary>
    private static bool IsText(MySqlExpression pattern) =>
        pattern is ParameterExpression or LiteralExpression { Kind: LiteralKind.String, Introducer: null };

    private bool IsColumn(MySqlExpression node) => node is ColumnReference column && recorder.ColumnAt(column.Span) is not null;

    private ValueClass ClassOf(MySqlExpression node) => node switch
    {
        ColumnReference column => ClassOf(column),
        ParameterExpression => ValueClass.Any,
        UnaryExpression { Operator: UnaryOperator.Minus or UnaryOperator.Plus, Operand: LiteralExpression operand } =>
            ClassOf(operand) == ValueClass.Number ? ValueClass.Number : ValueClass.None,
        LiteralExpression literal => ClassOf(literal),
        FunctionCall { Schema: null, Arguments.IsEmpty: true } call => call.Name.Text.ToLowerInvariant() switch
        {
            "now" or "current_timestamp" or "localtimestamp" or "localtime" or "curdate" or "current_date" or "utc_timestamp" or "utc_date" =>
                ValueClass.Temporal,
            _ => ValueClass.None,
        },
        _ => ValueClass.None,
    };

    private static ValueClass ClassOf(LiteralExpression literal) => literal.Kind switch
    {
        LiteralKind.Null => ValueClass.Null,
        LiteralKind.True or LiteralKind.False or LiteralKind.Integer or LiteralKind.Decimal or LiteralKind.Float => ValueClass.Number,
        LiteralKind.String when literal.Introducer is null => ValueClass.Text,
        LiteralKind.Date or LiteralKind.Timestamp => ValueClass.Temporal,
        _ => ValueClass.None,
    };

    private ValueClass ClassOf(ColumnReference node)
    {
        if (recorder.ColumnAt(node.Span) is not { } column
            || recorder.References[column.Reference].Relation.Description?.Column(column.Column)?.Type is not { } type)
        {
            return ValueClass.None;
        }

        var length = type.AsSpan().IndexOfAny('(', ' ');
        return (length < 0 ? type : type[..length]).ToLowerInvariant() switch
        {
            "tinyint" or "smallint" or "mediumint" or "int" or "integer" or "bigint" or "decimal" or "numeric" or "float" or "double" or "boolean"
                or "bool" => ValueClass.Number,
            "char" or "varchar" or "tinytext" or "text" or "mediumtext" or "longtext" => ValueClass.Text,
            "date" or "datetime" or "timestamp" => ValueClass.Temporal,
            _ => ValueClass.None,
        };
    }
}
