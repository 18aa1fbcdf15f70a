using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Foreign keys, checked when all rows of a statement are written.</summary>
internal sealed class ReferenceCheck(SqlSession session, TableObject table)
{
    private readonly List<object?[]> _written = [];
    private readonly List<(object?[] Old, object?[]? Now)> _left = [];
    private readonly bool _isChild = table.ForeignKeys.Any(k => !k.IsDisabled);
    private List<(TableObject Child, ForeignKey Key)>? _children;

    private List<(TableObject Child, ForeignKey Key)> Children => _children ??=
        [.. table.IsTemporary ? [] : session.Catalog.Databases[table.Database].Objects.Values.OfType<TableObject>().SelectMany(t => t.ForeignKeys.Where(k => k.Parent == table.Id && !k.IsDisabled).Select(k => (t, k)))];

    public void Written(object?[] cells)
    {
        if (_isChild)
            _written.Add([.. cells]);
    }

    public void Left(object?[] old, object?[]? now)
    {
        if (Children.Count > 0)
            _left.Add((old, now));
    }

    public void Verify(string verb)
    {
        foreach (var key in table.ForeignKeys.Where(k => !k.IsDisabled))
        {
            var parent = (TableObject)session.Catalog.ById(key.Parent)!;
            foreach (var cells in _written)
            {
                var values = key.Columns.Select(c => cells[Position(table, c)]).ToList();
                if (values.Contains(null) || Exists(parent, key.ParentColumns, values))
                    continue;
                throw Conflict(verb, "FOREIGN KEY", key, parent, key.ParentColumns);
            }
        }
        foreach (var (child, key) in Children)
        {
            foreach (var (old, now) in _left)
                Release(verb, child, key, old, now);
        }
        _written.Clear();
        _left.Clear();
    }

    private void Release(string verb, TableObject child, ForeignKey key, object?[] old, object?[]? now)
    {
        var values = key.ParentColumns.Select(c => old[Position(table, c)]).ToList();
        var after = now is null ? null : key.ParentColumns.Select(c => now[Position(table, c)]).ToList();
        if (values.Contains(null) || (after is not null && values.SequenceEqual(after)) || Exists(table, key.ParentColumns, values) || !Exists(child, key.Columns, values))
            return;
        var action = now is null ? key.OnDelete : key.OnUpdate;
        if (action is DeleteUpdateAction.NotSpecified or DeleteUpdateAction.NoAction)
            throw Conflict(verb, child.Id == table.Id ? "SAME TABLE REFERENCE" : "REFERENCE", key, child, key.Columns);
        var writer = new RowWriter(session, child) { Verb = verb };
        foreach (var row in RowsOf(child, key.Columns, values))
        {
            var cells = writer.Get(row)!;
            if (action == DeleteUpdateAction.Cascade && after is null)
            {
                writer.Delete(row, cells);
                continue;
            }
            object?[] changed = [.. cells];
            for (var i = 0; i < key.Columns.Count; i++)
                changed[Position(child, key.Columns[i])] = action == DeleteUpdateAction.Cascade ? after![i] : action == DeleteUpdateAction.SetNull ? null : throw Errors.NotSupported("SET DEFAULT of a foreign key");
            writer.Update(row, cells, changed);
        }
        writer.References.Verify(verb);
    }

    private static int Position(TableObject t, int column) => t.Columns.ToList().FindIndex(c => c.Id == column);

    private static string Conditions(IReadOnlyList<int> columns) => string.Join(" AND ", columns.Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"c{c}=?{i + 1}")));

    private bool Exists(TableObject t, IReadOnlyList<int> columns, List<object?> values) =>
        session.Link.Scalar($"SELECT 1 FROM {t.SqliteName} WHERE {Conditions(columns)} LIMIT 1", [.. values]) is not null;

    private List<long> RowsOf(TableObject t, IReadOnlyList<int> columns, List<object?> values)
    {
        var rows = new List<long>();
        using var statement = session.Link.Prepare($"SELECT rowid FROM {t.SqliteName} WHERE {Conditions(columns)}");
        for (var i = 0; i < values.Count; i++)
            statement.Bind(i + 1, values[i]);
        while (statement.Step())
            rows.Add((long)statement.Cell(0)!);
        return rows;
    }

    private static SqlError Conflict(string verb, string kind, ForeignKey key, TableObject other, IReadOnlyList<int> columns) => new(547, 16,
        $"The {verb} statement conflicted with the {kind} constraint \"{key.Name}\". The conflict occurred in database \"{other.Database}\", table \"{other.Schema}.{other.Name}\"{(columns.Count == 1 ? $", column '{other.Column(columns[0]).Name}'" : "")}.", 0);
}
