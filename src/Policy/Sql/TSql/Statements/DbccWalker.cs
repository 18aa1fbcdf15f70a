using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>DBCC, by <see cref="DbccCommands"/>.</summary>
internal sealed class DbccWalker(WalkContext context)
{
    public (SqlAction Action, string Kind)? Walk(TSqlStatement node)
    {
        if (node is not DbccStatement dbcc)
        {
            return null;
        }

        StatementValues.Walk(context, node);
        context.Statements.ReturnsRows = true;
        return (Command(dbcc), "DBCC");
    }

    private SqlAction Command(DbccStatement node)
    {
        switch (DbccCommands.Of(node.Command))
        {
            case DbccUse.ShowSettings:
                context.Action = SqlAction.Metadata;
                context.Setting(SqlAction.Metadata, "useroptions");
                return SqlAction.Metadata;
            case DbccUse.Help:
                return SqlAction.None;
            case DbccUse.MaintainTable:
                return Table(node, 0);
            case DbccUse.MaintainTableOfDatabase:
                return Table(node, 1);
            case DbccUse.MaintainDatabase:
                context.Action = SqlAction.Maintain;
                context.Server(SqlAction.Maintain, "database");
                return SqlAction.Maintain;
            case DbccUse.ReadTable:
                Statistics(node);
                return SqlAction.Admin;
            case DbccUse.TraceFlag:
                Server(node);
                context.Effect(new SessionEffect.Pin("a trace flag"));
                return SqlAction.Admin;
            default:
                Server(node);
                return SqlAction.Admin;
        }
    }

    private SqlAction Table(DbccStatement node, int place)
    {
        context.Action = SqlAction.Maintain;
        if (Named(node, place) is { } table)
        {
            context.Object(SqlAction.Maintain, table);
        }
        else
        {
            // All tables, or one by number.
            context.Server(SqlAction.Maintain, "database");
        }

        return SqlAction.Maintain;
    }

    /// <summary>A histogram, or a list of rows that violate a constraint, shows values of the table's columns.</summary>
    private void Statistics(DbccStatement node)
    {
        Server(node);
        if (Named(node, 0) is not { } table)
        {
            context.NotUnderstood("DBCC of a table that is no constant");
            return;
        }

        var item = new TableItem(context.Folding, table, null, default, isRead: false);
        context.From.Read(item, default);
        item.ReadAll(context, default, RowUse.Row);
        context.Map?.AddUnmapped(table.Name, table.Kind, "DBCC", default);
    }

    private Relation? Named(DbccStatement node, int place) =>
        node.Literals.Count > place && node.Literals[place].Value is StringLiteral or IdentifierLiteral
        && NameTexts.Parse(((Literal)node.Literals[place].Value).Value) is { } name
            ? context.Names.Resolve(name)
            : null;

    private void Server(DbccStatement node)
    {
        context.Action = SqlAction.Admin;
        context.Server(SqlAction.Admin, "dbcc");
        context.Facility("server_status");
        if (node.Command == DbccCommand.Free || node.DllName is { Length: > 0 })
        {
            context.Facility("program");
        }
    }
}
