using System.Globalization;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>A view of the catalog: its rows are put into a temporary table when a query reads it.</summary>
/// <param name="columns">Names with types: <c>object_id:int name:sysname</c>; a ? behind the type makes it nullable.</param>
internal sealed class SystemView(int number, string schema, string name, string columns, Func<SqlSession, DatabaseObject, IEnumerable<object?[]>> rows, bool isVolatile = false)
{
    public int Number { get; } = number;

    public string Schema { get; } = schema;

    public string Name { get; } = name;

    public bool IsVolatile { get; } = isVolatile;

    public int ObjectId => -1000 - Number;

    public IReadOnlyList<SqlColumn> Columns { get; } = [.. columns.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Column)];

    public string TableName(int database) => string.Create(CultureInfo.InvariantCulture, $"temp.v{Number}_{database}");

    public IEnumerable<object?[]> Rows(SqlSession session, DatabaseObject database) => rows(session, database).Select(r => r.Select((value, i) => Cell(value, Columns[i].Type)).ToArray());

    private static object? Cell(object? value, SqlType type) => value switch
    {
        null => null,
        int i => (long)i,
        bool b => b ? 1L : 0L,
        string s when TypeRules.IsFixedText(type) => s.PadRight(type.Length),
        DateTime d => Cells.Encode(DateConversion.Fit(d, default, type, type), type),
        _ => Cells.Encode(value, type),
    };

    private static SqlColumn Column(string text)
    {
        var parts = text.TrimEnd('?').Split(':');
        SqlType type = parts[1] switch
        {
            "int" => SqlType.Int, "bigint" => SqlType.BigInt, "smallint" => SqlType.SmallInt, "tinyint" => SqlType.TinyInt, "bit" => SqlType.Bit, "sysname" => SqlType.NVarChar(128),
            "char2" => new SqlType(SqlTypeName.Char, 2), "datetime" => SqlType.DateTime, "max" => SqlType.NVarChar(SqlType.Max), "variant" => new SqlType(SqlTypeName.Variant), "varbinary" => SqlType.VarBinary(128), "guid" => SqlType.UniqueIdentifier,
            var n when n.StartsWith('n') => SqlType.NVarChar(int.Parse(n[1..], CultureInfo.InvariantCulture)),
            var v => SqlType.VarChar(int.Parse(v[1..], CultureInfo.InvariantCulture)),
        };
        return new SqlColumn(parts[0], type) { IsNullable = text.EndsWith('?') };
    }
}

/// <summary>Fills the temporary tables of a session.</summary>
internal static class SystemViewTables
{
    public static void Fill(SqlSession session, SystemView view, string database)
    {
        var db = session.Catalog.Databases[database];
        var table = view.TableName(db.Id);
        var stamp = (session.Catalog.Version, session.TemporaryVersion);
        if (session.FilledViews.TryGetValue(table, out var filled) && filled == stamp && !view.IsVolatile)
            return;
        if (!session.FilledViews.ContainsKey(table))
            session.Link.Run($"CREATE TABLE IF NOT EXISTS {table} ({string.Join(',', view.Columns.Select((c, i) => $"c{i + 1}{Translator.CollateText(c.Type)}"))})");
        session.Link.Run($"DELETE FROM {table}");
        var insert = $"INSERT INTO {table} VALUES ({string.Join(',', view.Columns.Select((_, i) => $"?{i + 1}"))})";
        foreach (var row in view.Rows(session, db))
            session.Link.Run(insert, row);
        session.FilledViews[table] = stamp;
    }
}
