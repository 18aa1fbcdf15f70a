using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text;
using MySql.Data.MySqlClient;
using ProxyDb.TestKit.MySql;

namespace ProxyDb.Integration.MySql.Tests.Drivers;

/// <summary>What applications do with MySql.Data, written down so that two runs can be compared.</summary>
internal static class MySqlDataTour
{
    public static string Run(int port, string more)
    {
        var output = new StringBuilder();
        var text = $"Server=127.0.0.1;Port={port};User ID={MySqlSample.User};Password={MySqlSample.Password};Database={MySqlSample.DatabaseName};SslMode=none;AllowUserVariables=true;{more}";
        (string Name, Action<MySqlConnection, StringBuilder> Run)[] steps =
        [
            ("tables", Tables), ("queries", Queries), ("prepared", Prepared), ("transactions", Transactions), ("procedures", Procedures), ("errors", Errors), ("adapter", Adapter), ("session", Session),
        ];
        foreach (var (name, run) in steps)
        {
            output.Append("== ").Append(name).Append('\n');
            try
            {
                using var connection = new MySqlConnection(text);
                connection.Open();
                run(connection, output);
            }
            catch (DbException error)
            {
                output.Append("FAILED ").Append(error.Message).Append('\n');
            }
        }

        MySqlConnection.ClearAllPools();
        return output.ToString();
    }

    private static int Execute(MySqlConnection connection, string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(connection, sql, parameters);
        return command.ExecuteNonQuery();
    }

    private static MySqlCommand Command(MySqlConnection connection, string sql, params (string Name, object? Value)[] parameters)
    {
        var command = new MySqlCommand(sql, connection);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }

    private static void Show(MySqlCommand command, StringBuilder output)
    {
        using var reader = command.ExecuteReader();
        do
        {
            output.AppendJoin(", ", Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)}:{reader.GetDataTypeName(i)}")).Append('\n');
            while (reader.Read())
            {
                output.AppendJoin(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "NULL" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)))
                    .Append('\n');
            }
        }
        while (reader.NextResult());
    }

    private static void Tables(MySqlConnection c, StringBuilder output)
    {
        output.Append(Execute(c, "CREATE TABLE d.net (id int AUTO_INCREMENT PRIMARY KEY, t varchar(100), n decimal(10,2), ts datetime(3) NULL, b blob, u bigint unsigned)")).Append('\n');
    }

    private static void Queries(MySqlConnection c, StringBuilder output)
    {
        using var insert = Command(c, "INSERT INTO d.net (t, n, ts, u) VALUES (@t, @n, @ts, @u)", ("@t", "한글 'q'"), ("@n", 1.5m), ("@ts", new DateTime(2026, 1, 2, 3, 4, 5)), ("@u", ulong.MaxValue));
        output.Append(insert.ExecuteNonQuery()).Append(' ').Append(insert.LastInsertedId).Append('\n');
        Show(Command(c, "SELECT * FROM d.net WHERE t = @t", ("@t", "한글 'q'")), output);
        Show(Command(c, "SELECT 1 AS a; SELECT 2 AS b, NULL AS c"), output);
    }

    private static void Prepared(MySqlConnection c, StringBuilder output)
    {
        using var command = Command(c, "SELECT customer_id, name FROM customers WHERE customer_id = @id", ("@id", 1));
        command.Prepare();
        for (var i = 1; i < 5; i++)
        {
            command.Parameters[0].Value = i;
            Show(command, output);
        }
    }

    private static void Transactions(MySqlConnection c, StringBuilder output)
    {
        foreach (var level in (IsolationLevel[])[IsolationLevel.ReadCommitted, IsolationLevel.Serializable])
        {
            using var transaction = c.BeginTransaction(level);
            Execute(c, "INSERT INTO d.net (t) VALUES ('x')");
            Show(Command(c, "SELECT COUNT(*) FROM d.net"), output);
            transaction.Rollback();
        }

        Show(Command(c, "SELECT COUNT(*) FROM d.net"), output);
    }

    private static void Procedures(MySqlConnection c, StringBuilder output)
    {
        // Its own way to call (CommandType.StoredProcedure) reads the catalog in a character set it does not know of MariaDB.
        Execute(c, "SET @b = 3; CALL in_and_out(2, @b, @c)");
        Show(Command(c, "SELECT @b, @c"), output);
        Show(Command(c, "CALL three_results(2)"), output);
    }

    private static void Errors(MySqlConnection c, StringBuilder output)
    {
        foreach (var sql in (string[])["SELEC 1", "SELECT * FROM missing", "INSERT INTO customers (customer_id, name) VALUES (1, 'x')"])
        {
            try
            {
                Execute(c, sql);
            }
            catch (MySqlException error)
            {
                output.Append(error.Number).Append(' ').Append(error.Message).Append('\n');
            }
        }

        output.Append(c.Ping()).Append('\n');
    }

    private static void Adapter(MySqlConnection c, StringBuilder output)
    {
        using var adapter = new MySqlDataAdapter("SELECT customer_id, name FROM customers WHERE customer_id < 5", c);
        using var table = new DataTable { Locale = CultureInfo.InvariantCulture };
        output.Append(adapter.Fill(table)).Append('\n');
    }

    private static void Session(MySqlConnection c, StringBuilder output)
    {
        Execute(c, "SET @mine = 5");
        Show(Command(c, "SELECT @mine"), output);
        c.ChangeDatabase("d");
        Show(Command(c, "SELECT CONVERT(database() USING utf8mb4)"), output);
    }
}
