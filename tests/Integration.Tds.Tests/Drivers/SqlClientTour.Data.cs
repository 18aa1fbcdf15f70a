using System.Data;
using System.Globalization;
using Microsoft.Data.SqlClient;

namespace ProxyDb.Integration.Tds.Tests.Drivers;

/// <summary>Data in bulk, cancellation, sessions and pools.</summary>
internal sealed partial class SqlClientTour
{
    private void BulkCopy(SqlConnection c)
    {
        Execute(c, "CREATE TABLE d.dbo.loaded (id int NOT NULL CONSTRAINT pk_bulk PRIMARY KEY, t nvarchar(50) NULL, n decimal(10,2) NULL, ts datetime2(7) NULL, m nvarchar(max) NULL)");
        using var rows = new DataTable { Locale = CultureInfo.InvariantCulture };
        rows.Columns.Add("id", typeof(int));
        rows.Columns.Add("t", typeof(string));
        rows.Columns.Add("n", typeof(decimal));
        rows.Columns.Add("ts", typeof(DateTime));
        rows.Columns.Add("m", typeof(string));
        for (var i = 0; i < 1000; i++)
            rows.Rows.Add(i, i % 3 == 0 ? null : $"행 {i}", i * 1.25m, new DateTime(2026, 1, 1).AddMinutes(i), i % 100 == 0 ? new string('m', 5000) : null);
        using (var copy = new SqlBulkCopy(c) { DestinationTableName = "d.dbo.loaded", BatchSize = 300 })
            copy.WriteToServer(rows);
        Show(c, "SELECT COUNT(*) AS n, SUM(n) AS s, MAX(ts) AS ts, COUNT(t) AS t, COUNT(m) AS m FROM d.dbo.loaded");
        using var again = new SqlBulkCopy(c) { DestinationTableName = "d.dbo.loaded" };
        Attempt(() => again.WriteToServer(rows));
        Show(c, "SELECT COUNT(*) AS n FROM d.dbo.loaded");
    }

    private void TableParameters(SqlConnection c)
    {
        using var rows = new DataTable { Locale = CultureInfo.InvariantCulture };
        rows.Columns.Add("id", typeof(int));
        rows.Columns.Add("label", typeof(string));
        for (var i = 1; i <= 40; i++)
            rows.Rows.Add(i, i % 2 == 0 ? null : $"라벨 {i}");
        using var command = new SqlCommand("SELECT c.name, l.label FROM customers c JOIN @list l ON l.id = c.customer_id WHERE l.id <= @n ORDER BY l.id", c);
        command.Parameters.Add(new SqlParameter("@list", SqlDbType.Structured) { TypeName = "dbo.id_list", Value = rows });
        command.Parameters.AddWithValue("@n", 4);
        Show(command);
    }

    private void Large(SqlConnection c)
    {
        Execute(c, "CREATE TABLE d.dbo.large (id int NOT NULL, t nvarchar(max) NULL, b varbinary(max) NULL)");
        var text = string.Concat(Enumerable.Range(0, 40000).Select(i => (char)('가' + (i % 1000))));
        var bytes = new byte[300_000];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(i * 7);
        Print(Execute(c, "INSERT INTO d.dbo.large VALUES (1, @t, @b)", ("@t", text), ("@b", bytes)));
        using (var command = new SqlCommand("SELECT t, b FROM d.dbo.large", c))
        using (var reader = command.ExecuteReader(CommandBehavior.SequentialAccess))
        {
            reader.Read();
            Print(reader.GetString(0) == text, reader.GetFieldValue<byte[]>(1).AsSpan().SequenceEqual(bytes));
        }

        Show(c, $"SELECT LEN(N'{new string('x', 9000)}') AS n");
        Show(c, "SELECT @p AS p" + new string(' ', 6000), ("@p", 1));
        using var all = new SqlCommand("SELECT o.id, o.note, l.item FROM orders o JOIN order_lines l ON l.order_id = o.id ORDER BY o.id, l.line", c);
        using var rows = all.ExecuteReader();
        var count = 0;
        while (rows.Read())
            count++;
        Print(count);
    }

    private void Cancel(SqlConnection c)
    {
        using (var slow = new SqlCommand("WAITFOR DELAY '00:00:20'", c) { CommandTimeout = 1 })
            Attempt(() => slow.ExecuteNonQuery());
        using (var cancelled = new SqlCommand("WAITFOR DELAY '00:00:20'", c))
        {
            using var soon = new Timer(_ => cancelled.Cancel(), null, 300, Timeout.Infinite);
            Attempt(() => cancelled.ExecuteNonQuery());
        }

        Show(c, "SELECT 'goes on' AS word");
        using (var transaction = c.BeginTransaction())
        {
            using var slow = new SqlCommand("WAITFOR DELAY '00:00:20'", c, transaction) { CommandTimeout = 1 };
            Attempt(() => slow.ExecuteNonQuery());
            using var count = new SqlCommand("SELECT @@TRANCOUNT", c, transaction);
            Print(count.ExecuteScalar());
            transaction.Rollback();
        }

        // A reader that is closed early cancels what it has not read.
        using (var many = new SqlCommand("SELECT a.id FROM orders a CROSS JOIN orders b", c))
        using (var reader = many.ExecuteReader())
        {
            reader.Read();
            many.Cancel();
        }

        Show(c, "SELECT 'still' AS word");
    }

