using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>SHOW: what is listed is a table of information_schema, what is shown of an object is metadata of it.</summary>
internal sealed class ShowWalker(WalkContext context)
{
    private const string Everything = "*";

    public SqlAction Walk(ShowStatement node)
    {
        context.Action = SqlAction.Metadata;
        context.Flag(StatementFlags.Metadata);
        Condition(node);
        switch (node.What)
        {
            case "VARIABLES":
                Variables(node);
                break;
            case "STATUS":
                context.Setting(SqlAction.Metadata, "status");
                break;
            case "WARNINGS" or "ERRORS" or "COUNT WARNINGS" or "COUNT ERRORS":
                context.Effect(new SessionEffect.LastResultRead(LastResultKind.Diagnostics));
                break;
            case "PROFILE" or "PROFILES":
                // The texts it shows are those that were sent, with the conditions and values of filters.
                context.Facility("server_status");
                context.Setting(SqlAction.Metadata, "profiling");
                context.Effect(new SessionEffect.Pin("SHOW PROFILE"));
                break;
            case "GRANTS" or "CREATE USER":
                // It shows what authenticates the account.
                context.Object(SqlAction.Metadata, new ObjectName("mysql", "user"));
                break;
            case "REPLICATION" or "REPLICAS" or "BINLOG EVENTS" or "ENGINE" or "OPEN TABLES" or "CREATE SERVER":
                context.Action = SqlAction.Admin;
                context.Server(SqlAction.Admin, node.What is "ENGINE" ? "engine_status" : node.What is "OPEN TABLES" ? "open_tables" : "replication");
                return SqlAction.Admin;
            default:
                Listed(node);
                break;
        }

        return SqlAction.Metadata;
    }

    /// <summary>WHERE speaks of the answer's columns, but may hold queries.</summary>
    private void Condition(ShowStatement node)
    {
        if (node.Where is not null)
        {
            var scope = new Scope(null, null);
            scope.Items.Add(new ResultItem(null, [], [], isKnown: false));
            context.Expressions.Walk(node.Where, scope);
        }
    }

    private void Listed(ShowStatement node)
    {
        if (node.Object is { } name)
        {
            Object(node.What, name);
            return;
        }

        switch (node.What)
        {
            case "CREATE DATABASE":
                context.Object(SqlAction.Metadata, new ObjectName("information_schema", "schemata"));
                break;
            case "AUTHORS" or "CONTRIBUTORS" or "PRIVILEGES":
                break;
            default:
                context.Object(SqlAction.Metadata, new ObjectName("information_schema", Table(node.What)));
                break;
        }
    }

    private void Object(string what, QualifiedName name)
    {
        if (what is "COLUMNS" or "INDEX" or "CREATE TABLE" or "CREATE VIEW" or "CREATE SEQUENCE")
        {
            context.Object(SqlAction.Metadata, context.Names.Resolve(name), name.Span);
        }
        else if (what is "CREATE TRIGGER" or "CREATE EVENT")
        {
            context.Object(SqlAction.Metadata, context.Names.Qualify(name), name.Span);
        }
        else
        {
            var (routine, _) = context.Names.Routine(name.Schema?.Text, name.Name.Text);
            context.Object(SqlAction.Metadata, routine, name.Span, RelationKind.Routine);
        }
    }

    /// <summary>The table of information_schema that answers.</summary>
    private static string Table(string what) => what switch
    {
        "DATABASES" => "schemata",
        "TABLES" or "TABLE STATUS" => "tables",
        "CHARACTER SET" => "character_sets",
        "COLLATION" => "collations",
        "PROCEDURE STATUS" or "FUNCTION STATUS" or "PACKAGE STATUS" or "PACKAGE BODY STATUS" => "routines",
        _ => MySqlNames.Fold(what),
    };

    /// <summary>One setting each where LIKE or WHERE says which; else all.</summary>
    private void Variables(ShowStatement node)
    {
        var names = new List<string>();
        if (node.Like is { } like && like.AsSpan().IndexOfAny("%\\") < 0)
        {
            // An underscore is any character here; names differ in more than that.
            names.Add(MySqlNames.Fold(like));
        }
        else if (node.Where is null || !Names(node.Where, names))
        {
            names.Clear();
            names.Add(Everything);
        }

        foreach (var name in names)
        {
            context.Setting(SqlAction.Metadata, name);
        }
    }

    /// <summary>False unless the condition is <c>Variable_name = 'x'</c>, IN, LIKE without wildcards, or such joined by OR.</summary>
    private static bool Names(MySqlExpression condition, List<string> names)
    {
        switch (condition)
        {
            case LogicalExpression { Operator: LogicalOperator.Or } any:
                return any.Operands.All(operand => Names(operand, names));
            case BinaryExpression
            {
                Operator: ComparisonOperator.Equal, Left: ColumnReference column, Right: LiteralExpression { Kind: LiteralKind.String } value,
            }
                when IsName(column):
                names.Add(MySqlNames.Fold(value.Value));
                return true;
            case LikeExpression { Negated: false, Operand: ColumnReference column, Pattern: LiteralExpression { Kind: LiteralKind.String } value }
                when IsName(column) && value.Value.AsSpan().IndexOfAny("%\\") < 0:
                names.Add(MySqlNames.Fold(value.Value));
                return true;
            case InExpression { Negated: false, Operand: ColumnReference column, Query: null } within when IsName(column):
                names.AddRange(within.Items.OfType<LiteralExpression>().Select(static item => MySqlNames.Fold(item.Value)));
                return within.Items.All(static item => item is LiteralExpression { Kind: LiteralKind.String });
            default:
                return false;
        }
    }

    private static bool IsName(ColumnReference column) => MySqlNames.AreSame(column.Column.Text, "variable_name");
}
