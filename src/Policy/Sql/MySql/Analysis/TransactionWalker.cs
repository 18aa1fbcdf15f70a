using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>Transactions, XA branches, LOCK TABLES.</summary>
internal sealed class TransactionWalker(WalkContext context)
{
    public (SqlAction Action, string Kind)? Walk(MySqlStatement node)
    {
        switch (node)
        {
            case TransactionStatement transaction:
                context.Action = SqlAction.Transaction;
                context.Server(SqlAction.Transaction, "transaction");
                return (SqlAction.Transaction, Transaction(transaction));
            case XaStatement xa:
                context.Action = SqlAction.Transaction;
                return (SqlAction.Transaction, Xa(xa));
            case LockTablesStatement locks:
                Lock(locks);
                return (SqlAction.Lock, "LOCK TABLES");
            case UnlockTablesStatement:
                context.Effect(new SessionEffect.TablesUnlocked());
                return (SqlAction.None, "UNLOCK TABLES");
            default:
                return null;
        }
    }

    private string Transaction(TransactionStatement node)
    {
        var name = node.Savepoint is { } savepoint ? MySqlNames.Fold(savepoint.Text) : "";
        if (node.Release)
        {
            context.Effect(new SessionEffect.Pin("RELEASE"));
        }

        switch (node.Verb)
        {
            case TransactionVerb.Begin or TransactionVerb.StartTransaction:
                context.Effect(new SessionEffect.Begin());
                if (node.IsReadOnly is { } isReadOnly)
                {
                    context.Effect(new SessionEffect.Set("transaction_read_only", isReadOnly ? "ON" : "OFF", SettingScope.Local));
                }

                return node.Verb == TransactionVerb.Begin ? "BEGIN" : "START TRANSACTION";
            case TransactionVerb.Commit:
                context.Effect(new SessionEffect.Commit(node.Chain));
                return "COMMIT";
            case TransactionVerb.Rollback:
                context.Effect(new SessionEffect.Rollback(node.Chain));
                return "ROLLBACK";
            case TransactionVerb.Savepoint:
                context.Effect(new SessionEffect.Savepoint(name));
                return "SAVEPOINT";
            case TransactionVerb.RollbackTo:
                context.Effect(new SessionEffect.RollbackTo(name));
                return "ROLLBACK TO SAVEPOINT";
            default:
                context.Effect(new SessionEffect.Release(name));
                return "RELEASE SAVEPOINT";
        }
    }

    /// <summary>A branch belongs to the session that started it.</summary>
    private string Xa(XaStatement node)
    {
        context.Server(SqlAction.Transaction, "prepared_transaction");
        var xid = node.Xid ?? "";
        switch (node.Verb)
        {
            case XaVerb.Start:
                context.Effect(new SessionEffect.XaStarted(xid));
                break;
            case XaVerb.Commit or XaVerb.Rollback:
                context.Effect(new SessionEffect.XaEnded(xid));
                break;
            case XaVerb.Recover:
                // It shows the branches of everybody.
                context.Facility("xa_recovery");
                context.Statements.ReturnsRows = true;
                break;
            default:
                break;
        }

        return "XA " + node.Verb.ToString().ToUpperInvariant();
    }

    private void Lock(LockTablesStatement node)
    {
        context.Action = SqlAction.Lock;
        context.Flag(StatementFlags.Lock);
        context.Effect(new SessionEffect.TablesLocked());
        foreach (var table in node.Locks)
        {
            // The server asks for SELECT besides, and opens what lies beneath a view.
            var relation = context.Names.Resolve(table.Table);
            var item = new TableItem(relation, table.Alias?.Text, table.Table.Span, isRead: false);
            context.From.Read(item, table.Table.Span);
            context.Accesses.Add(new Access(AccessKind.Object, SqlAction.Lock, relation.Name, null, table.Table.Span)
            {
                Relation = relation.Kind,
                Through = context.Through,
                IsShared = !table.IsWrite,
            });
            context.Map?.AddUnmapped(relation.Name, relation.Kind, "LOCK TABLES", table.Table.Span);
        }
    }
}
