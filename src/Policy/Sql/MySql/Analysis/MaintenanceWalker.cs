using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>ANALYZE, CHECK, OPTIMIZE, REPAIR, CHECKSUM, FLUSH, LOAD DATA, and what administrators send.</summary>
internal sealed class MaintenanceWalker(WalkContext context)
{
    public (SqlAction Action, string Kind)? Walk(MySqlStatement node)
    {
        switch (node)
        {
            case TableMaintenance maintenance:
                return Maintain(maintenance);
            case FlushStatement flush:
                return Flush(flush);
            case AdministrationStatement administration:
                Administer(administration);
                return (SqlAction.Admin, administration.Kind);
            case LoadStatement load:
                Load(load);
                return (SqlAction.Copy, load.IsXml ? "LOAD XML" : "LOAD DATA");
            default:
                return null;
        }
    }

    private (SqlAction, string) Maintain(TableMaintenance node)
    {
        var action = node.Kind == "CHECKSUM TABLE" ? SqlAction.Metadata : SqlAction.Maintain;
        context.Action = action;
        context.Statements.ReturnsRows = true;
        foreach (var table in node.Tables)
        {
            var relation = context.Names.Resolve(table);
            context.Object(action, relation, table.Span);
            if (action == SqlAction.Metadata)
            {
                Tell(relation, table.Span);
            }
        }

        return (action, node.Kind);
    }

    /// <summary>A checksum tells whether values are what one thinks: of every column, and of every row.</summary>
    private void Tell(Relation relation, SourceSpan span)
    {
        foreach (var column in relation.Description?.Columns ?? ["*"])
        {
            context.Accesses.Add(new Access(AccessKind.Column, SqlAction.Select, relation.Name, column) { Through = true, Relation = relation.Kind });
        }

        context.Map?.AddUnmapped(relation.Name, relation.Kind, "CHECKSUM TABLE", span);
    }

    private (SqlAction, string) Flush(FlushStatement node)
    {
        if (node.Locks)
        {
            context.Flag(StatementFlags.Lock);
            context.Effect(new SessionEffect.TablesLocked());
        }

        if (node.Tables.IsEmpty)
        {
            context.Action = SqlAction.Admin;
            context.Server(SqlAction.Admin, "flush");
            return (SqlAction.Admin, "FLUSH");
        }

        var action = node.Locks ? SqlAction.Lock : SqlAction.Maintain;
        context.Action = action;
        foreach (var table in node.Tables)
        {
            context.Object(action, context.Names.Resolve(table), table.Span);
        }

        return (action, "FLUSH");
    }

    private void Administer(AdministrationStatement node)
    {
        context.Action = SqlAction.Admin;
        context.Server(SqlAction.Admin, node.Subject);
        if (node.Facility is { } facility)
        {
            context.Facility(facility);
        }

        context.Expressions.Walk(node.Values, new Scope(null, null));
        foreach (var table in node.Tables)
        {
            context.Object(SqlAction.Lock, context.Names.Resolve(table), table.Span);
        }
    }

    /// <summary>LOAD DATA: rows of a file of the server, or of one the server asks the client for.</summary>
    private void Load(LoadStatement node)
    {
        context.Action = SqlAction.Copy;
        context.Flag(StatementFlags.Copy);
        var scope = new Scope(null, null);
        var target = context.From.Target(node.Table, SqlAction.Insert);
        context.Object(SqlAction.Copy, target.Relation, node.Table.Name.Span);
        if (node.IsReplace)
        {
            context.From.Write(target, SqlAction.Delete);
        }

        scope.Items.Add(target);
        if (node.Fields.IsEmpty)
        {
            target.WriteAll(context, SqlAction.Insert);
        }

        foreach (var field in node.Fields)
        {
            if (field is UserVariable variable)
            {
                context.Variables.Assign(variable.Name.Text, []);
            }
            else if (field is ColumnReference column)
            {
                target.Write(context, SqlAction.Insert, column.Column.Text, ColumnResolver.Place(column));
            }
        }

        foreach (var assignment in node.Assignments)
        {
            target.Write(context, SqlAction.Insert, assignment.Column.Column.Text, ColumnResolver.Place(assignment.Column));
            context.Expressions.Walk(assignment.Value, scope);
        }

        if (node.IsLocal)
        {
            context.Facility("local_file");
            context.Effect(new SessionEffect.LocalFile(node.File));
        }
        else
        {
            context.Flag(StatementFlags.FileRead);
            context.Facility("file_read");
        }
    }
}
