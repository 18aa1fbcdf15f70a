using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>Statements other than SELECT, INSERT, UPDATE, DELETE and MERGE, by family.</summary>
internal static class StatementFamilies
{
    /// <summary>Action and command of a statement; null when it is of no family.</summary>
    public static (SqlAction Action, string Kind)? Walk(WalkContext context, TSqlStatement node) => null;

    /// <summary>INSERT … EXEC: what is run, and the rows it yields as far as they are known.</summary>
    public static QueryOutput Executed(WalkContext context, ExecuteSpecification execute)
    {
        context.NotUnderstood(execute.GetType().Name);
        return new QueryOutput { IsKnown = false };
    }
}
