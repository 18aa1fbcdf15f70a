using System.Data;
using System.Globalization;
using System.Text;
using Microsoft.Data.SqlClient;
using ProxyDb.TestKit.Tds;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Drivers;

/// <summary>What applications do with SqlClient, written down so that two runs can be compared.</summary>
internal sealed partial class SqlClientTour(string connectionString)
{
    private readonly StringBuilder _output = new();

    public static string Run(int port, string more)
    {
        var tour = new SqlClientTour(
            $"Server=127.0.0.1,{port};User ID={TdsSample.User};Password={TdsSample.Password};Database={TdsSample.DatabaseName};TrustServerCertificate=true;Max Pool Size=5;{more}");
        (string Name, Action<SqlConnection> Run)[] steps =
        [
            ("queries", tour.Queries), ("types", tour.Types), ("prepared", tour.Prepared), ("transactions", tour.Transactions), ("procedures", tour.Procedures), ("errors", tour.Errors),
            ("messages", tour.Messages), ("bulk copy", tour.BulkCopy), ("table parameters", tour.TableParameters), ("large", tour.Large), ("cancel", tour.Cancel),
            ("schema", tour.Schema), ("adapter", tour.Adapter), ("korean", tour.Korean), ("session", tour.Session), ("after the session", tour.AfterSession), ("readers", tour.Readers),
        ];
        foreach (var (name, run) in steps)
            tour.Step(name, run);
        SqlConnection.ClearAllPools();
        return tour._output.ToString();
    }

    private void Step(string name, Action<SqlConnection> run)
    {
        _output.Append("== ").Append(name).Append('\n');
        try
        {
            using var connection = new SqlConnection(connectionString);
            connection.Open();
            run(connection);
        }
        catch (Exception error) when (error is SqlException or InvalidOperationException or IOException)
        {
            _output.Append("FAILED ").Append(error.Message).Append('\n');
        }
    }

    private void Print(params object?[] values) => _output.AppendJoin(" | ", values.Select(v => v is DBNull ? "NULL" : TdsText.Of(v) ?? "null")).Append('\n');

    private static SqlCommand Command(SqlConnection c, string sql, params (string Name, object? Value)[] parameters)
    {
        var command = new SqlCommand(sql, c);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    private static int Execute(SqlConnection c, string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(c, sql, parameters);
        return command.ExecuteNonQuery();
    }

    private void Show(SqlConnection c, string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(c, sql, parameters);
        Show(command);
    }

    private void Show(SqlCommand command)
    {
        using var reader = command.ExecuteReader();
        do
        {
            Print([.. Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)}:{reader.GetDataTypeName(i)}")]);
            while (reader.Read())
                Print([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)]);
        }
        while (reader.NextResult());
        _output.Append(CultureInfo.InvariantCulture, $"affected {reader.RecordsAffected}\n");
    }

    private void Queries(SqlConnection c)
    {
        Print(c.ServerVersion, c.Database, c.PacketSize);
        Execute(c, "CREATE TABLE d.dbo.net (id int IDENTITY(1,1) NOT NULL PRIMARY KEY, t nvarchar(100) NULL, n decimal(10,2) NULL, ts datetime2(3) NULL, b varbinary(max) NULL)");
        Print(Execute(c, "INSERT INTO d.dbo.net (t, n, ts) VALUES (@t, @n, @ts)", ("@t", "한글 'q'"), ("@n", 1.5m), ("@ts", new DateTime(2026, 1, 2, 3, 4, 5))));
        Show(c, "SELECT * FROM d.dbo.net WHERE t = @t", ("@t", "한글 'q'"));
        Show(c, "SELECT 1 AS a SELECT 2 AS b, NULL AS c");
        Show(c, "SELECT TOP (@n) customer_id, name FROM customers ORDER BY customer_id", ("@n", 3));
        Show(c, "INSERT INTO d.dbo.net (t) VALUES (N'x'); SELECT CAST(SCOPE_IDENTITY() AS int) AS id");
        Show(c, "SELECT o.status, COUNT(*) AS n, SUM(o.total) AS total FROM orders o JOIN customers c ON c.customer_id = o.customer_id GROUP BY o.status ORDER BY o.status");
        Print(Execute(c, "UPDATE customers SET email = email WHERE customer_id < 4"));
        Print(Execute(c, "DELETE FROM d.dbo.net WHERE t = @t", ("@t", null)));
    }

