using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>SHOW, DESCRIBE, EXPLAIN, HANDLER, HELP.</summary>
internal sealed class MetadataWalker(WalkContext context)
{
    public (SqlAction Action, string Kind)? Walk(MySqlStatement node)
    {
        switch (node)
        {
            case ShowStatement show:
                context.Statements.ReturnsRows = true;
                return (new ShowWalker(context).Walk(show), "SHOW");
            case DescribeStatement describe:
                context.Statements.ReturnsRows = true;
                Describe(describe.Table);
                return (SqlAction.Metadata, "DESCRIBE");
            case ExplainStatement explain:
                return Explain(explain);
            case ExplainConnection other:
                context.Statements.ReturnsRows = true;
                context.Action = SqlAction.Metadata;
                context.Expressions.WalkIf(other.Id, new Scope(null, null));
                context.Object(SqlAction.Metadata, new ObjectName("information_schema", "processlist"));
                return (SqlAction.Metadata, "EXPLAIN");
            case HandlerStatement handler:
                Handler(handler);
                return (SqlAction.Select, "HANDLER");
            case HelpStatement:
                context.Statements.ReturnsRows = true;
                return (SqlAction.None, "HELP");
            default:
                return null;
        }
    }

    /// <summary>The definition of an object is shown.</summary>
    public void Describe(QualifiedName name)
    {
        context.Action = SqlAction.Metadata;
        context.Flag(StatementFlags.Metadata);
        context.Object(SqlAction.Metadata, context.Names.Resolve(name), name.Span);
    }

    /// <summary>EXPLAIN needs what the statement needs; unless it is carried out, nothing of it happens.</summary>
    private (SqlAction, string) Explain(ExplainStatement node)
    {
        SqlAction action;
        if (node.Runs)
        {
            (action, _) = context.Statements.Walk(node.Inner);
        }
        else
        {
            var inner = context.ForBody(context.Text, null, through: false, null, context.Locals, isDefinition: true);
            (action, _) = inner.Statements.Walk(node.Inner);
            inner.Unresolved.ForEach(context.NotUnderstood);
            context.Flag(inner.Flags);
            context.ParameterCount = Math.Max(context.ParameterCount, inner.ParameterCount);
            context.Action = action;
        }

        context.Statements.Output = null;
        context.Statements.ReturnsRows = node.Into is null;
        if (node.Into is { } variable)
        {
            context.Variables.Assign(variable.Name.Text, []);
        }

        return (action, "EXPLAIN");
    }

    /// <summary>Rows come whole, and later READs name only the handler: opening one reads every column.</summary>
    private void Handler(HandlerStatement node)
    {
        context.Action = SqlAction.Select;
        if (node.Verb == HandlerVerb.Close)
        {
            return;
        }

        context.Effect(new SessionEffect.Pin("HANDLER"));
        context.Flag(StatementFlags.Cursor);
        var relation = context.Names.Resolve(node.Table);
        var item = new TableItem(relation, node.Verb == HandlerVerb.Open ? node.Alias?.Text : null, node.Table.Span, isRead: false);
        if (node.Verb == HandlerVerb.Open)
        {
            context.From.Read(item, node.Table.Span);
            item.ReadAll(context, default, RowUse.Row);
            context.Map?.AddUnmapped(relation.Name, relation.Kind, "HANDLER", node.Table.Span);
            return;
        }

        context.Statements.ReturnsRows = true;
        var scope = new Scope(null, null);
        scope.Items.Add(new ResultItem(null, [], [], isKnown: false));
        context.Expressions.Walk(node.Keys, scope);
        context.Expressions.WalkIf(node.Where, scope);
        context.Queries.Limit(node.Limit, scope);
    }
}
