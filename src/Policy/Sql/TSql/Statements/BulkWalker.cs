using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>BULK INSERT of a file, and INSERT BULK, behind which the client's rows follow.</summary>
internal sealed class BulkWalker(WalkContext context)
{
    public (SqlAction Action, string Kind)? Walk(TSqlStatement node)
    {
        switch (node)
        {
            case InsertBulkStatement insert:
                context.Action = SqlAction.Insert;
                context.Flag(StatementFlags.Copy);
                Target(insert.To, [.. insert.ColumnDefinitions.Select(static c => c.Column.ColumnIdentifier)]);
                StatementValues.Walk(context, node);
                context.Effect(new SessionEffect.BulkLoad());
                return (SqlAction.Copy, "INSERT BULK");
            case BulkInsertStatement bulk:
                context.Action = SqlAction.Copy;
                context.Flag(StatementFlags.Copy | StatementFlags.FileRead);
                context.Facility("file_read");
                Target(bulk.To, []);
                StatementValues.Walk(context, node);
                Written(bulk.Options);
                return (SqlAction.Copy, "BULK INSERT");
            case CopyStatement copy:
                context.Action = SqlAction.Copy;
                context.Flag(StatementFlags.Copy | StatementFlags.FileRead | StatementFlags.Remote);
                context.Facility("file_read");
                context.Facility("remote");
                Target(copy.Into, []);
                StatementValues.Walk(context, node);
                return (SqlAction.Copy, "COPY INTO");
            default:
                return null;
        }
    }

    /// <param name="columns">None: all.</param>
    private void Target(SchemaObjectName name, IReadOnlyList<Identifier> columns)
    {
        if (NameResolver.IsTemporary(name) && !NameResolver.IsGlobalTemporary(name))
        {
            context.Saw(name);
            context.Flag(StatementFlags.Temp);
            return;
        }

        var span = WalkContext.Span(name);
        var item = new TableItem(context.Folding, context.Names.Resolve(name), null, span, isRead: false);
        context.From.Write(item, SqlAction.Insert);
        context.Object(SqlAction.Copy, item.Relation, span);
        context.Map?.AddUnmapped(item.Relation.Name, item.Relation.Kind, "a bulk load", span);
        if (columns.Count == 0)
        {
            item.WriteAll(context, SqlAction.Insert);
        }

        foreach (var column in columns)
        {
            item.Write(context, SqlAction.Insert, column.Value, default);
        }
    }

    /// <summary>Files may lie elsewhere; rows that do not fit are written to one.</summary>
    private void Written(IEnumerable<BulkInsertOption> options)
    {
        if (options.Any(static o => o.OptionKind is BulkInsertOptionKind.DataSource or BulkInsertOptionKind.FormatDataSource
            or BulkInsertOptionKind.ErrorDataSource))
        {
            context.Flag(StatementFlags.Remote);
            context.Facility("remote");
        }

        if (options.Any(static o => o.OptionKind == BulkInsertOptionKind.ErrorFile))
        {
            context.Flag(StatementFlags.FileWrite);
            context.Facility("file_write");
        }
    }
}
