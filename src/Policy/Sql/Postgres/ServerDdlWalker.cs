namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>DDL on what stands beside tables: databases, schemas, extensions, servers, publications, languages.</summary>
internal sealed class ServerDdlWalker(WalkContext context)
{
    private readonly DdlTarget _targets = new(context);

    /// <summary>Returns the command tag, or null when the statement is of another family.</summary>
    public string? Walk(SyntaxNode node)
    {
        switch (node.Type)
        {
            case "CreateSchemaStmt":
                Schema(node);
                return "CREATE SCHEMA";
            case "CreatedbStmt":
                return Named(node, "dbname", "CREATE DATABASE");
            case "DropdbStmt":
                return Named(node, "dbname", "DROP DATABASE");
            case "AlterDatabaseStmt" or "AlterDatabaseSetStmt" or "AlterDatabaseRefreshCollStmt":
                return Named(node, "dbname", "ALTER DATABASE");
            case "CreateTableSpaceStmt":
                context.Facility("file_write");
                return Named(node, "tablespacename", "CREATE TABLESPACE");
            case "DropTableSpaceStmt":
                return Named(node, "tablespacename", "DROP TABLESPACE");
            case "AlterTableSpaceOptionsStmt":
                return Named(node, "tablespacename", "ALTER TABLESPACE");
            case "AlterTableMoveAllStmt":
                return Named(node, "orig_tablespacename", "ALTER TABLE");
            case "CreateExtensionStmt":
                return Named(node, "extname", "CREATE EXTENSION");
            case "AlterExtensionStmt":
                return Named(node, "extname", "ALTER EXTENSION");
            case "AlterExtensionContentsStmt":
                _targets.Record(SqlAction.Ddl, node.Text("objtype"), default, node["object"]);
                return Named(node, "extname", "ALTER EXTENSION");
            case "CreateAmStmt":
                return Named(node, "amname", "CREATE ACCESS METHOD");
            case "CreatePLangStmt":
                return Named(node, "plname", "CREATE LANGUAGE");
            case "CreateTransformStmt":
                return Named(node, "lang", "CREATE TRANSFORM");
            default:
                return WalkEvents(node) ?? WalkRemote(node);
        }
    }

    private string? WalkEvents(SyntaxNode node)
    {
        switch (node.Type)
        {
            case "CreateEventTrigStmt":
                context.Functions.Call(ConstantReader.Strings(node["funcname"]), -1);
                return Named(node, "trigname", "CREATE EVENT TRIGGER");
            case "AlterEventTrigStmt":
                return Named(node, "trigname", "ALTER EVENT TRIGGER");
            case "CreatePublicationStmt" or "AlterPublicationStmt":
                Publication(node);
                return Named(node, "pubname", node.Is("CreatePublicationStmt") ? "CREATE PUBLICATION" : "ALTER PUBLICATION");
            default:
                return null;
        }
    }

    private string? WalkRemote(SyntaxNode node)
    {
        string? tag = node.Type switch
        {
            "CreateFdwStmt" => Named(node, "fdwname", "CREATE FOREIGN DATA WRAPPER"),
            "AlterFdwStmt" => Named(node, "fdwname", "ALTER FOREIGN DATA WRAPPER"),
            "CreateForeignServerStmt" => Named(node, "servername", "CREATE SERVER"),
            "AlterForeignServerStmt" => Named(node, "servername", "ALTER SERVER"),
            "CreateUserMappingStmt" => Named(node, "servername", "CREATE USER MAPPING"),
            "AlterUserMappingStmt" => Named(node, "servername", "ALTER USER MAPPING"),
            "DropUserMappingStmt" => Named(node, "servername", "DROP USER MAPPING"),
            "ImportForeignSchemaStmt" => Import(node),
            "CreateSubscriptionStmt" => Named(node, "subname", "CREATE SUBSCRIPTION"),
            "AlterSubscriptionStmt" => Named(node, "subname", "ALTER SUBSCRIPTION"),
            "DropSubscriptionStmt" => Named(node, "subname", "DROP SUBSCRIPTION"),
            _ => null,
        };
        if (tag is not null)
        {
            context.Flag(StatementFlags.Remote);
            context.Facility("remote");
        }

        return tag;
    }

    private string Named(SyntaxNode node, string field, string tag)
    {
        context.Server(SqlAction.Ddl, node.Text(field) ?? "");
        node.Skip();
        return tag;
    }

    private string Import(SyntaxNode node)
    {
        context.Server(SqlAction.Ddl, node.Text("local_schema") ?? "");
        return Named(node, "server_name", "IMPORT FOREIGN SCHEMA");
    }

    /// <summary>A publication hands the rows of its tables to subscribers: they are read.</summary>
    private void Publication(SyntaxNode node)
    {
        if (node.Flag("for_all_tables"))
        {
            context.Server(SqlAction.Dcl, "all_tables");
        }

        foreach (var item in node["pubobjects"])
        {
            var table = item.Visit()["pubtable"];
            if (!table.Exists)
            {
                context.Server(SqlAction.Dcl, item.Text("name") ?? "current_schema");
                continue;
            }

            var source = context.From.Table(table.Visit()["relation"]);
            if (!table["columns"].Exists)
            {
                source.ReadAll(context, -1, RowUse.Doubt);
            }

            foreach (var column in table["columns"].Exists ? ConstantReader.Strings(table["columns"]) : [])
            {
                source.Read(context, column, -1);
            }

            var scope = new Scope(null, null);
            scope.Items.Add(source);
            context.Expressions.Walk(table["whereClause"], scope);
        }
    }

    /// <summary>Elements of CREATE SCHEMA are statements whose unqualified names stand in the new schema.</summary>
    private void Schema(SyntaxNode node)
    {
        var name = node.Text("schemaname") ?? node["authrole"].Text("rolename") ?? "";
        context.Server(SqlAction.Ddl, name);
        node["authrole"].Skip();
        if (!node["schemaElts"].Exists)
        {
            return;
        }

        var inner = context.ForBody(context.Source, null, through: false, [name, .. context.SearchPath], []);
        foreach (var element in node["schemaElts"])
        {
            _ = inner.Statements.Walk(element);
        }

        inner.Unresolved.ForEach(context.NotUnderstood);
        context.Flag(inner.Flags & ~(StatementFlags.WithoutLimit | StatementFlags.WithoutWhere));
    }
}
