namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Sends a statement to the walker of its family; a statement of none is not understood.</summary>
internal sealed class StatementWalker(WalkContext context)
{
    public WriteWalker Writes { get; } = new(context);

    /// <summary>What the statement yields, when it yields rows.</summary>
    public QueryOutput? Output { get; private set; }

    /// <summary>Walks a statement and tells its action and command tag.</summary>
    public (SqlAction Action, string Kind) Walk(SyntaxNode node)
    {
        node.Visit();
        switch (node.Type)
        {
            case "SelectStmt":
                return Select(node);
            case "InsertStmt":
                return Write(node, SqlAction.Insert, "INSERT");
            case "UpdateStmt":
                return Write(node, SqlAction.Update, "UPDATE");
            case "DeleteStmt":
                return Write(node, SqlAction.Delete, "DELETE");
            case "MergeStmt":
                return Write(node, SqlAction.Update, "MERGE");
            case "CopyStmt":
                new CopyWalker(context).Walk(node);
                return (SqlAction.Copy, "COPY");
            case "VariableSetStmt":
                var tag = new SettingWalker(context).Walk(node);
                return (context.Action, tag);
            case "VariableShowStmt":
                new SettingWalker(context).Show(node);
                return (SqlAction.Metadata, "SHOW");
            case "TransactionStmt":
                return (SqlAction.Transaction, new TransactionWalker(context).Walk(node));
            default:
                return WalkOther(node);
        }
    }

    private (SqlAction Action, string Kind) WalkOther(SyntaxNode node)
    {
        if (new SessionWalker(context).Walk(node) is { } session)
        {
            return session;
        }

        if (new MaintenanceWalker(context).Walk(node) is { } maintenance)
        {
            return maintenance;
        }

        if (new RoutineWalker(context).Walk(node) is { } routine)
        {
            return routine;
        }

        return WalkDefinition(node);
    }

    private (SqlAction Action, string Kind) WalkDefinition(SyntaxNode node)
    {
        var outer = context.Action;
        context.Action = SqlAction.Dcl;
        if (new GrantWalker(context).Walk(node) is { } grant)
        {
            context.Flag(StatementFlags.Dcl);
            return (SqlAction.Dcl, grant);
        }

        context.Action = SqlAction.Ddl;
        var tag = new RelationDdlWalker(context).Walk(node)
            ?? new ObjectDdlWalker(context).Walk(node)
            ?? new ServerDdlWalker(context).Walk(node);
        if (tag is null)
        {
            context.Action = outer;
            context.NotUnderstood(node.Type ?? "statement");
            return (SqlAction.None, node.Type ?? "");
        }

        context.Flag(StatementFlags.Ddl);
        context.Effect(new SessionEffect.ChangesCatalog());
        return (SqlAction.Ddl, tag);
    }

    private (SqlAction Action, string Kind) Select(SyntaxNode node)
    {
        context.Action = SqlAction.Select;
        Output = context.Queries.Walk(node, null, null);
        var isSet = node.Text("op") is not (null or "SETOP_NONE");
        if (Output.Items.Count > 0)
        {
            if (!isSet && !node["whereClause"].Exists)
            {
                context.Flag(StatementFlags.WithoutWhere);
            }

            if (!node["limitCount"].Exists || ConstantReader.IsNull(node["limitCount"]))
            {
                context.Flag(StatementFlags.WithoutLimit);
            }
        }

        return node["intoClause"].Exists ? (SqlAction.Ddl, "SELECT INTO") : (SqlAction.Select, "SELECT");
    }

    private (SqlAction Action, string Kind) Write(SyntaxNode node, SqlAction action, string kind)
    {
        context.Action = action;
        var output = Writes.Walk(node, null, null);
        if (node["returningList"].Exists)
        {
            Output = output;
        }

        return (action, kind);
    }
}
