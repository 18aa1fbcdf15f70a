using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>INSERT BULK, and the rows that follow it.</summary>
internal static class BulkLoad
{
    public static void Prepare(SqlSession session, InsertBulkStatement b)
    {
        if (NameResolution.Find(session.Context, [.. b.To.Identifiers.Select(i => i.Value)]).Object is not TableObject table)
            throw Errors.InvalidObject(Names.Text(b.To));
        Permissions.Require(session, table, "INSERT");
        session.Bulk = (table, b);
        session.Sink.Done(DoneCommand.None, null);
    }

    public static void Run(SqlSession session, IReadOnlyList<SqlColumn> columns, IEnumerable<object?[]> rows)
    {
        if (session.Bulk is not { } bulk)
            throw new SqlError(4002, 16, "The incoming tabular data stream (TDS) protocol stream is incorrect. The stream ended unexpectedly.");
        session.Bulk = null;
        var (table, statement) = bulk;
        var titles = statement.ColumnDefinitions.Count > 0 ? [.. statement.ColumnDefinitions.Select(c => c.Column.ColumnIdentifier.Value)] : columns.Select(c => c.Name).ToList();
        var at = titles.ConvertAll(t => table.Columns.ToList().FindIndex(c => Names.Equal(c.Name, t)) is >= 0 and var i ? i : throw Errors.InvalidColumn(t));
        var checks = statement.Options.Any(o => o.OptionKind == BulkInsertOptionKind.CheckConstraints);
        var keepsIdentity = table.Identity is { } identity && at.Contains(table.Columns.ToList().IndexOf(identity));
        var keepsNulls = statement.Options.Any(o => o.OptionKind == BulkInsertOptionKind.KeepNulls);
        var count = 0L;
        session.Write(() =>
        {
            var writer = new RowWriter(session, checks ? table : table with { Checks = [], ForeignKeys = [] }) { KeepsIdentity = keepsIdentity };
            foreach (var row in rows)
            {
                session.Cancel.ThrowIfCancellationRequested();
                writer.Insert(Complete(session, table, columns, at, row, keepsNulls));
                count++;
            }
            writer.References.Verify("INSERT");
        }, table.IsTemporary);
        session.RowCount = count;
        session.Sink.Done(DoneCommand.BulkInsert, count);
    }

    private static object?[] Complete(SqlSession session, TableObject table, IReadOnlyList<SqlColumn> columns, List<int> at, object?[] row, bool keepsNulls)
    {
        var cells = new object?[table.Columns.Count];
        for (var i = 0; i < at.Count; i++)
        {
            var reading = AssignmentRules.Reading(table.Columns[at[i]].Type);
            cells[at[i]] = Cells.Encode(Converter.Convert(Cells.OfClient(row[i]), columns[i].Type, reading, session.Settings), reading);
        }
        for (var c = 0; c < cells.Length; c++)
        {
            if (cells[c] is null && table.Columns[c].Default is { } value && (!at.Contains(c) || !keepsNulls))
                cells[c] = session.Evaluate(value, AssignmentRules.Reading(table.Columns[c].Type));
        }
        return cells;
    }
}
