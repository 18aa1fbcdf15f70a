using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>A cursor of T-SQL. It is static: its rows are read when it is opened.</summary>
internal sealed class Cursor(SelectStatement select, bool isScroll)
{
    public SelectStatement Select { get; } = select;

    public bool IsScroll { get; } = isScroll;

    public List<object?[]>? Rows { get; set; }

    public Plan? Plan { get; set; }

    /// <summary>0: before the first row.</summary>
    public int Position { get; set; }
}

/// <summary>DECLARE, OPEN, FETCH, CLOSE and DEALLOCATE of cursors.</summary>
internal static class CursorStatements
{
    public static void Run(SqlSession session, TSqlStatement statement)
    {
        if (statement is DeclareCursorStatement d)
        {
            if (session.Cursors.ContainsKey(d.Name.Value))
                throw new SqlError(16915, 16, $"A cursor with the name '{d.Name.Value}' already exists.");
            if (d.CursorDefinition.Options.Any(o => o.OptionKind is CursorOptionKind.Optimistic or CursorOptionKind.ScrollLocks))
                throw Errors.NotSupported("a cursor that updates");
            session.Cursors[d.Name.Value] = new Cursor(d.CursorDefinition.Select, d.CursorDefinition.Options.Any(o => o.OptionKind is CursorOptionKind.Scroll or CursorOptionKind.Static or CursorOptionKind.Insensitive or CursorOptionKind.Keyset or CursorOptionKind.Dynamic));
            session.Sink.Done(DoneCommand.None, null);
            return;
        }
        var c = (CursorStatement)statement;
        var name = c.Cursor.Name.Value;
        if (!session.Cursors.TryGetValue(name, out var cursor))
            throw new SqlError(16916, 16, $"A cursor with the name '{name}' does not exist.");
        switch (c)
        {
            case OpenCursorStatement:
                Open(session, cursor);
                break;
            case FetchCursorStatement f:
                Fetch(session, cursor, f);
                return;
            case CloseCursorStatement:
                if (cursor.Rows is null)
                    throw new SqlError(16917, 16, "Cursor is not open.");
                cursor.Rows = null;
                break;
            case DeallocateCursorStatement:
                session.Cursors.Remove(name);
                break;
            default:
                throw Errors.NotSupported(c.GetType().Name);
        }
        session.Sink.Done(c is OpenCursorStatement ? DoneCommand.OpenCursor : DoneCommand.None, null);
    }

    private static void Open(SqlSession session, Cursor cursor)
    {
        if (cursor.Rows is not null)
            throw new SqlError(16905, 16, "The cursor is already open.");
        var t = new Translator(session.Context);
        var query = t.Statement(cursor.Select.WithCtesAndXmlNamespaces, cursor.Select.QueryExpression, null);
        cursor.Plan = new Plan(query.Sql, t.Parameters, query.Columns, t);
        cursor.Rows = session.Rows(cursor.Plan);
        cursor.Position = 0;
    }

    private static void Fetch(SqlSession session, Cursor cursor, FetchCursorStatement f)
    {
        if (cursor.Rows is not { } rows)
            throw new SqlError(16917, 16, "Cursor is not open.");
        var orientation = f.FetchType?.Orientation ?? FetchOrientation.Next;
        if (orientation is not (FetchOrientation.Next or FetchOrientation.None) && !cursor.IsScroll)
            throw new SqlError(16911, 16, $"fetch: The fetch type {orientation.ToString().ToLowerInvariant()} cannot be used with forward only cursors.");
        var offset = f.FetchType?.RowOffset is { } o ? (int)(long)(session.Evaluate(o, SqlType.Int) ?? 0L) : 0;
        cursor.Position = Math.Clamp(orientation switch
        {
            FetchOrientation.First => 1,
            FetchOrientation.Last => rows.Count,
            FetchOrientation.Prior => cursor.Position - 1,
            FetchOrientation.Absolute => offset < 0 ? rows.Count + 1 + offset : offset,
            FetchOrientation.Relative => cursor.Position + offset,
            _ => cursor.Position + 1,
        }, 0, rows.Count + 1);
        var has = cursor.Position >= 1 && cursor.Position <= rows.Count;
        session.FetchStatus = has ? 0 : -1;
        session.RowCount = has ? 1 : 0;
        if (f.IntoVariables.Count > 0)
            Into(session, cursor, f, has);
        else
            Send(session, cursor, has);
    }

    private static void Into(SqlSession session, Cursor cursor, FetchCursorStatement f, bool has)
    {
        var columns = cursor.Plan!.Columns;
        if (f.IntoVariables.Count != columns.Count)
            throw new SqlError(16924, 16, "Cursorfetch: The number of variables declared in the INTO list must match that of selected columns.");
        for (var i = 0; has && i < columns.Count; i++)
        {
            var slot = session.Frame.Variables.TryGetValue(f.IntoVariables[i].Name, out var found) ? found : throw Errors.UndeclaredVariable(f.IntoVariables[i].Name);
            slot.Cell = Cells.Encode(Converter.Convert(Cells.Decode(cursor.Rows![cursor.Position - 1][i], columns[i].Type), columns[i].Type, slot.Type, session.Settings), slot.Type);
        }
    }

    private static void Send(SqlSession session, Cursor cursor, bool has)
    {
        var columns = cursor.Plan!.ClientColumns;
        session.Sink.Columns(columns);
        if (has)
            session.Sink.Row([.. cursor.Rows![cursor.Position - 1].Take(columns.Length).Select((cell, i) => Cells.ToClient(cell, columns[i].Type))]);
        session.Sink.Done(DoneCommand.Select, session.CountOf(has ? 1 : 0));
    }
}
