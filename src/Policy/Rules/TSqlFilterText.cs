using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Rules;

/// <summary>A condition with a variable in the place of each attribute, parsed as SQL Server reads it.</summary>
internal static class TSqlFilterText
{
    private const string Before = "SELECT 1 FROM proxydb.protected WHERE ";

    /// <summary>The variable of an attribute, by its 1-based number.</summary>
    public static string Parameter(int number) => $"@a{number}";

    /// <summary>1-based; 0 for a variable that is none.</summary>
    public static int NumberOf(VariableReference variable) =>
        variable.Name.StartsWith("@a", StringComparison.Ordinal) && int.TryParse(variable.Name.AsSpan(2), out var number) ? number : 0;

    /// <summary>The condition's tree; null and why not.</summary>
    /// <param name="prefix">Where the condition starts in the places of the tree.</param>
    public static BooleanExpression? Parse(string text, bool inParentheses, out int prefix, out AnalysisError? error)
    {
        prefix = Before.Length + (inParentheses ? 1 : 0);
        var whole = inParentheses ? Before + "(" + text + ")" : Before + text;
        var guarded = TSqlGuard.Check(whole, quotedIdentifier: true, AnalysisLimits.Default);
        error = guarded.Error ?? (guarded.NeedsStack ? new AnalysisError("too_deep", 0, "the condition is nested too deeply") : null);
        if (error is not null)
        {
            return null;
        }

        var parsed = TSqlParsing.Parse(whole, quotedIdentifier: true);
        error = parsed.Error;
        if (error is null && parsed.Statements is [SelectStatement { WithCtesAndXmlNamespaces: null, Into: null } select]
            && select is { OptimizerHints.Count: 0, QueryExpression: QuerySpecification query } && IsBare(query))
        {
            return query.WhereClause?.SearchCondition;
        }

        error ??= new AnalysisError("syntax", 0, "it is more than one condition");
        return null;
    }

    private static bool IsBare(QuerySpecification query) =>
        query is { GroupByClause: null, HavingClause: null, OrderByClause: null, OffsetClause: null, ForClause: null, TopRowFilter: null }
            and { SelectElements.Count: 1, FromClause.TableReferences.Count: 1, WhereClause.Cursor: null };
}
