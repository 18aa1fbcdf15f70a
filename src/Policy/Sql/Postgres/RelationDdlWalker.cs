using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>DDL on relations: tables, views, indexes, sequences, and what hangs on them (rules, policies, triggers, statistics).</summary>
internal sealed class RelationDdlWalker(WalkContext context)
{
    private readonly DdlTarget _targets = new(context);
    private readonly TableDefinitionWalker _tables = new(context);

    /// <summary>Returns the command tag, or null when the statement is of another family.</summary>
    public string? Walk(SyntaxNode node)
    {
        switch (node.Type)
        {
            case "CreateStmt":
                _tables.Create(node);
                return "CREATE TABLE";
            case "CreateForeignTableStmt":
                context.Flag(StatementFlags.Remote);
                context.Facility("remote");
                _tables.Create(node["base"].Exists ? node["base"] : node["baseStmt"]);
                node["options"].Skip();
                return "CREATE FOREIGN TABLE";
            case "AlterTableStmt":
                return AlterTable(node);
            case "IndexStmt":
                return Index(node);
            case "ViewStmt":
                return View(node);
            case "CreateTableAsStmt":
                return CreateTableAs(node);
            case "CreateSeqStmt":
                context.Object(SqlAction.Ddl, context.Names.ResolveNew(node["sequence"].Visit()), node["sequence"].Location);
                OwnedBy(node["options"]);
                return "CREATE SEQUENCE";
            case "AlterSeqStmt":
                _ = _targets.Relation(SqlAction.Ddl, node["sequence"]);
                OwnedBy(node["options"]);
                return "ALTER SEQUENCE";
            case "CreateStatsStmt":
                return Statistics(node);
            default:
                return WalkAttached(node);
        }
    }

    private string? WalkAttached(SyntaxNode node)
    {
        switch (node.Type)
        {
            case "RuleStmt":
                Rule(node);
                return "CREATE RULE";
            case "CreatePolicyStmt" or "AlterPolicyStmt":
                var table = _targets.Relation(SqlAction.Ddl, node["table"]);
                var scope = RowScope(table);
                context.Expressions.Walk(node["qual"], scope);
                context.Expressions.Walk(node["with_check"], scope);
                return node.Is("CreatePolicyStmt") ? "CREATE POLICY" : "ALTER POLICY";
            case "CreateTrigStmt":
                Trigger(node);
                return "CREATE TRIGGER";
            default:
                return null;
        }
    }

    private string AlterTable(SyntaxNode node)
    {
        _tables.Altered = _targets.Relation(SqlAction.Ddl, node["relation"]);
        foreach (var command in node["cmds"])
        {
            _tables.Alter(command);
        }

        return "ALTER " + DdlTarget.Words(node.Text("objtype"));
    }

    private string Index(SyntaxNode node)
    {
        _tables.Altered = _targets.Relation(SqlAction.Ddl, node["relation"]);
        _tables.IndexElements(node["indexParams"]);
        _tables.IndexElements(node["indexIncludingParams"]);
        node["options"].Skip();
        node["excludeOpNames"].Skip();
        context.Expressions.Walk(node["whereClause"], _tables.Row());
        return "CREATE INDEX";
    }

    private string View(SyntaxNode node)
    {
        var view = context.Names.ResolveNew(node["view"].Visit());
        context.Object(SqlAction.Ddl, view.Name, node["view"].Location, view.Kind ?? RelationKind.View);
        node["options"].Skip();
        _ = context.Queries.Walk(node["query"], null, null);
        context.MadeTemporary(view);

        return "CREATE VIEW";
    }

    private string CreateTableAs(SyntaxNode node)
    {
        var into = node["into"].Visit();
        if (node["query"].Is("ExecuteStmt"))
        {
            var action = context.Action;
            _ = context.Statements.Walk(node["query"]);
            context.Action = action;
        }
        else
        {
            _ = context.Queries.Walk(node["query"], null, null);
        }

        var relation = context.Names.ResolveNew(into["rel"].Visit());
        into.Skip();
        context.Object(SqlAction.Ddl, relation, into["rel"].Location);
        context.MadeTemporary(relation);

        return node.Text("objtype") is "OBJECT_MATVIEW" ? "CREATE MATERIALIZED VIEW"
            : node.Flag("is_select_into") ? "SELECT INTO" : "CREATE TABLE AS";
    }

    /// <summary>OWNED BY of a sequence names a column.</summary>
    private void OwnedBy(SyntaxNode options)
    {
        foreach (var option in options)
        {
            if (option.Text("defname") is "owned_by" && ConstantReader.Strings(option["arg"]) is { Count: > 1 } parts)
            {
                _targets.Resolved(SqlAction.Ddl, parts[..^1]);
            }
        }

        options.Skip();
    }

    private string Statistics(SyntaxNode node)
    {
        foreach (var relation in node["relations"])
        {
            if (relation.Is("RangeVar"))
            {
                _tables.Altered = _targets.Relation(SqlAction.Ddl, relation);
            }
            else
            {
                // The grammar takes any FROM item, the server only tables: it will name the error.
                context.From.Item(relation, new Scope(null, null));
            }
        }

        foreach (var element in node["exprs"])
        {
            context.Expressions.Walk(element.Visit()["expr"], _tables.Row());
        }

        node["stat_types"].Skip();
        return "CREATE STATISTICS";
    }

    private static Scope RowScope(Relation table, params ReadOnlySpan<string> aliases)
    {
        var scope = new Scope(null, null);
        if (aliases.IsEmpty)
        {
            scope.Items.Add(new TableItem(table, null, table.Name.Name, [], -1, isRead: false));
        }

        foreach (var alias in aliases)
        {
            scope.Items.Add(new TableItem(table, alias, alias, [], -1, isRead: false));
        }

        return scope;
    }

    private void Rule(SyntaxNode node)
    {
        var table = _targets.Relation(SqlAction.Ddl, node["relation"]);
        var scope = RowScope(table, "old", "new");
        context.Expressions.Walk(node["whereClause"], scope);
        foreach (var action in node["actions"])
        {
            if (action.Type is "SelectStmt" or "InsertStmt" or "UpdateStmt" or "DeleteStmt")
            {
                _ = context.Queries.Walk(action, scope, null);
            }
            else
            {
                _ = context.Statements.Walk(action);
            }
        }
    }

    private void Trigger(SyntaxNode node)
    {
        var table = _targets.Relation(SqlAction.Ddl, node["relation"]);
        context.Functions.Call(ConstantReader.Strings(node["funcname"]), -1);

        // The function gets the whole row.
        new DefinedItem(table).ReadAll(context, -1, RowUse.Row);
        context.Expressions.Walk(node["whenClause"], RowScope(table, "old", "new"));
        node["transitionRels"].Skip();
        if (node["constrrel"].Exists)
        {
            _ = _targets.Relation(SqlAction.Ddl, node["constrrel"]);
        }
    }
}
