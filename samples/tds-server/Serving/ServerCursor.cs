using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>An API cursor: all rows of its statement, read at open, and a place in them. Always read only.</summary>
internal sealed class ServerCursor(IReadOnlyList<SqlColumn> columns, IReadOnlyList<object?[]> rows)
{
    public const int First = 1, Next = 2, Previous = 4, Last = 8, Absolute = 16, Relative = 32, Refresh = 128, Info = 256, PreviousNoAdjust = 512, SkipUpdateConcurrency = 1024;

    public IReadOnlyList<SqlColumn> Columns { get; } = [.. columns, new SqlColumn("ROWSTAT", SqlType.Int) { IsNullable = false }];

    public int Count => rows.Count;

    /// <summary>1-based number of the first row of the last fetch; 0 before the first, Count + 1 behind the last.</summary>
    public int Position { get; private set; }

    private int _fetched;

    /// <summary>Moves, and gives the rows there; each has a ROWSTAT of 1 behind it.</summary>
    public IEnumerable<object?[]> Fetch(int type, int row, int count)
    {
        count = Math.Max(count, 1);
        var start = (type & ~SkipUpdateConcurrency) switch
        {
            First => 1,
            Next => Position + Math.Max(_fetched, Position == 0 ? 1 : 0),
            Previous or PreviousNoAdjust => Before(count),
            Last => Math.Max(1, Count - count + 1),
            Absolute => row >= 0 ? row : Math.Max(0, Count + row + 1),
            Relative => Math.Max(0, Position + row),
            Refresh => Position,
            _ => throw new SqlError(16902, 16, "sp_cursorfetch: The value of the parameter 'fetchtype' is invalid."),
        };
        Position = Math.Min(start, Count + 1);
        _fetched = start < 1 ? 0 : Math.Clamp(Count - start + 1, 0, count);
        return rows.Skip(Position - 1).Take(_fetched).Select(r => (object?[])[.. r, 1]);
    }

    private int Before(int count) => Position - count >= 1 ? Position - count : Position > 1 ? 1 : 0;
}
