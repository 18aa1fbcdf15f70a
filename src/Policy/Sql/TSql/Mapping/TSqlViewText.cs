using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Mapping;

/// <summary>The query of a view, cut out of the text that made it.</summary>
internal static class TSqlViewText
{
    /// <summary>
    /// A query whose outputs are called as the view's columns, and that may stand in a derived table; null when the definition is not one,
    /// or has what may not stand there (WITH, and ORDER BY without TOP).
    /// </summary>
    public static string? QueryOf(string definition, bool quotedIdentifier)
    {
        var guarded = TSqlGuard.Check(definition, quotedIdentifier, AnalysisLimits.Default);
        if (guarded.Error is not null || guarded.NeedsStack
            || TSqlParsing.Parse(definition, quotedIdentifier) is not { Error: null, Statements: [var statement] })
        {
            return null;
        }

        var view = statement as ViewStatementBody;
        var select = view?.SelectStatement ?? statement as SelectStatement;
        if (select is not { WithCtesAndXmlNamespaces: null, Into: null, OptimizerHints.Count: 0, QueryExpression: { ForClause: null } query })
        {
            return null;
        }

        var text = definition.Substring(query.StartOffset, query.FragmentLength);
        if (view is not { Columns.Count: > 0 })
        {
            return text;
        }

        var names = string.Join(", ", view.Columns.Select(static c => TSqlQuoting.Name(c.Value)));
        return $"SELECT {names} FROM ({text}) AS q({names})";
    }
}
