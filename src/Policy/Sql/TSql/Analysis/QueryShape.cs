using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog.Builtins;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>What a query does to rows, anywhere in it: what decides how far a view can be followed.</summary>
internal sealed class QueryShape : TSqlFragmentVisitor
{
    private QueryShape()
    {
    }

    /// <summary>Rows may be left out or joined.</summary>
    public bool IsFiltered { get; private set; }

    /// <summary>Rows are brought together.</summary>
    public bool IsAggregated { get; private set; }

    public static QueryShape Of(TSqlFragment node)
    {
        var shape = new QueryShape();
        if (WalkDepth.IsBearable)
        {
            node.Accept(shape);
        }
        else
        {
            (shape.IsFiltered, shape.IsAggregated) = (true, true);
        }

        return shape;
    }

    public override void Visit(TSqlFragment fragment)
    {
        switch (fragment)
        {
            case QuerySpecification select:
                IsAggregated |= select.GroupByClause is not null || select.HavingClause is not null
                    || select.UniqueRowFilter == UniqueRowFilter.Distinct;
                IsFiltered |= select.WhereClause is not null || select.TopRowFilter is not null || select.FromClause is { TableReferences.Count: > 1 };
                break;
            case BinaryQueryExpression set:
                IsAggregated |= set is not { BinaryQueryExpressionType: BinaryQueryExpressionType.Union, All: true };
                IsFiltered |= set is not { BinaryQueryExpressionType: BinaryQueryExpressionType.Union, All: true };
                break;
            case JoinTableReference or OffsetClause or TableSampleClause:
                IsFiltered = true;
                break;
            case PivotedTableReference or UnpivotedTableReference or OverClause or ForClause:
                IsAggregated = true;
                break;
            case FunctionCall call:
                IsAggregated |= call.CallTarget is not null || TSqlBuiltins.IsAggregate(call.FunctionName.Value.ToLowerInvariant())
                    || !TSqlBuiltins.IsFunction(call.FunctionName.Value.ToLowerInvariant());
                break;
            default:
                break;
        }

        IsFiltered |= IsAggregated;
    }
}
