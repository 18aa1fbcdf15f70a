using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.TSql;

/// <summary>The front end for T-SQL: ScriptDom behind a guard, and a walker that knows what it understands.</summary>
internal static class TSqlAnalyzer
{
    public static AnalysisResult Analyze(string text, AnalysisNamespace names, ICatalogView? catalog, AnalysisLimits limits) =>
        new([], new AnalysisError("unsupported", 0, "T-SQL is not analysed yet"));

    public static ImmutableArray<StatementMap>? Map(string text, AnalysisNamespace names, ICatalogView? catalog) => null;
}
