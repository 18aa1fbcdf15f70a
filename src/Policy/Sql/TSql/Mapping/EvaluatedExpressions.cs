using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Mapping;

/// <summary>What one level computes on its rows beside its conditions: outputs, groups, orders, assigned values, arguments of functions in FROM.</summary>
internal static class EvaluatedExpressions
{
    public static IEnumerable<TSqlFragment> Of(TSqlFragment level)
    {
        switch (level)
        {
            case QuerySpecification query:
                return [.. Outputs(query.SelectElements), .. Groups(query), .. Orders(query), .. Functions(query.FromClause)];
            case UpdateSpecification update:
                return [.. update.SetClauses.OfType<AssignmentSetClause>().Select(static s => s.NewValue), .. Outputs(update), .. Functions(update.FromClause)];
            case DeleteSpecification delete:
                return [.. Outputs(delete), .. Functions(delete.FromClause)];
            case DataModificationSpecification other:
                return Outputs(other);
            default:
                var values = new RowValues();
                level.Accept(values);
                return values.All;
        }
    }

    private static IEnumerable<ScalarExpression> Outputs(DataModificationSpecification write) =>
        Outputs([.. write.OutputClause?.SelectColumns ?? [], .. write.OutputIntoClause?.SelectColumns ?? []]);

    private static IEnumerable<ScalarExpression> Outputs(IList<SelectElement> elements)
    {
        foreach (var element in elements)
        {
            switch (element)
            {
                case SelectScalarExpression scalar:
                    yield return scalar.Expression;
                    break;
                case SelectSetVariable variable:
                    yield return variable.Expression;
                    break;
            }
        }
    }

    private static List<ScalarExpression> Groups(QuerySpecification query)
    {
        var columns = new GroupValues();
        query.GroupByClause?.Accept(columns);
        return columns.All;
    }

    private static IEnumerable<ScalarExpression> Orders(QuerySpecification query) =>
        query.OrderByClause?.OrderByElements.Select(static o => o.Expression) ?? [];

    private static IEnumerable<TSqlFragment> Functions(FromClause? from)
    {
        var pending = new Stack<TableReference>(from?.TableReferences ?? []);
        while (pending.TryPop(out var table))
        {
            switch (table)
            {
                case JoinTableReference join:
                    pending.Push(join.FirstTableReference);
                    pending.Push(join.SecondTableReference);
                    break;
                case JoinParenthesisTableReference parentheses:
                    pending.Push(parentheses.Join);
                    break;
                case PivotedTableReference pivoted:
                    pending.Push(pivoted.TableReference);
                    break;
                case UnpivotedTableReference unpivoted:
                    pending.Push(unpivoted.TableReference);
                    break;
                case InlineDerivedTable inline:
                    foreach (var value in inline.RowValues.SelectMany(static r => r.ColumnValues))
                    {
                        yield return value;
                    }

                    break;
                case NamedTableReference or VariableTableReference or QueryDerivedTable or DataModificationTableReference:
                    break;
                default:
                    yield return table;
                    break;
            }
        }
    }

    private sealed class GroupValues : TSqlFragmentVisitor
    {
        public List<ScalarExpression> All { get; } = [];

        public override void Visit(ExpressionGroupingSpecification node) => All.Add(node.Expression);
    }

    private sealed class RowValues : TSqlFragmentVisitor
    {
        public List<ScalarExpression> All { get; } = [];

        public override void Visit(RowValue node) => All.AddRange(node.ColumnValues);
    }
}
