using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Mapping;

/// <summary>Types by which values convert into each other without an error.</summary>
internal enum ValueClass
{
    /// <summary>Not comparable without a doubt.</summary>
    None,

    /// <summary>NULL.</summary>
    Null,
    Number,
    Text,
    Date,
    SmallDateTime,
    DateTime,
    DateTime2,
    DateTimeOffset,
    Uuid,
}

/// <summary>The classes of expressions.</summary>
internal sealed class ValueClasses(MapRecorder recorder)
{
    /// <summary>Days that can be added to the clock without leaving any type.</summary>
    private const int DigitsMax = 5;

    public ValueClass Of(ScalarExpression node) => node switch
    {
        ParenthesisExpression inner => Of(inner.Expression),
        ColumnReferenceExpression column => OfColumn(column),
        VariableReference variable => recorder.Variables.Of(variable.Name) is { } type ? Of(type) : ValueClass.None,
        UnaryExpression { UnaryExpressionType: UnaryExpressionType.Negative or UnaryExpressionType.Positive, Expression: Literal operand } =>
            Of(operand) == ValueClass.Number ? ValueClass.Number : ValueClass.None,
        Literal literal => OfLiteral(literal),
        ParameterlessCall { ParameterlessCallType: ParameterlessCallType.CurrentTimestamp } => ValueClass.DateTime,
        FunctionCall { CallTarget: null } call => OfCall(call),
        CastCall { Parameter: FunctionCall or ParameterlessCall } cast => IsClock(Of(cast.Parameter), Of(TypeOf(cast.DataType))),
        ConvertCall { Parameter: FunctionCall or ParameterlessCall } convert => IsClock(Of(convert.Parameter), Of(TypeOf(convert.DataType))),
        _ => ValueClass.None,
    };

    public bool IsColumn(ScalarExpression node) => node switch
    {
        ParenthesisExpression inner => IsColumn(inner.Expression),
        ColumnReferenceExpression { Collation: null } column => recorder.ColumnAt(RelationSpans.Span(column)) is not null,
        _ => false,
    };

    public static ValueClass Of(TSqlType type) => type.Code switch
    {
        TSqlTypeCode.Date => ValueClass.Date,
        TSqlTypeCode.SmallDateTime => ValueClass.SmallDateTime,
        TSqlTypeCode.DateTime => ValueClass.DateTime,
        TSqlTypeCode.DateTime2 => ValueClass.DateTime2,
        TSqlTypeCode.DateTimeOffset => ValueClass.DateTimeOffset,
        TSqlTypeCode.UniqueIdentifier => ValueClass.Uuid,
        TSqlTypeCode.Other => ValueClass.None,
        _ => type.IsText ? ValueClass.Text : ValueClass.Number,
    };

    public static TSqlType TypeOf(DataTypeReference type)
    {
        var tokens = Enumerable.Range(type.FirstTokenIndex, type.LastTokenIndex - type.FirstTokenIndex + 1).Select(i => type.ScriptTokenStream[i].Text);
        return TSqlType.Of(type is SqlDataTypeReference ? string.Concat(tokens) : "");
    }

    /// <summary>Whether a value of one class becomes one of the other, by the server's precedence, without an error whatever it is.</summary>
    public static bool Converts(ValueClass a, ValueClass b)
    {
        if (a == ValueClass.None || b == ValueClass.None)
        {
            return false;
        }

        if (a == b || a == ValueClass.Null || b == ValueClass.Null)
        {
            return true;
        }

        // To datetime and smalldatetime a date may be too early; the wider types hold all.
        return IsTime(a) && IsTime(b)
            && !(a == ValueClass.Date && b is ValueClass.DateTime or ValueClass.SmallDateTime)
            && !(b == ValueClass.Date && a is ValueClass.DateTime or ValueClass.SmallDateTime);
    }

    private static bool IsTime(ValueClass value) => value is >= ValueClass.Date and <= ValueClass.DateTimeOffset;

    private static ValueClass IsClock(ValueClass clock, ValueClass target) => IsTime(clock) && IsTime(target) ? target : ValueClass.None;

    private ValueClass OfColumn(ColumnReferenceExpression node)
    {
        if (node.Collation is not null || recorder.ColumnAt(RelationSpans.Span(node)) is not { } column
            || recorder.References[column.Reference].Relation.Description?.Column(column.Column)?.Type is not { } type)
        {
            return ValueClass.None;
        }

        return Of(TSqlType.Of(type));
    }

    private static ValueClass OfLiteral(Literal literal) => literal switch
    {
        NullLiteral => ValueClass.Null,
        IntegerLiteral or NumericLiteral or RealLiteral or MoneyLiteral => ValueClass.Number,
        StringLiteral { Collation: null } => ValueClass.Text,
        _ => ValueClass.None,
    };

    private ValueClass OfCall(FunctionCall call) => (call.FunctionName.Value.ToLowerInvariant(), call.Parameters) switch
    {
        ("getdate" or "getutcdate", { Count: 0 }) => ValueClass.DateTime,
        ("sysdatetime" or "sysutcdatetime", { Count: 0 }) => ValueClass.DateTime2,
        ("sysdatetimeoffset", { Count: 0 }) => ValueClass.DateTimeOffset,
        ("dateadd", [_, var number, FunctionCall or CastCall or ConvertCall or ParameterlessCall]) when IsSmall(number) => Of(call.Parameters[2]),
        _ => ValueClass.None,
    };

    private static bool IsSmall(ScalarExpression number) => number switch
    {
        UnaryExpression { UnaryExpressionType: UnaryExpressionType.Negative } minus => IsSmall(minus.Expression),
        IntegerLiteral literal => literal.Value.Length <= DigitsMax && !literal.Value.StartsWith('9'),
        _ => false,
    };
}
