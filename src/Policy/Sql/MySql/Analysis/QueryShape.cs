using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>What a query does to rows, anywhere in it: what decides how far a view can be followed.</summary>
internal sealed class QueryShape : MySqlNodeVisitor
{
    private QueryShape()
    {
    }

    /// <summary>A recursive query feeds its own columns.</summary>
    public bool IsRecursive { get; private set; }

    /// <summary>Rows may be left out or joined.</summary>
    public bool IsFiltered { get; private set; }

    /// <summary>Rows are brought together.</summary>
    public bool IsAggregated { get; private set; }

    public static QueryShape Of(MySqlNode node)
    {
        var shape = new QueryShape();
        shape.Visit(node);
        return shape;
    }

    public override void Visit(MySqlNode node)
    {
        switch (node)
        {
            case WithClause with:
                IsRecursive |= with.IsRecursive;
                break;
            case SelectQuery select:
                var isDistinct = (select.Options & SelectOptions.Distinct) != 0;
                IsAggregated |= !select.GroupBy.IsEmpty || select.Having is not null || isDistinct;
                IsFiltered |= select.Where is not null || IsAggregated || select.From.Length > 1;
                break;
            case SetQuery set:
                IsFiltered |= set.Operators.Any(static o => o is not { Operator: SetOperator.Union, IsAll: true });
                IsAggregated |= set.Operators.Any(static o => o is not { Operator: SetOperator.Union, IsAll: true });
                break;
            case JoinTable or LimitClause or ParenthesizedTables:
                IsFiltered = true;
                break;
            case FunctionCall call:
                IsAggregated |= call.Over is not null || call.IsStar || MayAggregate(call);
                break;
            default:
                break;
        }

        if (WalkDepth.IsBearable)
        {
            node.VisitChildren(this);
        }
        else
        {
            (IsRecursive, IsFiltered, IsAggregated) = (true, true, true);
        }
    }

    /// <summary>A routine of users may be an aggregate: the catalog's view of it does not tell.</summary>
    private static bool MayAggregate(FunctionCall call) => call.Schema is not null || MySqlNames.Fold(call.Name.Text) switch
    {
        "any_value" or "avg" or "bit_and" or "bit_or" or "bit_xor" or "count" or "group_concat" or "json_arrayagg" or "json_objectagg"
            or "max" or "median" or "min" or "percentile_cont" or "percentile_disc" or "st_collect" or "std" or "stddev" or "stddev_pop"
            or "stddev_samp" or "sum" or "var_pop" or "var_samp" or "variance" => true,
        var name => Catalog.Builtins.MySqlBuiltins.Match(name, null) == Catalog.Builtins.BuiltinMatch.No,
    };
}
