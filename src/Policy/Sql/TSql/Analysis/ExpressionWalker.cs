using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>Walks values, by a list of what is known; left spines of operators are a loop. Conditions: <see cref="ConditionWalker"/>.</summary>
internal sealed class ExpressionWalker(WalkContext context)
{
    public ConditionWalker Conditions { get; } = new(context);

    public void WalkIf(ScalarExpression? expression, Scope scope)
    {
        if (expression is not null)
        {
            Walk(expression, scope);
        }
    }

    public void WalkAll(IEnumerable<ScalarExpression> expressions, Scope scope)
    {
        foreach (var expression in expressions)
        {
            Walk(expression, scope);
        }
    }

    public void Walk(ScalarExpression expression, Scope scope)
    {
        if (!WalkDepth.IsBearable)
        {
            context.NotUnderstood("expressions nested too deep");
            return;
        }

        context.Saw(expression);
        switch (expression)
        {
            case Literal:
                break;
            case ColumnReferenceExpression reference:
                context.Columns.Resolve(reference, scope);
                break;
            case VariableReference variable:
                context.Variables.Read(variable);
                break;
            case BinaryExpression binary:
                Binary(binary, scope);
                break;
            case ParenthesisExpression inner:
                Walk(inner.Expression, scope);
                break;
            case UnaryExpression unary:
                Walk(unary.Expression, scope);
                break;
            case FunctionCall call:
                context.Functions.Walk(call, scope);
                break;
            case ScalarSubquery subquery:
                Subquery(subquery, scope);
                break;
            case GlobalVariableExpression variable:
                context.Variables.Global(variable);
                break;
            default:
                WalkOther(expression, scope);
                break;
        }
    }

    /// <summary>Only whether there is a row.</summary>
    public void Exists(ScalarSubquery subquery, Scope scope)
    {
        context.Saw(subquery);
        var outer = context.Lineage;
        context.Lineage = null;
        _ = context.Queries.Walk(subquery.QueryExpression, scope, scope.CommonTables);
        context.Lineage = outer;
    }

    public void Subquery(ScalarSubquery subquery, Scope scope)
    {
        context.Saw(subquery);
        var (outer, reads, isPlain) = (context.Lineage, context.ValueReads, context.ValueIsPlain);
        context.Lineage = null;
        var output = context.Queries.Walk(subquery.QueryExpression, scope, scope.CommonTables);
        (context.Lineage, context.ValueReads, context.ValueIsPlain) = (outer, reads, isPlain);
        context.ValueRead(isPlain: false);
        if (outer is null)
        {
            context.Used(output);
            return;
        }

        foreach (var column in output.Columns)
        {
            outer.AddRange(column.From);
        }
    }

    /// <summary>What stands in OVER.</summary>
    public void Window(OverClause? over, Scope scope)
    {
        if (over is null)
        {
            return;
        }

        var usage = context.Map?.Usage;
        context.Using(ColumnUsage.Window);
        context.Saw(over);
        WalkAll(over.Partitions, scope);
        Order(over.OrderByClause, scope);
        WalkIf(over.WindowFrameClause?.Top?.OffsetValue, scope);
        WalkIf(over.WindowFrameClause?.Bottom?.OffsetValue, scope);
        context.Using(usage ?? ColumnUsage.Other);
    }

    public void Order(OrderByClause? order, Scope scope)
    {
        foreach (var item in order?.OrderByElements ?? [])
        {
            Walk(item.Expression, scope);
        }
    }

    private void WalkOther(ScalarExpression expression, Scope scope)
    {
        switch (expression)
        {
            case SearchedCaseExpression choice:
                foreach (var branch in choice.WhenClauses)
                {
                    Conditions.Walk(branch.WhenExpression, scope);
                    Walk(branch.ThenExpression, scope);
                }

                WalkIf(choice.ElseExpression, scope);
                break;
            case SimpleCaseExpression choice:
                Walk(choice.InputExpression, scope);
                foreach (var branch in choice.WhenClauses)
                {
                    Walk(branch.WhenExpression, scope);
                    Walk(branch.ThenExpression, scope);
                }

                WalkIf(choice.ElseExpression, scope);
                break;
            case CoalesceExpression coalesce:
                WalkAll(coalesce.Expressions, scope);
                break;
            case NullIfExpression test:
                Walk(test.FirstExpression, scope);
                Walk(test.SecondExpression, scope);
                break;
            case IIfCall test:
                Conditions.Walk(test.Predicate, scope);
                Walk(test.ThenExpression, scope);
                Walk(test.ElseExpression, scope);
                break;
            case LeftFunctionCall left:
                WalkAll(left.Parameters, scope);
                break;
            case RightFunctionCall right:
                WalkAll(right.Parameters, scope);
                break;
            default:
                Convert(expression, scope);
                break;
        }

        context.ValueRead(isPlain: false);
    }

    private void Convert(ScalarExpression expression, Scope scope)
    {
        switch (expression)
        {
            case CastCall cast:
                Converted(cast.DataType, scope, cast.Parameter);
                break;
            case TryCastCall cast:
                Converted(cast.DataType, scope, cast.Parameter);
                break;
            case ConvertCall convert:
                Converted(convert.DataType, scope, convert.Parameter, convert.Style);
                break;
            case TryConvertCall convert:
                Converted(convert.DataType, scope, convert.Parameter, convert.Style);
                break;
            case ParseCall parse:
                Converted(parse.DataType, scope, parse.StringValue, parse.Culture);
                break;
            case TryParseCall parse:
                Converted(parse.DataType, scope, parse.StringValue, parse.Culture);
                break;
            case AtTimeZoneCall zone:
                Walk(zone.DateValue, scope);
                Walk(zone.TimeZone, scope);
                break;
            default:
                Rare(expression, scope);
                break;
        }
    }

    private void Rare(ScalarExpression expression, Scope scope)
    {
        switch (expression)
        {
            case ParameterlessCall call:
                context.Functions.Parameterless(call);
                break;
            case NextValueForExpression next:
                context.Functions.NextValue(next, scope);
                break;
            case OdbcFunctionCall call:
                context.Functions.Odbc(call, scope);
                break;
            case OdbcConvertSpecification:
                break;
            case ExtractFromExpression extract:
                WalkIf(extract.Expression, scope);
                break;
            case IdentityFunctionCall identity:
                context.SawAll(identity.DataType);
                WalkIf(identity.Seed, scope);
                WalkIf(identity.Increment, scope);
                break;
            case PartitionFunctionCall call:
                context.Functions.Partition(call, scope);
                break;
            case UserDefinedTypePropertyAccess access:
                context.Functions.Property(access, scope);
                break;
            default:
                context.NotUnderstood(expression.GetType().Name);
                break;
        }
    }

    private void Converted(DataTypeReference type, Scope scope, ScalarExpression value, ScalarExpression? style = null)
    {
        context.SawAll(type);
        context.Flag(type is UserDataTypeReference ? StatementFlags.Cast : StatementFlags.None);
        Walk(value, scope);
        WalkIf(style, scope);
    }

    private void Binary(BinaryExpression node, Scope scope)
    {
        var spine = new Stack<BinaryExpression>();
        ScalarExpression left = node;
        while (left is BinaryExpression binary)
        {
            context.Saw(binary);
            spine.Push(binary);
            left = binary.FirstExpression;
        }

        Walk(left, scope);
        while (spine.TryPop(out var binary))
        {
            Walk(binary.SecondExpression, scope);
        }

        context.ValueRead(isPlain: false);
    }
}
