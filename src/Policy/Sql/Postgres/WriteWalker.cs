namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>INSERT, UPDATE, DELETE and MERGE, at the top and in WITH.</summary>
internal sealed class WriteWalker(WalkContext context)
{
    /// <summary>Walks a write and tells what its RETURNING yields.</summary>
    public QueryOutput Walk(SyntaxNode node, Scope? outer, CommonTables? commonTables)
    {
        node.Visit();
        var usage = context.Map?.Usage;
        context.Map?.Enter(node, Kind(node));
        var scope = new Scope(outer, context.CommonTables.Walk(node["withClause"], outer, commonTables));
        switch (node.Type)
        {
            case "InsertStmt":
                Insert(node, scope);
                break;
            case "UpdateStmt":
                Update(node, scope);
                break;
            case "DeleteStmt":
                Delete(node, scope);
                break;
            default:
                Merge(node, scope);
                break;
        }

        var output = new QueryOutput();
        context.Queries.Targets(node["returningList"], scope, output, ColumnUsage.Returning);
        context.Map?.Leave();
        context.Using(usage ?? ColumnUsage.Other);
        return output;
    }

    private static QueryKind Kind(SyntaxNode node) => node.Type switch
    {
        "InsertStmt" => QueryKind.Insert,
        "UpdateStmt" => QueryKind.Update,
        "DeleteStmt" => QueryKind.Delete,
        _ => QueryKind.Merge,
    };

    private void Insert(SyntaxNode node, Scope scope)
    {
        var target = context.From.Target(node["relation"], SqlAction.Insert);
        Columns(node["cols"], target, SqlAction.Insert, scope);
        if (!node["cols"].Exists)
        {
            target.Write(context, SqlAction.Insert);
        }

        if (node["selectStmt"].Exists)
        {
            _ = context.Queries.Walk(node["selectStmt"], scope.Outer, scope.CommonTables);
        }

        scope.Items.Add(target);
        OnConflict(node["onConflictClause"], target, scope);
    }

    private void OnConflict(SyntaxNode clause, TableItem target, Scope scope)
    {
        if (!clause.Exists)
        {
            return;
        }

        clause.Visit();
        context.Using(ColumnUsage.OnConflict);
        var infer = clause["infer"].Visit();
        foreach (var element in infer["indexElems"])
        {
            IndexElement(element, target, scope);
        }

        context.Expressions.Walk(infer["whereClause"], scope);
        if (infer["conname"].Exists)
        {
            context.Object(SqlAction.Select, target.Relation, -1);
        }

        if (clause.Text("action") is not "ONCONFLICT_UPDATE")
        {
            return;
        }

        context.Object(SqlAction.Update, target.Relation, -1);
        BodyWalker.View(context, target.Relation, SqlAction.Update);
        var update = new Scope(scope.Outer, scope.CommonTables);
        update.Items.Add(target);
        update.Items.Add(new TableItem(target.Relation, "excluded", "excluded", [], -1, isRead: false));
        Assignments(clause["targetList"], target, update, SqlAction.Update);
        context.Using(ColumnUsage.Where);
        context.Expressions.Walk(clause["whereClause"], update);
    }

    private void IndexElement(SyntaxNode element, TableItem target, Scope scope)
    {
        if (element.Visit().Text("name") is { } name)
        {
            target.Read(context, name, -1);
        }

        context.Expressions.Walk(element["expr"], scope);
    }

    private void Update(SyntaxNode node, Scope scope)
    {
        var target = context.From.Target(node["relation"], SqlAction.Update);
        var from = new Scope(scope.Outer, scope.CommonTables);
        context.From.Walk(node["fromClause"], from);
        scope.Items.Add(target);
        scope.Items.AddRange(from.Items);
        Assignments(node["targetList"], target, scope, SqlAction.Update);
        Where(node["whereClause"], target, scope);
    }

