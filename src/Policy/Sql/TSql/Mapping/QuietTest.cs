using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Mapping;

/// <summary>
/// Whether an expression raises no error on any row. The server may compute what is shown before the last condition has held, so that an
/// error of an output tells of a row that is not shown.
/// </summary>
internal sealed class QuietTest(ValueClasses classes, LeakproofTest leakproof)
{
    /// <summary>A number or time in text form is no longer; what does not fit is an error.</summary>
    private const int TextLength = 40;

    public bool Holds(ScalarExpression? node) => node switch
    {
        null => true,
        ColumnReferenceExpression { ColumnType: ColumnType.Regular or ColumnType.Wildcard } or Literal or VariableReference or GlobalVariableExpression
            or ParameterlessCall => true,
        ParenthesisExpression inner => Holds(inner.Expression),
        UnaryExpression { Expression: Literal } => true,
        BinaryExpression { BinaryExpressionType: BinaryExpressionType.Add } sum =>
            IsText(sum.FirstExpression) && IsText(sum.SecondExpression),
        CoalesceExpression coalesce => coalesce.Expressions.All(Holds) && AreAlike(coalesce.Expressions),
        NullIfExpression nullIf => AreAlike([nullIf.FirstExpression, nullIf.SecondExpression]),
        SearchedCaseExpression @case => @case.WhenClauses.All(w => leakproof.Holds(w.WhenExpression))
            && AreAlike([.. @case.WhenClauses.Select(static w => w.ThenExpression), @case.ElseExpression ?? new NullLiteral()]),
        IIfCall iif => leakproof.Holds(iif.Predicate) && AreAlike([iif.ThenExpression, iif.ElseExpression]),
        CastCall cast => Converts(cast.Parameter, cast.DataType),
        ConvertCall { Style: null or IntegerLiteral } convert => Converts(convert.Parameter, convert.DataType),
        LeftFunctionCall left => left.Parameters is [var text, IntegerLiteral] && IsText(text),
        RightFunctionCall right => right.Parameters is [var text, IntegerLiteral] && IsText(text),
        FunctionCall call => Calls(call),
        _ => false,
    };

    private bool Calls(FunctionCall call)
    {
        var name = call.FunctionName.Value.ToLowerInvariant();
        if (call.CallTarget is not null || !TSqlFunctions.IsQuiet(name))
        {
            return name is "sum" or "avg" && call.CallTarget is null && IsQuiet(call.OverClause)
                && call.Parameters.All(static p => p is ColumnReferenceExpression);
        }

        return IsQuiet(call.OverClause) && name switch
        {
            "isnull" => call.Parameters.All(Holds) && AreAlike(call.Parameters),
            "year" or "month" or "day" => call.Parameters.All(IsTime),
            "sign" or "floor" or "ceiling" => call.Parameters.All(p => classes.Of(p) == ValueClass.Number),
            "replace" or "charindex" or "patindex" => call.Parameters.All(IsText),
            _ => call.Parameters.All(Holds),
        };
    }

    /// <summary>Groups and orders of a window are computed as outputs are.</summary>
    private bool IsQuiet(OverClause? over) =>
        over is null || (over.Partitions.All(Holds) && (over.OrderByClause?.OrderByElements.All(o => Holds(o.Expression)) ?? true));

    private bool IsTime(ScalarExpression node) => classes.Of(node) is >= ValueClass.Date and <= ValueClass.DateTimeOffset;

    private bool IsText(ScalarExpression node) => node switch
    {
        BinaryExpression { BinaryExpressionType: BinaryExpressionType.Add } sum => IsText(sum.FirstExpression) && IsText(sum.SecondExpression),
        ParenthesisExpression inner => IsText(inner.Expression),
        _ => classes.Of(node) == ValueClass.Text || (Holds(node) && IsTextCall(node)),
    };

    private bool IsTextCall(ScalarExpression node) => node switch
    {
        LeftFunctionCall or RightFunctionCall => true,
        FunctionCall { CallTarget: null } call when call.FunctionName.Value.Equals("isnull", StringComparison.OrdinalIgnoreCase) =>
            call.Parameters.All(IsText),
        CoalesceExpression coalesce => coalesce.Expressions.All(IsText),
        FunctionCall { CallTarget: null } call => call.FunctionName.Value.ToLowerInvariant() is "lower" or "upper" or "ltrim" or "rtrim" or "trim" or "replace"
            or "reverse" or "concat",
        CastCall cast => ValueClasses.Of(ValueClasses.TypeOf(cast.DataType)) == ValueClass.Text,
        ConvertCall convert => ValueClasses.Of(ValueClasses.TypeOf(convert.DataType)) == ValueClass.Text,
        _ => false,
    };

    /// <summary>Values that become one type without an error.</summary>
    private bool AreAlike(IList<ScalarExpression> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            for (var j = i + 1; j < values.Count; j++)
            {
                if (!(IsText(values[i]) && IsText(values[j])) && !ValueClasses.Converts(classes.Of(values[i]), classes.Of(values[j])))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool Converts(ScalarExpression value, DataTypeReference type)
    {
        var (own, target) = (classes.Of(value), ValueClasses.TypeOf(type));
        return ValueClasses.Of(target) == ValueClass.Text
            ? IsText(value) || (own is ValueClass.Number or >= ValueClass.Date && target.Length is null or >= TextLength)
            : own is >= ValueClass.Date and <= ValueClass.DateTimeOffset && ValueClasses.Of(target) == ValueClass.Date;
    }
}
