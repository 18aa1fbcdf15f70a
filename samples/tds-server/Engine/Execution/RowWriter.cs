using System.Globalization;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Writes rows of a table, one by one, with the checks of its columns and constraints. Cells are by the order of columns.</summary>
internal sealed class RowWriter(SqlSession session, TableObject table)
{
    private readonly List<int> _stored = [.. Enumerable.Range(0, table.Columns.Count).Where(i => table.Columns[i].Computed is null)];

    /// <summary>The statement, for texts of errors.</summary>
    public string Verb { get; init; } = "INSERT";

    /// <summary>Values of the identity column are taken as they are given.</summary>
    public bool KeepsIdentity { get; init; }

    public ReferenceCheck References { get; } = new(session, table);

    /// <summary>Writes a row; the cells become those that are stored.</summary>
    /// <returns>Its number.</returns>
    public long Insert(object?[] cells, long? row = null)
    {
        if (row is null)
            Complete(cells);
        Check(cells);
        var names = string.Join(',', _stored.Select(i => table.Columns[i].SqliteName));
        var marks = string.Join(',', _stored.Select((_, n) => string.Create(CultureInfo.InvariantCulture, $"?{n + 1}")));
        using (var statement = session.Link.Prepare(row is null ? $"INSERT INTO {table.SqliteName}({names}) VALUES ({marks})"
            : string.Create(CultureInfo.InvariantCulture, $"INSERT INTO {table.SqliteName}({names},rowid) VALUES ({marks},?{_stored.Count + 1})")))
        {
            for (var n = 0; n < _stored.Count; n++)
                statement.Bind(n + 1, cells[_stored[n]]);
            if (row is not null)
                statement.Bind(_stored.Count + 1, row);
            Step(statement, cells, row ?? -1);
        }
        References.Written(cells);
        return row ?? session.Link.LastRow;
    }