    private void Delete(SyntaxNode node, Scope scope)
    {
        var target = context.From.Target(node["relation"], SqlAction.Delete);
        var from = new Scope(scope.Outer, scope.CommonTables);
        context.From.Walk(node["usingClause"], from);
        scope.Items.Add(target);
        scope.Items.AddRange(from.Items);
        Where(node["whereClause"], target, scope);
    }

    private void Where(SyntaxNode where, TableItem target, Scope scope)
    {
        if (!WhereClause.Narrows(where, target, scope))
        {
            context.Flag(StatementFlags.WithoutWhere);
        }

        context.Using(ColumnUsage.Where);
        context.Expressions.Walk(where, scope);
    }

    private void Merge(SyntaxNode node, Scope scope)
    {
        var target = MergeTarget(node);
        context.From.Item(node["sourceRelation"], scope);
        scope.Items.Insert(0, target);
        context.Map?.JoinCondition(node["joinCondition"]);
        context.Using(ColumnUsage.JoinCondition);
        context.Expressions.Walk(node["joinCondition"], scope);
        foreach (var clause in node["mergeWhenClauses"])
        {
            context.Using(ColumnUsage.Where);
            context.Expressions.Walk(clause.Visit()["condition"], scope);
            switch (clause.Text("commandType"))
            {
                case "CMD_UPDATE":
                    Assignments(clause["targetList"], target, scope, SqlAction.Update);
                    break;
                case "CMD_INSERT":
                    Columns(clause["targetList"], target, SqlAction.Insert, scope);
                    context.Expressions.Walk(clause["values"], scope);
                    if (!clause["targetList"].Exists)
                    {
                        target.Write(context, SqlAction.Insert);
                    }

                    break;
                case "CMD_DELETE" or "CMD_NOTHING":
                    break;
                default:
                    context.NotUnderstood("MergeWhenClause");
                    break;
            }
        }
    }

    /// <summary>What MERGE may do to its target is what its clauses say.</summary>
    private TableItem MergeTarget(SyntaxNode node)
    {
        TableItem? target = null;
        foreach (var clause in node["mergeWhenClauses"])
        {
            SqlAction? action = clause.Text("commandType") switch
            {
                "CMD_UPDATE" => SqlAction.Update,
                "CMD_INSERT" => SqlAction.Insert,
                "CMD_DELETE" => SqlAction.Delete,
                _ => null,
            };
            if (action is { } known)
            {
                target = context.From.Target(node["relation"], known, ReferenceRole.MergeTarget);
            }
        }

        return target ?? context.From.Target(node["relation"], SqlAction.Select, ReferenceRole.MergeTarget);
    }

    /// <summary>Assigned columns and what is assigned to them.</summary>
    private void Assignments(SyntaxNode targets, TableItem target, Scope scope, SqlAction action)
    {
        foreach (var assignment in targets)
        {
            context.Column(
                action, target.Relation.Name, assignment.Visit().Text("name") ?? "*", assignment.Location, target.Relation.Kind);
            context.Map?.Column(target.Reference, assignment.Text("name") ?? "*", assignment.Location, ColumnUsage.Assigned);
            context.Using(ColumnUsage.AssignmentSource);
            if (assignment["indirection"].Exists)
            {
                // A part of the column is assigned: the rest is read.
                target.Read(context, assignment.Text("name") ?? "*", assignment.Location);
                context.Expressions.Walk(assignment["indirection"], scope);
            }

            context.Expressions.Walk(assignment["val"], scope);
        }
    }

    private void Columns(SyntaxNode columns, TableItem target, SqlAction action, Scope scope)
    {
        foreach (var column in columns)
        {
            context.Column(action, target.Relation.Name, column.Visit().Text("name") ?? "*", column.Location, target.Relation.Kind);
            context.Map?.Column(target.Reference, column.Text("name") ?? "*", column.Location, ColumnUsage.Assigned);
            context.Expressions.Walk(column["indirection"], scope);
        }
    }
}
