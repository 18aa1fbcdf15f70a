using Npgsql;

namespace ProxyDb.Integration.Tests.Masking.Damage;

/// <summary>An entity as an object-relational mapper keeps it: every column as it was read, and as it is to be written.</summary>
internal sealed class LoadedCustomer
{
    private static readonly string[] Columns = ["name", "email", "resident_no", "birth_date", "balance", "branch_id", "notes", "active"];
    private readonly object[] _read;
    private readonly object[] _current;

    private LoadedCustomer(int id, object[] read)
    {
        (Id, _read, _current) = (id, read, [.. read]);
    }

    public int Id { get; }

    public object this[string column]
    {
        get => _current[Array.IndexOf(Columns, column)];
        set => _current[Array.IndexOf(Columns, column)] = value;
    }

    public static LoadedCustomer Load(NpgsqlConnection connection, int id, string more = "")
    {
        using var command = new NpgsqlCommand($"SELECT {string.Join(", ", Columns)} FROM customers WHERE id = $1{more}", connection) { Parameters = { new() { Value = id } } };
        using var reader = command.ExecuteReader();
        if (!reader.Read())
            throw new InvalidOperationException($"customer {id} is not there");
        var values = new object[Columns.Length];
        reader.GetValues(values);
        return new LoadedCustomer(id, values);
    }

    /// <summary>UPDATE of every column.</summary>
    public int SaveAll(NpgsqlConnection connection) => Execute(connection, [.. Columns.Select((_, i) => i)], "");

    /// <summary>UPDATE of what was changed.</summary>
    public int SaveChanged(NpgsqlConnection connection) => Execute(connection, Changed(), "");

    /// <summary>UPDATE of what was changed, if the row still is as it was read (optimistic locking by all values).</summary>
    public int SaveIfUnchanged(NpgsqlConnection connection)
    {
        var changed = Changed();
        var conditions = Columns.Select((c, i) => $" AND {c} IS NOT DISTINCT FROM ${changed.Length + 2 + i}");
        return Execute(connection, changed, string.Concat(conditions), _read);
    }

    /// <summary>INSERT of every column, or UPDATE of every column when the row is there.</summary>
    public int Merge(NpgsqlConnection connection)
    {
        var values = string.Join(", ", Columns.Select((_, i) => $"${i + 2}"));
        return Run(
            connection,
            $"INSERT INTO customers (id, {string.Join(", ", Columns)}) VALUES ($1, {values}) ON CONFLICT (id) DO UPDATE SET {string.Join(", ", Columns.Select(c => $"{c} = excluded.{c}"))}",
            [Id, .. _current]);
    }

    /// <summary>INSERT of a copy under another key.</summary>
    public int InsertCopy(NpgsqlConnection connection, int id) => Run(
        connection, $"INSERT INTO customers (id, {string.Join(", ", Columns)}) VALUES ($1, {string.Join(", ", Columns.Select((_, i) => $"${i + 2}"))})", [id, .. _current]);

    private int[] Changed() => [.. Columns.Select((_, i) => i).Where(i => !_current[i].Equals(_read[i]))];

    private int Execute(NpgsqlConnection connection, int[] columns, string conditions, params object[] more) => Run(
        connection,
        $"UPDATE customers SET {string.Join(", ", columns.Select((c, i) => $"{Columns[c]} = ${i + 1}"))} WHERE id = ${columns.Length + 1}{conditions}",
        [.. columns.Select(c => _current[c]), Id, .. more]);

    private static int Run(NpgsqlConnection connection, string sql, object[] values)
    {
        using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command.ExecuteNonQuery();
    }
}
