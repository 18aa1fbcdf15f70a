using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>Service Broker: conversations, SEND, RECEIVE.</summary>
internal sealed class BrokerWalker(WalkContext context)
{
    private const string Subject = "service_broker";

    public (SqlAction Action, string Kind)? Walk(TSqlStatement node)
    {
        switch (node)
        {
            case ReceiveStatement receive:
                Receive(receive);
                return (SqlAction.Delete, "RECEIVE");
            case GetConversationGroupStatement group:
                context.Action = SqlAction.Select;
                StatementValues.Walk(context, node);
                context.Object(SqlAction.Select, context.Names.Qualify(group.Queue), WalkContext.Span(group.Queue));
                context.Variables.Assign(group.GroupId.Name, []);
                return (SqlAction.Select, "GET CONVERSATION GROUP");
            case BeginDialogStatement begin:
                context.Action = SqlAction.Call;
                StatementValues.Walk(context, node);
                context.Variables.Assign(begin.Handle.Name, []);
                context.Server(SqlAction.Call, Subject);
                return (SqlAction.Call, "BEGIN DIALOG");
            case SendStatement or EndConversationStatement or MoveConversationStatement or BeginConversationTimerStatement:
                context.Action = SqlAction.Call;
                StatementValues.Walk(context, node);
                context.Server(SqlAction.Call, Subject);
                return (SqlAction.Call, CommandNames.Of(node));
            default:
                return null;
        }
    }

    /// <summary>Messages leave the queue, to the client or into a table variable.</summary>
    private void Receive(ReceiveStatement node)
    {
        context.Action = SqlAction.Delete;
        var span = WalkContext.Span(node.Queue);
        var queue = context.Names.Qualify(node.Queue);
        context.Object(SqlAction.Select, queue, span);
        context.Object(SqlAction.Delete, queue, span);
        context.Column(SqlAction.Select, queue, "*", default, RelationKind.Table);
        var row = new Scope(null, null);
        row.Items.Add(new ResultItem(context.Folding, null, [], [new ColumnSource(queue, "*")], isKnown: false));
        StatementValues.Walk(context, node.Top, row);
        context.Expressions.WalkIf(node.Where, row);
        foreach (var element in node.SelectElements)
        {
            context.Saw(element);
            if (element is SelectSetVariable set)
            {
                context.Variables.Assign(set.Variable, set.Expression, row);
            }
            else
            {
                StatementValues.Walk(context, element, row);
            }
        }

        if (node.Into is { } into)
        {
            context.Saw(into);
            context.Saw(into.Variable);
            context.Flag(StatementFlags.TableVariable);
            context.Environment.Held.Put(
                HeldValues.Of(context.Frame.Holder(context.Folding.Fold(into.Variable.Name)), "*"), [new ColumnSource(queue, "*")]);
        }

        context.Statements.ReturnsRows = node.Into is null && !node.SelectElements.All(static e => e is SelectSetVariable);
    }
}
