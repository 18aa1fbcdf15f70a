using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>READTEXT, WRITETEXT, UPDATETEXT: a column of a table, its row by a pointer that the text does not tell.</summary>
internal sealed class TextPointerWalker(WalkContext context)
{
    public (SqlAction Action, string Kind)? Walk(TSqlStatement node)
    {
        switch (node)
        {
            case ReadTextStatement read:
                context.Action = SqlAction.Select;
                Column(read.Column, SqlAction.Select);
                context.Statements.ReturnsRows = true;
                Values(read.TextPointer, read.Offset, read.Size);
                return (SqlAction.Select, "READTEXT");
            case WriteTextStatement write:
                context.Action = SqlAction.Update;
                Column(write.Column, SqlAction.Update);
                Values(write.TextId, write.Timestamp, write.SourceParameter);
                return (SqlAction.Update, "WRITETEXT");
            case UpdateTextStatement update:
                context.Action = SqlAction.Update;
                Column(update.Column, SqlAction.Update);
                if (update.SourceColumn is { } source)
                {
                    Column(source, SqlAction.Select);
                }

                Values(update.TextId, update.Timestamp, update.InsertOffset, update.DeleteLength, update.SourceParameter);
                return (SqlAction.Update, "UPDATETEXT");
            default:
                return null;
        }
    }

    private void Column(ColumnReferenceExpression column, SqlAction action)
    {
        context.SawAll(column);
        var parts = column.MultiPartIdentifier.Identifiers;
        if (parts.Count < 2)
        {
            context.NotUnderstood("a text pointer's column without its table");
            return;
        }

        var name = new SchemaObjectName();
        foreach (var part in parts.Take(parts.Count - 1))
        {
            name.Identifiers.Add(part);
        }

        if (NameResolver.IsTemporary(name))
        {
            context.NotUnderstood("a text pointer of a temporary table");
            return;
        }

        var span = WalkContext.Span(column);
        var item = new TableItem(context.Folding, context.Names.Resolve(name), null, span, isRead: false);
        if (action == SqlAction.Select)
        {
            context.From.Read(item, span);
            item.Read(context, parts[^1].Value, default);
        }
        else
        {
            context.From.Write(item, action);
            item.Write(context, action, parts[^1].Value, default);
        }

        context.Map?.AddUnmapped(item.Relation.Name, item.Relation.Kind, "a text pointer", span);
    }

    private void Values(params ScalarExpression?[] values)
    {
        foreach (var value in values)
        {
            context.Expressions.WalkIf(value, new Scope(null, null));
        }
    }
}
