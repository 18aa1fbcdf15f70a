using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Finds aggregates that belong to a query itself.</summary>
internal sealed class AggregateFinder : TSqlFragmentVisitor
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "COUNT", "COUNT_BIG", "SUM", "AVG", "MIN", "MAX", "STRING_AGG", "STDEV", "STDEVP", "VAR", "VARP", "CHECKSUM_AGG",
    };

    private bool _found;

    public static bool IsAggregate(FunctionCall call) => call.CallTarget is null && Names.Contains(call.FunctionName.Value);

    public static bool In(QuerySpecification s)
    {
        var finder = new AggregateFinder();
        foreach (var element in s.SelectElements)
            element.Accept(finder);
        s.HavingClause?.Accept(finder);
        s.OrderByClause?.Accept(finder);
        return finder._found || s.HavingClause is not null;
    }

    public override void ExplicitVisit(FunctionCall node)
    {
        if (IsAggregate(node) && node.OverClause is null)
            _found = true;
        else
            base.ExplicitVisit(node);
    }

    public override void ExplicitVisit(ScalarSubquery node)
    {
    }
}
