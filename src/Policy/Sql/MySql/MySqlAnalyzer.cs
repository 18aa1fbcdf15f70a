using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.MySql;

/// <summary>MySQL and MariaDB: our own lexer and parser, then walkers over its tree.</summary>
internal static class MySqlAnalyzer
{
    public static AnalysisResult Analyze(string text, AnalysisNamespace names, ICatalogView? catalog, AnalysisLimits limits) =>
        new([], new AnalysisError("unsupported", 0, "the dialect `MySql` is not analysed yet"));

    public static ImmutableArray<StatementMap>? Map(string text, AnalysisNamespace names, ICatalogView? catalog) => null;
}
