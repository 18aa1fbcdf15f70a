using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>Walks expressions. The tree keeps chains of operators flat; left spines of comparisons are a loop.</summary>
internal sealed class ExpressionWalker(WalkContext context)
{
    public void WalkIf(MySqlExpression? expression, Scope scope)
    {
        if (expression is not null)
        {
            Walk(expression, scope);
        }
    }

    public void Walk<T>(ImmutableArray<T> expressions, Scope scope)
        where T : MySqlExpression
    {
        foreach (var expression in expressions)
        {
            Walk(expression, scope);
        }
    }

    public void Walk(MySqlExpression expression, Scope scope)
    {
        if (!WalkDepth.IsBearable)
        {
            context.NotUnderstood("expressions nested too deep");
            return;
        }

        switch (expression)
        {
            case LiteralExpression:
                break;
            case ColumnReference reference:
                context.Columns.Resolve(reference, scope);
                break;
            case ParameterExpression parameter:
                context.ParameterCount = Math.Max(context.ParameterCount, parameter.Index + 1);
                break;
            case BinaryExpression binary:
                Binary(binary, scope);
                break;
            case LogicalExpression logical:
                Walk(logical.Operands, scope);
                break;
            case OperatorChain chain:
                Walk(chain.Operands, scope);
                break;
            case UnaryExpression unary:
                Walk(unary.Operand, scope);
                break;
            case FunctionCall call:
                Call(call, scope);
                break;
            case SubqueryExpression subquery:
                Subquery(subquery.Query, scope);
                break;
            case ExistsExpression exists:
                Exists(exists.Query, scope);
                break;
            case InExpression within:
                In(within, scope);
                break;
            default:
                WalkOther(expression, scope);
                break;
        }
    }

    /// <summary>A window definition: in OVER, and in a WINDOW clause.</summary>
    public void Window(WindowSpecification window, Scope scope)
    {
        var usage = context.Map?.Usage;
        context.Using(ColumnUsage.Window);
        Walk(window.PartitionBy, scope);
        Order(window.OrderBy, scope);
        Walk(window.FrameBounds, scope);
        context.Using(usage ?? ColumnUsage.Other);
    }

    private void WalkOther(MySqlExpression expression, Scope scope)
    {
        switch (expression)
        {
            case BetweenExpression between:
                Walk(between.Operand, scope);
                Walk(between.Low, scope);
                Walk(between.High, scope);
                break;
            case LikeExpression like:
                Walk(like.Operand, scope);
                Walk(like.Pattern, scope);
                WalkIf(like.Escape, scope);
                break;
            case IsExpression test:
                Walk(test.Operand, scope);
                break;
            case CaseExpression choice:
                Case(choice, scope);
                break;
            case RowExpression row:
                Walk(row.Items, scope);
                break;
            case QuantifiedExpression quantified:
                Walk(quantified.Operand, scope);
                Subquery(quantified.Query, scope);
                break;
            case UserVariable variable:
                context.Variables.Read(variable);
                break;
            case VariableAssignment assignment:
                context.Variables.Assign(assignment, scope);
                break;
            case SystemVariable variable:
                context.Variables.Read(variable);
                break;
            default:
                WalkRare(expression, scope);
                break;
        }
    }

    private void WalkRare(MySqlExpression expression, Scope scope)
    {
        switch (expression)
        {
            case CastExpression cast:
                Walk(cast.Operand, scope);
                break;
            case CharacterSetConversion conversion:
                Walk(conversion.Operand, scope);
                break;
            case CollateExpression collate:
                Walk(collate.Operand, scope);
                break;
            case IntervalExpression interval:
                Walk(interval.Value, scope);
                break;
            case OdbcEscape escape:
                Walk(escape.Operand, scope);
                break;
            case MatchExpression match:
                Walk(match.Columns, scope);
                Walk(match.Against, scope);
                break;
            case DefaultExpression value:
                // DEFAULT(c) shows a definition that may hold data.
                WalkIf(value.Column, scope);
                break;
            case InsertedValue:
                // VALUES(c) is what the statement brings itself.
                context.ValueRead(isPlain: false);
                break;
            case SequenceExpression sequence:
                context.Functions.Sequence(sequence);
                Walk(sequence.Arguments, scope);
                break;
            default:
                context.NotUnderstood(expression.GetType().Name);
                break;
        }
    }

    private void Binary(BinaryExpression node, Scope scope)
    {
        if (node.Left is not BinaryExpression)
        {
            Walk(node.Left, scope);
            Walk(node.Right, scope);
            return;
        }

        var spine = new Stack<BinaryExpression>();
        MySqlExpression left = node;
        while (left is BinaryExpression binary)
        {
            spine.Push(binary);
            left = binary.Left;
        }

        Walk(left, scope);
        while (spine.TryPop(out var binary))
        {
            Walk(binary.Right, scope);
        }
    }

    private void Call(FunctionCall call, Scope scope)
    {
        context.Functions.Walk(call);
        Walk(call.Arguments, scope);
        Walk(call.Defaults, scope);
        Order(call.OrderBy, scope);
        context.Queries.Limit(call.Limit, scope);
        if (call.Over is not null)
        {
            Window(call.Over, scope);
        }
    }

    private void Order(ImmutableArray<OrderItem> items, Scope scope)
    {
        foreach (var item in items)
        {
            Walk(item.Expression, scope);
        }
    }

    private void Case(CaseExpression node, Scope scope)
    {
        WalkIf(node.Operand, scope);
        foreach (var branch in node.Branches)
        {
            Walk(branch.When, scope);
            Walk(branch.Then, scope);
        }

        WalkIf(node.Else, scope);
    }

    private void In(InExpression node, Scope scope)
    {
        Walk(node.Operand, scope);
        Walk(node.Items, scope);
        if (node.Query is not null)
        {
            Subquery(node.Query, scope);
        }
    }

    /// <summary>Only whether there is a row.</summary>
    private void Exists(MySqlQuery query, Scope scope)
    {
        var outer = context.Lineage;
        context.Lineage = null;
        _ = context.Queries.Walk(query, scope, scope.CommonTables);
        context.Lineage = outer;
    }

    private void Subquery(MySqlQuery query, Scope scope)
    {
        var (outer, reads, isPlain) = (context.Lineage, context.ValueReads, context.ValueIsPlain);
        context.Lineage = null;
        var output = context.Queries.Walk(query, scope, scope.CommonTables);
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
}