    private void Schema(SqlConnection c)
    {
        using var command = new SqlCommand("SELECT customer_id, name, email FROM customers", c);
        using (var reader = command.ExecuteReader(CommandBehavior.SchemaOnly))
        {
            Print(reader.FieldCount, reader.GetName(1), reader.GetDataTypeName(1), reader.Read());
        }

        Show(c, "SELECT customer_id FROM customers WHERE 1 = 0");
    }

    private void Adapter(SqlConnection c)
    {
        using var adapter = new SqlDataAdapter("SELECT customer_id, name FROM customers WHERE customer_id < 5", c);
        using var table = new DataTable { Locale = CultureInfo.InvariantCulture };
        Print(adapter.Fill(table));
        Execute(c, "CREATE TABLE d.dbo.adapted (id int NOT NULL, t nvarchar(20) NULL)");
        using var rows = new DataTable { Locale = CultureInfo.InvariantCulture };
        rows.Columns.Add("id", typeof(int));
        rows.Columns.Add("t", typeof(string));
        for (var i = 0; i < 25; i++)
            rows.Rows.Add(i, $"row {i}");
        using var insert = new SqlCommand("INSERT INTO d.dbo.adapted VALUES (@id, @t)", c) { UpdatedRowSource = UpdateRowSource.None };
        insert.Parameters.Add("@id", SqlDbType.Int, 0, "id");
        insert.Parameters.Add("@t", SqlDbType.NVarChar, 20, "t");
        using var batches = new SqlDataAdapter { InsertCommand = insert, UpdateBatchSize = 10 };
        Print(batches.Update(rows));
        Show(c, "SELECT COUNT(*) AS n FROM d.dbo.adapted");
    }

    private void Korean(SqlConnection c)
    {
        Show(c, "SELECT id, w, n FROM korean ORDER BY id");
        Show(c, "SELECT id FROM korean WHERE n = @n", ("@n", "대한민국"));
        Execute(c, "CREATE TABLE d.dbo.ko (id int NOT NULL, w varchar(50) COLLATE Korean_Wansung_CI_AS NULL, n nvarchar(50) NULL)");
        Print(Execute(c, "INSERT INTO d.dbo.ko VALUES (1, N'똠방각하', N'펲시콜라')"));
        Print(Execute(c, "INSERT INTO d.dbo.ko VALUES (2, @w, @n)", ("@w", "가나다 라"), ("@n", "마바사 😀")));
        Show(c, "SELECT * FROM d.dbo.ko ORDER BY id");
    }

    private void Session(SqlConnection c)
    {
        Execute(c, "CREATE TABLE #mine (a int NULL); INSERT INTO #mine VALUES (1), (2)");
        Show(c, "SELECT a FROM #mine ORDER BY a");
        Execute(c, "SET LANGUAGE us_english; SET DATEFIRST 3; SET LOCK_TIMEOUT 1234");
        Show(c, "SELECT @@DATEFIRST AS f, @@LOCK_TIMEOUT AS l");
        c.ChangeDatabase("d");
        Show(c, "SELECT DB_NAME() AS db");
        Print(c.Database);
        Execute(c, "BEGIN TRANSACTION; INSERT INTO d.dbo.ko (id) VALUES (99)");
    }

    /// <summary>On the same connection of the pool, if there is one: what the session left is gone.</summary>
    private void AfterSession(SqlConnection c)
    {
        Print(c.Database);
        Show(c, "SELECT DB_NAME() AS db, @@TRANCOUNT AS t, @@DATEFIRST AS f, @@LOCK_TIMEOUT AS l");
        Attempt(() => Show(c, "SELECT a FROM #mine"));
        Show(c, "SELECT COUNT(*) AS n FROM d.dbo.ko WHERE id = 99");
    }

    private void Readers(SqlConnection c)
    {
        using var command = new SqlCommand("SELECT id, note, total FROM orders WHERE id <= 10 ORDER BY id", c);
        using var reader = command.ExecuteReaderAsync().GetAwaiter().GetResult();
        while (reader.ReadAsync().GetAwaiter().GetResult())
            Print(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetDecimal(2));
    }
}
