using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>BEGIN, COMMIT, ROLLBACK and SAVE TRANSACTION.</summary>
internal sealed class TransactionWalker(WalkContext context)
{
    public (SqlAction Action, string Kind)? Walk(TSqlStatement node)
    {
        if (node is not TransactionStatement transaction)
        {
            return null;
        }

        context.Action = SqlAction.Transaction;
        context.Server(SqlAction.Transaction, "transaction");
        StatementValues.Walk(context, node);
        switch (transaction)
        {
            case BeginTransactionStatement begin:
                context.Effect(new SessionEffect.Begin());
                if (begin.Distributed)
                {
                    context.Server(SqlAction.Transaction, "prepared_transaction");
                    context.Effect(new SessionEffect.Pin("BEGIN DISTRIBUTED TRANSACTION"));
                }

                return (SqlAction.Transaction, "BEGIN TRANSACTION");
            case CommitTransactionStatement:
                context.Effect(new SessionEffect.Commit(Chain: false));
                return (SqlAction.Transaction, "COMMIT TRANSACTION");
            case SaveTransactionStatement:
                context.Effect(new SessionEffect.Savepoint(Name(transaction) ?? ""));
                return (SqlAction.Transaction, "SAVE TRANSACTION");
            case RollbackTransactionStatement:
                // By a name: to a savepoint, or all of a transaction that began by it. Which of them, the server tells.
                context.Effect(
                    transaction.Name is null ? new SessionEffect.Rollback(Chain: false) : new SessionEffect.RollbackTo(Name(transaction) ?? ""));
                return (SqlAction.Transaction, "ROLLBACK TRANSACTION");
            default:
                context.NotUnderstood(node.GetType().Name);
                return (SqlAction.Transaction, CommandNames.Of(node));
        }
    }

    /// <summary>Null for a name in a variable.</summary>
    private string? Name(TransactionStatement node) => node.Name?.Identifier is { } name ? context.Fold(name) : null;
}