    private void Complete(object?[] cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            var column = table.Columns[i];
            if (column.Type.Name == SqlTypeName.RowVersion)
                cells[i] = NextVersion();
            if (column.Identity is not { } identity)
                continue;
            if (KeepsIdentity)
                session.Engine.SeenIdentity(table, (long)(cells[i] ?? 0L), identity.Increment);
            else
                cells[i] = session.Engine.NextIdentity(table, identity);
            var value = cells[i] is long l ? new Dec(l, 0) : (Dec)Cells.Decode(cells[i], column.Type)!;
            session.Identity = value;
            session.Frame.Identity = (long)value.Unscaled;
        }
    }

    private static long _versions = 2000;

    private static byte[] NextVersion()
    {
        var bytes = BitConverter.GetBytes(Interlocked.Increment(ref _versions));
        Array.Reverse(bytes);
        return bytes;
    }

    private void Check(object?[] cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            var column = table.Columns[i];
            if (column.Computed is not null)
                continue;
            if (cells[i] is null && !column.IsNullable)
            {
                throw new SqlError(515, 16, $"Cannot insert the value NULL into column '{column.Name}', table '{(table.IsTemporary ? "tempdb" : table.Database)}.{table.Schema}.{table.Name}'; column does not allow nulls. {Verb} fails.", 2);
            }
            cells[i] = AssignmentRules.Fit(cells[i], column, table);
        }
        foreach (var check in table.Checks.Where(c => !c.IsDisabled))
        {
            if (session.Single(CheckPlan(check, cells)) is long and 0)
            {
                var column = table.Columns.FirstOrDefault(c => check.Text.Contains(c.Name, StringComparison.OrdinalIgnoreCase));
                var where = column is null ? "" : $", column '{column.Name}'";
                throw new SqlError(547, 16, $"The {Verb} statement conflicted with the CHECK constraint \"{check.Name}\". The conflict occurred in database \"{table.Database}\", table \"{table.Schema}.{table.Name}\"{where}.", 0);
            }
        }
    }

    private Plan CheckPlan(CheckConstraint check, object?[] cells)
    {
        session.RowValues = Bound('i', cells);
        return session.Plans.Get(check.Condition, t =>
        {
            var scope = new Scope(null);
            scope.Sources.Add(t.SourceFor(table, table.Name, c => t.RowValue('i', c.Id)));
            return new Plan($"SELECT {t.Predicate(check.Condition, scope)}", t.Parameters, [], t);
        });
    }

    public Dictionary<string, object?> Bound(char kind, object?[] cells, Dictionary<string, object?>? into = null)
    {
        into ??= new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var i = 0; i < cells.Length; i++)
            into[kind + table.Columns[i].Id.ToString(CultureInfo.InvariantCulture)] = cells[i];
        return into;
    }

    public void Update(long row, object?[] old, object?[] cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (table.Columns[i].Type.Name == SqlTypeName.RowVersion)
                cells[i] = NextVersion();
        }
        Check(cells);
        var sets = string.Join(',', _stored.Select((c, n) => string.Create(CultureInfo.InvariantCulture, $"{table.Columns[c].SqliteName}=?{n + 1}")));
        using (var statement = session.Link.Prepare(string.Create(CultureInfo.InvariantCulture, $"UPDATE {table.SqliteName} SET {sets} WHERE rowid=?{_stored.Count + 1}")))
        {
            for (var n = 0; n < _stored.Count; n++)
                statement.Bind(n + 1, cells[_stored[n]]);
            statement.Bind(_stored.Count + 1, row);
            Step(statement, cells, row);
        }
        References.Written(cells);
        References.Left(old, cells);
    }

    public void Delete(long row, object?[] old)
    {
        session.Link.Run($"DELETE FROM {table.SqliteName} WHERE rowid=?1", row);
        References.Left(old, null);
    }

    /// <summary>The cells of a row; null when it is not there.</summary>
    public object?[]? Get(long row)
    {
        var names = string.Join(',', table.Columns.Select(c => c.Computed is null ? c.SqliteName : "NULL"));
        using var statement = session.Link.Prepare($"SELECT {names} FROM {table.SqliteName} WHERE rowid=?1");
        statement.Bind(1, row);
        return statement.Step() ? [.. Enumerable.Range(0, table.Columns.Count).Select(statement.Cell)] : null;
    }

    // Unique indexes of SQLite take any number of NULLs, those of SQL Server one.
    private void Step(SqliteStatement statement, object?[] cells, long row)
    {
        foreach (var index in table.Indexes.Where(i => i.IsUnique && i.Filter is null && Key(i, cells).Any(c => c is null)))
        {
            if (IsTaken(index, cells, row))
                throw Duplicate(index, cells);
        }
        try
        {
            statement.Step();
        }
        catch (UniqueViolation)
        {
            throw Duplicate(table.Indexes.FirstOrDefault(i => i.IsUnique && IsTaken(i, cells, row)) ?? table.Indexes.First(i => i.IsUnique), cells);
        }
    }

    private IEnumerable<object?> Key(IndexObject index, object?[] cells) => index.Columns.Select(c => cells[Position(c.Column)]);

    private int Position(int column) => table.Columns.ToList().FindIndex(c => c.Id == column);

    private bool IsTaken(IndexObject index, object?[] cells, long row)
    {
        var conditions = string.Join(" AND ", index.Columns.Select((c, n) => string.Create(CultureInfo.InvariantCulture, $"c{c.Column} IS ?{n + 2}")));
        return session.Link.Scalar($"SELECT 1 FROM {table.SqliteName} WHERE {conditions} AND rowid<>?1", [row, .. Key(index, cells)]) is not null;
    }

    private SqlError Duplicate(IndexObject index, object?[] cells)
    {
        var key = string.Join(", ", index.Columns.Select(c => Show(cells[Position(c.Column)], table.Column(c.Column).Type)));
        var name = $"{table.Schema}.{table.Name}";
        return index.IsConstraint
            ? new SqlError(2627, 14, $"Violation of {(index.IsPrimary ? "PRIMARY" : "UNIQUE")} KEY constraint '{index.Name}'. Cannot insert duplicate key in object '{name}'. The duplicate key value is ({key}).")
            : new SqlError(2601, 14, $"Cannot insert duplicate key row in object '{name}' with unique index '{index.Name}'. The duplicate key value is ({key}).");
    }

    private static string Show(object? cell, SqlType type) => Cells.Decode(cell, type) is { } value ? TextForm.Of(value, type, SqlType.NVarChar(-1), value is byte[] ? 1 : type.Name == SqlTypeName.DateTime ? 121 : -1) : "<NULL>";
}
