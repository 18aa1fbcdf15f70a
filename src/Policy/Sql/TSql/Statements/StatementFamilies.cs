using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>Statements other than SELECT, INSERT, UPDATE, DELETE and MERGE, by family.</summary>
internal static class StatementFamilies
{
    /// <summary>Action and command of a statement; null when it is of no family.</summary>
    public static (SqlAction Action, string Kind)? Walk(WalkContext context, TSqlStatement node) =>
        new SettingWalker(context).Walk(node) ?? new TransactionWalker(context).Walk(node) ?? new ProgramWalker(context).Walk(node)
        ?? new DeclarationWalker(context).Walk(node) ?? new ExecuteWalker(context).Walk(node) ?? new CursorWalker(context).Walk(node)
        ?? new ImpersonationWalker(context).Walk(node) ?? new BulkWalker(context).Walk(node) ?? new MaintenanceWalker(context).Walk(node)
        ?? new TableDefinitionWalker(context).Walk(node) ?? new ModuleWalker(context).Walk(node) ?? new ObjectDefinitionWalker(context).Walk(node)
        ?? new NamedDefinitionWalker(context).Walk(node) ?? new GrantWalker(context).Walk(node) ?? new DbccWalker(context).Walk(node)
        ?? new TextPointerWalker(context).Walk(node) ?? new BrokerWalker(context).Walk(node);

    /// <summary>INSERT … EXEC: what is run, and the rows it yields as far as they are known.</summary>
    public static QueryOutput Executed(WalkContext context, ExecuteSpecification execute)
    {
        var statements = context.Statements;
        var (action, count, returnsRows) = (context.Action, statements.Results.Count, statements.ReturnsRows);
        _ = new ExecuteWalker(context).Specification(execute);
        var results = statements.Results.GetRange(count, statements.Results.Count - count);
        statements.Results.RemoveRange(count, results.Count);
        (context.Action, statements.ReturnsRows) = (action, returnsRows);
        if (results is [{ IsKnown: true } only])
        {
            return only;
        }

        // Any of its rows may hold whatever it reads.
        var unknown = new QueryOutput { IsKnown = false };
        unknown.Columns.Add(new QueryColumn("*", statements.ColumnsRead()));
        return unknown;
    }
}
