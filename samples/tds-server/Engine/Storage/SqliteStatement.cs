using System.Text;
using SQLitePCL;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>A prepared statement of SQLite. Disposing it gives it back for the next use.</summary>
internal sealed class SqliteStatement(SqliteLink link, sqlite3_stmt statement, string sql, bool isKept) : IDisposable
{
    public bool InUse { get; private set; }

    public int ColumnCount { get; } = raw.sqlite3_column_count(statement);

    public void Begin() => InUse = true;

    public void Bind(int index, object? cell)
    {
        _ = cell switch
        {
            null => raw.sqlite3_bind_null(statement, index),
            long l => raw.sqlite3_bind_int64(statement, index, l),
            double d => raw.sqlite3_bind_double(statement, index, d),
            string { Length: 0 } => raw.sqlite3_bind_text(statement, index, ""),
            string s => raw.sqlite3_bind_text16(statement, index, s.AsSpan()),
            byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(statement, index, 0),
            byte[] b => raw.sqlite3_bind_blob(statement, index, b),
            _ => throw new InvalidOperationException($"no cell: {cell.GetType()}"),
        };
    }

    public bool Step()
    {
        switch (raw.sqlite3_step(statement))
        {
            case raw.SQLITE_ROW:
                return true;
            case raw.SQLITE_DONE:
                return false;
            default:
                var error = link.Error(sql);
                raw.sqlite3_reset(statement);
                throw error;
        }
    }

    public object? Cell(int column) => raw.sqlite3_column_type(statement, column) switch
    {
        raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, column),
        raw.SQLITE_FLOAT => raw.sqlite3_column_double(statement, column),
        raw.SQLITE_TEXT => Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, column)),
        raw.SQLITE_BLOB => raw.sqlite3_column_blob(statement, column).ToArray(),
        _ => null,
    };

    public void Dispose()
    {
        if (!InUse)
            return;
        InUse = false;
        if (isKept)
        {
            raw.sqlite3_reset(statement);
            raw.sqlite3_clear_bindings(statement);
        }
        else
        {
            Close();
        }
    }

    public void Close() => statement.Dispose();
}
