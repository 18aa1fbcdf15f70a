using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>Walks conditions; left spines of AND and OR are a loop.</summary>
internal sealed class ConditionWalker(WalkContext context)
{
    public void WalkIf(BooleanExpression? condition, Scope scope)
    {
        if (condition is not null)
        {
            Walk(condition, scope);
        }
    }

    public void Walk(BooleanExpression condition, Scope scope)
    {
        if (!WalkDepth.IsBearable)
        {
            context.NotUnderstood("conditions nested too deep");
            return;
        }

        context.Saw(condition);
        switch (condition)
        {
            case BooleanBinaryExpression binary:
                Binary(binary, scope);
                break;
            case BooleanComparisonExpression comparison:
                Values(scope, comparison.FirstExpression, comparison.SecondExpression);
                break;
            case BooleanParenthesisExpression inner:
                Walk(inner.Expression, scope);
                break;
            case BooleanNotExpression negated:
                Walk(negated.Expression, scope);
                break;
            case BooleanIsNullExpression test:
                Values(scope, test.Expression);
                break;
            case BooleanTernaryExpression between:
                Values(scope, between.FirstExpression, between.SecondExpression, between.ThirdExpression);
                break;
            case LikePredicate like:
                Values(scope, like.FirstExpression, like.SecondExpression, like.EscapeExpression);
                break;
            case InPredicate within:
                In(within, scope);
                break;
            case ExistsPredicate exists:
                context.Expressions.Exists(exists.Subquery, scope);
                break;
            case SubqueryComparisonPredicate comparison:
                Values(scope, comparison.Expression);
                context.Expressions.Subquery(comparison.Subquery, scope);
                break;
            default:
                Rare(condition, scope);
                break;
        }
    }

    private void Rare(BooleanExpression condition, Scope scope)
    {
        switch (condition)
        {
            case FullTextPredicate search:
                FullText(search, scope);
                break;
            case TSEqualCall equal:
                Values(scope, equal.FirstExpression, equal.SecondExpression);
                break;
            case UpdateCall:
                // UPDATE(column), in a trigger: whether the statement names the column.
                break;
            case GraphMatchPredicate match:
                // Nodes and edges it names stand in FROM too.
                context.SawAll(match);
                break;
            default:
                context.NotUnderstood(condition.GetType().Name);
                break;
        }
    }

    private void Values(Scope scope, params ReadOnlySpan<ScalarExpression?> values)
    {
        foreach (var value in values)
        {
            context.Expressions.WalkIf(value, scope);
        }
    }

    private void In(InPredicate node, Scope scope)
    {
        context.Expressions.Walk(node.Expression, scope);
        context.Expressions.WalkAll(node.Values, scope);
        if (node.Subquery is not null)
        {
            context.Expressions.Subquery(node.Subquery, scope);
        }
    }

    /// <summary>CONTAINS, FREETEXT: a star searches every column that is indexed.</summary>
    private void FullText(FullTextPredicate node, Scope scope)
    {
        foreach (var column in node.Columns)
        {
            context.Saw(column);
            if (column.ColumnType != ColumnType.Wildcard)
            {
                context.Columns.Resolve(column, scope);
                continue;
            }

            var item = column.MultiPartIdentifier?.Identifiers is { Count: > 0 } parts ? context.Columns.Find([.. parts], scope) : null;
            foreach (var one in item is null ? scope.Items : [item])
            {
                one.ReadAll(context, ColumnResolver.Place(column), RowUse.Doubt);
            }
        }

        Values(scope, node.Value, node.LanguageTerm, node.PropertyName);
    }

    private void Binary(BooleanBinaryExpression node, Scope scope)
    {
        var spine = new Stack<BooleanBinaryExpression>();
        BooleanExpression left = node;
        while (left is BooleanBinaryExpression binary)
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
    }
}