    private void Types(SqlConnection c)
    {
        Execute(c, """
            CREATE TABLE d.dbo.types (
                id int NOT NULL PRIMARY KEY, c_bit bit NULL, c_tiny tinyint NULL, c_small smallint NULL, c_big bigint NULL, c_real real NULL, c_float float NULL,
                c_smallmoney smallmoney NULL, c_money money NULL, c_dec decimal(20,4) NULL, c_date date NULL, c_time time(7) NULL, c_smalldt smalldatetime NULL, c_dt datetime NULL,
                c_dt2 datetime2(7) NULL, c_dto datetimeoffset(7) NULL, c_char char(5) NULL, c_varchar varchar(50) NULL, c_nchar nchar(5) NULL, c_nvarchar nvarchar(50) NULL,
                c_vmax varchar(max) NULL, c_nmax nvarchar(max) NULL, c_bin binary(4) NULL, c_varbin varbinary(20) NULL, c_bmax varbinary(max) NULL, c_guid uniqueidentifier NULL)
            """);
        using var insert = new SqlCommand(
            "INSERT INTO d.dbo.types VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13, @p14, @p15, @p16, @p17, @p18, @p19, @p20, @p21, @p22, @p23, @p24, @p25)", c);
        (SqlDbType Type, int Size, object Value)[] values =
        [
            (SqlDbType.Int, 0, 1), (SqlDbType.Bit, 0, true), (SqlDbType.TinyInt, 0, (byte)255), (SqlDbType.SmallInt, 0, (short)-5), (SqlDbType.BigInt, 0, long.MaxValue), (SqlDbType.Real, 0, 1.5f),
            (SqlDbType.Float, 0, 2.25), (SqlDbType.SmallMoney, 0, 12.34m), (SqlDbType.Money, 0, -56.7891m), (SqlDbType.Decimal, 0, 123456.789m), (SqlDbType.Date, 0, new DateTime(2026, 1, 2)),
            (SqlDbType.Time, 0, new TimeSpan(3, 4, 5)), (SqlDbType.SmallDateTime, 0, new DateTime(2026, 1, 2, 3, 4, 0)), (SqlDbType.DateTime, 0, new DateTime(2026, 1, 2, 3, 4, 5, 120)),
            (SqlDbType.DateTime2, 0, new DateTime(2026, 1, 2, 3, 4, 5).AddTicks(1234567)), (SqlDbType.DateTimeOffset, 0, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(9))),
            (SqlDbType.Char, 5, "ab"), (SqlDbType.VarChar, 50, "café"), (SqlDbType.NChar, 5, "한"), (SqlDbType.NVarChar, 50, "한글"), (SqlDbType.VarChar, -1, new string('v', 9000)),
            (SqlDbType.NVarChar, -1, new string('나', 9000)), (SqlDbType.Binary, 4, new byte[] { 1, 2, 3, 4 }), (SqlDbType.VarBinary, 20, new byte[] { 0, 255 }), (SqlDbType.VarBinary, -1, new byte[9000]),
            (SqlDbType.UniqueIdentifier, 0, new Guid("6f9619ff-8b86-d011-b42d-00c04fc964ff")),
        ];
        for (var i = 0; i < values.Length; i++)
            insert.Parameters.Add(new SqlParameter($"@p{i}", values[i].Type, values[i].Size) { Value = values[i].Value });
        Print(insert.ExecuteNonQuery());
        insert.Parameters[0].Value = 2;
        for (var i = 1; i < values.Length; i++)
            insert.Parameters[i].Value = DBNull.Value;
        Print(insert.ExecuteNonQuery());
        Show(c, "SELECT * FROM d.dbo.types ORDER BY id");
        using var schema = new SqlCommand("SELECT * FROM d.dbo.types", c);
        using var reader = schema.ExecuteReader(CommandBehavior.SchemaOnly);
        foreach (var column in reader.GetColumnSchema())
            Print(column.ColumnName, column.DataTypeName, column.ColumnSize, column.NumericPrecision, column.NumericScale, column.AllowDBNull);
    }

    private void Prepared(SqlConnection c)
    {
        using var command = new SqlCommand("SELECT customer_id, name FROM customers WHERE customer_id = @id", c);
        command.Parameters.Add("@id", SqlDbType.Int);
        command.Prepare();
        for (var i = 1; i < 5; i++)
        {
            command.Parameters[0].Value = i;
            Show(command);
        }
    }

    private void Transactions(SqlConnection c)
    {
        foreach (var level in (IsolationLevel[])[IsolationLevel.ReadCommitted, IsolationLevel.Serializable])
        {
            using var transaction = c.BeginTransaction(level);
            using (var insert = new SqlCommand("INSERT INTO d.dbo.net (t) VALUES (N'in a transaction')", c, transaction))
                Print(insert.ExecuteNonQuery());
            transaction.Save("here");
            using (var insert = new SqlCommand("INSERT INTO d.dbo.net (t) VALUES (N'behind the savepoint')", c, transaction))
                Print(insert.ExecuteNonQuery());
            transaction.Rollback("here");
            using (var count = new SqlCommand("SELECT COUNT(*) FROM d.dbo.net", c, transaction))
                Print(count.ExecuteScalar());
            if (level == IsolationLevel.ReadCommitted)
                transaction.Commit();
            else
                transaction.Rollback();
        }

        Show(c, "SELECT COUNT(*) AS n, @@TRANCOUNT AS t FROM d.dbo.net");
        Execute(c, "BEGIN TRANSACTION; INSERT INTO d.dbo.net (t) VALUES (N'T-SQL'); COMMIT");
        Show(c, "SELECT COUNT(*) AS n FROM d.dbo.net WHERE t = N'T-SQL'");
    }

    private void Procedures(SqlConnection c)
    {
        using var command = new SqlCommand("in_and_out", c) { CommandType = CommandType.StoredProcedure };
        command.Parameters.Add(new SqlParameter("@a", SqlDbType.Int) { Value = 4 });
        command.Parameters.Add(new SqlParameter("@b", SqlDbType.Int) { Value = 5, Direction = ParameterDirection.InputOutput });
        command.Parameters.Add(new SqlParameter("@c", SqlDbType.NVarChar, 20) { Direction = ParameterDirection.Output });
        command.Parameters.Add(new SqlParameter("@r", SqlDbType.Int) { Direction = ParameterDirection.ReturnValue });
        command.ExecuteNonQuery();
        Print(command.Parameters[1].Value, command.Parameters[2].Value, command.Parameters[3].Value);
        using var three = new SqlCommand("dbo.three_results", c) { CommandType = CommandType.StoredProcedure };
        three.Parameters.AddWithValue("@n", 2);
        Show(three);
        Show(c, "EXEC three_results @n", ("@n", 1));
        using var output = new SqlCommand("SET @x = @y * 2", c);
        output.Parameters.Add(new SqlParameter("@x", SqlDbType.Int) { Direction = ParameterDirection.Output });
        output.Parameters.AddWithValue("@y", 21);
        output.ExecuteNonQuery();
        Print(output.Parameters[0].Value);
    }

    private void Errors(SqlConnection c)
    {
        foreach (var sql in (string[])
            ["SELEC 1", "SELECT * FROM missing", "INSERT INTO customers (customer_id, name) VALUES (1, N'x')", "EXEC nothing", "RAISERROR('raised', 16, 3)", "SELECT 1/0 AS x",
             "BEGIN TRY SELECT 1/0 AS x END TRY BEGIN CATCH SELECT ERROR_NUMBER() AS n END CATCH"])
        {
            Attempt(() => Show(c, sql));
            Attempt(() => Show(c, sql + " -- @p", ("@p", 1)));
        }

        Print(c.State);
        Show(c, "SELECT 'alive' AS word");
    }

    private void Attempt(Action run)
    {
        try
        {
            run();
        }
        catch (SqlException error)
        {
            foreach (SqlError e in error.Errors)
                Print("error", e.Number, e.State, e.Class, e.LineNumber, e.Procedure, e.Message);
        }
    }

    private void Messages(SqlConnection c)
    {
        c.InfoMessage += (_, e) => Print("message", e.Message);
        Execute(c, "PRINT 'first' PRINT N'둘째' RAISERROR('low', 5, 1)");
    }
}
