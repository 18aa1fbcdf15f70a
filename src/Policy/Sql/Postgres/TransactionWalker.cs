namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Transaction statements, two-phase ones too.</summary>
internal sealed class TransactionWalker(WalkContext context)
{
    /// <summary>Returns the command tag.</summary>
    public string Walk(SyntaxNode node)
    {
        context.Action = SqlAction.Transaction;
        var kind = node.Text("kind");
        context.Server(SqlAction.Transaction, kind is "TRANS_STMT_PREPARE" or "TRANS_STMT_COMMIT_PREPARED"
            or "TRANS_STMT_ROLLBACK_PREPARED" ? "prepared_transaction" : "transaction");
        if (kind is not ("TRANS_STMT_BEGIN" or "TRANS_STMT_START" or "TRANS_STMT_SAVEPOINT" or "TRANS_STMT_RELEASE"))
        {
            context.Environment.EndTransaction();
        }

        var name = node.Text("savepoint_name") ?? "";
        var chain = node.Flag("chain");
        switch (kind)
        {
            case "TRANS_STMT_BEGIN" or "TRANS_STMT_START":
                context.Effect(new SessionEffect.Begin());
                new SettingWalker(context).TransactionModes(node["options"], "", SettingScope.Local);
                return kind is "TRANS_STMT_BEGIN" ? "BEGIN" : "START TRANSACTION";
            case "TRANS_STMT_COMMIT":
                context.Effect(new SessionEffect.Commit(chain));
                return "COMMIT";
            case "TRANS_STMT_ROLLBACK":
                context.Effect(new SessionEffect.Rollback(chain));
                return "ROLLBACK";
            case "TRANS_STMT_SAVEPOINT":
                context.Effect(new SessionEffect.Savepoint(name));
                return "SAVEPOINT";
            case "TRANS_STMT_RELEASE":
                context.Effect(new SessionEffect.Release(name));
                return "RELEASE";
            case "TRANS_STMT_ROLLBACK_TO":
                context.Effect(new SessionEffect.RollbackTo(name));
                return "ROLLBACK";
            case "TRANS_STMT_PREPARE":
                context.Effect(new SessionEffect.PrepareTransaction(node.Text("gid") ?? ""));
                return "PREPARE TRANSACTION";
            case "TRANS_STMT_COMMIT_PREPARED":
                return "COMMIT PREPARED";
            case "TRANS_STMT_ROLLBACK_PREPARED":
                return "ROLLBACK PREPARED";
            default:
                context.NotUnderstood("TransactionStmt." + kind);
                return "TRANSACTION";
        }
    }
}
