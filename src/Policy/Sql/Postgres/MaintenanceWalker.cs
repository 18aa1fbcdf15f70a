namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>EXPLAIN, LOCK, TRUNCATE, VACUUM, ANALYZE, REINDEX, CLUSTER, CHECKPOINT, ALTER SYSTEM, SET CONSTRAINTS.</summary>
internal sealed class MaintenanceWalker(WalkContext context)
{
    private readonly DdlTarget _targets = new(context);

    public (SqlAction Action, string Kind)? Walk(SyntaxNode node)
    {
        switch (node.Type)
        {
            case "ExplainStmt":
                return Explain(node);
            case "LockStmt":
                Lock(node);
                return (SqlAction.Lock, "LOCK TABLE");
            case "TruncateStmt":
                context.Action = SqlAction.Truncate;
                foreach (var relation in node["relations"])
                {
                    _ = context.From.Target(relation, SqlAction.Truncate);
                }

                return (SqlAction.Truncate, "TRUNCATE TABLE");
            case "VacuumStmt":
                return Vacuum(node);
            case "ClusterStmt":
                node["params"].Skip();
                Maintain(node["relation"]);
                return (SqlAction.Maintain, "CLUSTER");
            case "ReindexStmt":
                node["params"].Skip();
                Maintain(node["relation"]);
                return (SqlAction.Maintain, "REINDEX");
            case "RefreshMatViewStmt":
                Maintain(node["relation"]);
                return (SqlAction.Maintain, "REFRESH MATERIALIZED VIEW");
            case "CheckPointStmt":
                context.Server(SqlAction.Admin, "checkpoint");
                return (SqlAction.Admin, "CHECKPOINT");
            case "AlterSystemStmt":
                context.Server(SqlAction.Admin, "alter_system");
                node.Skip();
                return (SqlAction.Admin, "ALTER SYSTEM");
            case "ConstraintsSetStmt":
                node["constraints"].Skip();
                context.Server(SqlAction.Transaction, "constraints");
                return (SqlAction.Transaction, "SET CONSTRAINTS");
            default:
                return null;
        }
    }

    /// <summary>EXPLAIN needs what the statement needs; without ANALYZE nothing of it happens.</summary>
    private (SqlAction, string) Explain(SyntaxNode node)
    {
        var runs = false;
        foreach (var option in node["options"])
        {
            if (option.Text("defname") is "analyze")
            {
                runs = ConstantReader.Scalar(option["arg"], context.Source) is not ("false" or "off" or "0");
            }
        }

        node["options"].Skip();
        if (context.Map is { } map)
        {
            map.IsExplain = true;
        }

        if (runs || node["query"].Is("ExecuteStmt"))
        {
            // Without ANALYZE, too: what stands behind the name is decided by its effect.
            return (context.Statements.Walk(node["query"]).Action, "EXPLAIN");
        }

        var inner = context.ForBody(context.Source, null, through: false, null, [], isDefinition: true);
        var (action, _) = inner.Statements.Walk(node["query"]);
        inner.Unresolved.ForEach(context.NotUnderstood);
        context.Flag(inner.Flags);
        context.ParameterCount = Math.Max(context.ParameterCount, inner.ParameterCount);
        context.Action = action;
        return (action, "EXPLAIN");
    }

    private void Lock(SyntaxNode node)
    {
        context.Action = SqlAction.Lock;
        context.Flag(StatementFlags.Lock);
        foreach (var relation in node["relations"])
        {
            var locked = context.From.Table(relation);
            context.Object(SqlAction.Lock, locked.Relation, relation.Location);
        }
    }

    private (SqlAction, string) Vacuum(SyntaxNode node)
    {
        context.Action = SqlAction.Maintain;
        node["options"].Skip();
        if (!node["rels"].Exists)
        {
            context.Server(SqlAction.Maintain, "database");
        }

        foreach (var relation in node["rels"])
        {
            _ = _targets.Relation(SqlAction.Maintain, relation.Visit()["relation"]);
        }

        return (SqlAction.Maintain, node.Flag("is_vacuumcmd") ? "VACUUM" : "ANALYZE");
    }

    private void Maintain(SyntaxNode relation)
    {
        context.Action = SqlAction.Maintain;
        if (relation.Exists)
        {
            _ = _targets.Relation(SqlAction.Maintain, relation);
        }
        else
        {
            context.Server(SqlAction.Maintain, "database");
        }
    }
}
