using System.Globalization;
using Npgsql;
using ProxyDb.TestKit.Postgres;

namespace ProxyDb.Integration.Tests.Masking.Matrix;

/// <summary>
/// The database behind the gateway, and one for each policy in which views written by hand take the place of the protected tables.
/// All are copies of one template, so that types have the same object ids.
/// </summary>
internal sealed class MatrixDatabases : IDisposable
{
    public const string Real = "matrix";

    private static readonly string[] Tables = ["branches", "customers", "orders", "order_lines", "payments", "events", "staff", "blanks", "archive", "journal"];

    private readonly PostgresServer _server;
    private readonly Dictionary<string, NpgsqlDataSource> _superusers = [];
    private readonly string[] _pristine;

    public MatrixDatabases(PostgresServer server)
    {
        _server = server;
        server.Psql($"CREATE DATABASE {Real}; GRANT TEMPORARY ON DATABASE {Real} TO app");
        server.Psql(MatrixFiles.Text("schema.sql") + Pristine(), Real);
        foreach (var policy in MatrixPolicy.All)
        {
            server.Psql($"CREATE DATABASE {Of(policy)} TEMPLATE {Real}; GRANT TEMPORARY ON DATABASE {Of(policy)} TO app");
            var layers = policy.Layers.Select(MatrixFiles.Text);
            server.Psql(string.Join('\n', [.. layers, MatrixFiles.Text("code.sql"), Grants, .. policy.After.Select(MatrixFiles.Text), "ANALYZE"]), Of(policy));
        }

        server.Psql(MatrixFiles.Text("code.sql") + Grants + "ANALYZE", Real);
        _pristine = State(Real);
    }

    private const string Grants = "GRANT ALL ON ALL TABLES IN SCHEMA public TO app; GRANT CREATE ON SCHEMA public TO app;\n";

    /// <summary>The database of views that says what a policy's user must see.</summary>
    public static string Of(MatrixPolicy policy) => $"{Real}_{policy.Name}";

    /// <summary>Names of the types of a database that are not built in, by object id.</summary>
    public IReadOnlyDictionary<uint, string> TypeNames(string database)
    {
        using var command = Superuser(database).CreateCommand("SELECT oid, typname FROM pg_type WHERE oid >= 16384");
        using var reader = command.ExecuteReader();
        var names = new Dictionary<uint, string>();
        while (reader.Read())
            names.Add(reader.GetFieldValue<uint>(0), reader.GetString(1));
        return names;
    }

    /// <summary>One text for each table, with all of its rows as the superuser sees them.</summary>
    public string[] State(string database)
    {
        using var command = Superuser(database).CreateCommand(StateQuery(database));
        using var reader = command.ExecuteReader();
        var state = new List<string>();
        while (reader.Read())
            state.Add(reader.GetString(0));
        return [.. state];
    }

    /// <summary>The rows as they were made; a copy of the tables is put back when a statement has changed them.</summary>
    public void Restore(string database, string[] state)
    {
        if (state.SequenceEqual(_pristine))
            return;
        var restore = string.Concat(Tables.Select(t => $"DELETE FROM {Qualified(database, t)}; INSERT INTO {Qualified(database, t)} SELECT * FROM {Source(t)};"));
        using var command = Superuser(database).CreateCommand(
            $"BEGIN; SET LOCAL session_replication_role = replica; {restore} DELETE FROM {Qualified(database, "managers")}; INSERT INTO {Qualified(database, "managers")} SELECT * FROM pristine.managers; COMMIT");
        command.ExecuteNonQuery();
        if (!State(database).SequenceEqual(_pristine))
            throw new InvalidOperationException($"the rows of {database} were not restored");
    }

    /// <summary>Values in text form; <paramref name="sql"/> gives one column.</summary>
    public List<string> Values(string sql)
    {
        using var command = Superuser(Real).CreateCommand(sql);
        using var reader = command.ExecuteReader();
        var values = new List<string>();
        while (reader.Read())
            values.Add(reader.GetString(0));
        return values;
    }

    /// <summary>Runs SQL as superuser in the database behind the gateway.</summary>
    public void Execute(string sql)
    {
        using var command = Superuser(Real).CreateCommand(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>Keys of the rows that another session holds, as one that skips them finds out.</summary>
    public List<int> Locked(string database, string table)
    {
        using var command = Superuser(database).CreateCommand(
            $"SELECT id FROM {Qualified(database, table)} WHERE id NOT IN (SELECT id FROM (SELECT id FROM {Qualified(database, table)} FOR UPDATE SKIP LOCKED) free) ORDER BY id");
        using var reader = command.ExecuteReader();
        var keys = new List<int>();
        while (reader.Read())
            keys.Add(reader.GetInt32(0));
        return keys;
    }

    public void Dispose()
    {
        foreach (var source in _superusers.Values)
            source.Dispose();
        foreach (var database in MatrixPolicy.All.Select(Of).Append(Real))
            _server.Psql($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
    }

    private NpgsqlDataSource Superuser(string database)
    {
        if (!_superusers.TryGetValue(database, out var source))
        {
            _superusers.Add(database, source = NpgsqlDataSource.Create(string.Create(
                CultureInfo.InvariantCulture,
                $"Host=127.0.0.1;Port={_server.Port};Username={PostgresServer.SuperUser};Password={PostgresServer.SuperPassword};Database={database};SSL Mode=Disable;Maximum Pool Size=2")));
        }

        return source;
    }

    private static string Pristine() =>
        "CREATE SCHEMA pristine;" + string.Concat(Tables.Append("managers").Select(t => $"CREATE TABLE pristine.{t} AS SELECT * FROM {Own(t)};"));

    // Rows of the child stand in the child.
    private static string Own(string table) => table == "staff" ? "ONLY staff" : table;

    private static string Source(string table) => $"pristine.{table}";

    private static string Qualified(string database, string table) =>
        (database == Real || database == Of(MatrixPolicy.None) || database == Of(MatrixPolicy.Columns) || table is "branches" or "order_lines" or "archive" or "journal" ? "public." : "base.") + table;

    private static string StateQuery(string database) => string.Join(" UNION ALL ", Tables.Append("managers").Select(t =>
        $"SELECT '{t}: ' || coalesce((SELECT string_agg(t::text, E'\\n' ORDER BY t::text) FROM {Qualified(database, t)} t), '')"));
}
