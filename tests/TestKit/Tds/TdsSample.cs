using System.Text;
using ProxyDb.Samples.TdsServer.Serving;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.TestKit.Tds;

/// <summary>
/// The sample shop on the sample TDS server: database <c>shop</c> with the tables of the other samples, two empty databases, service login
/// <c>app</c>.
/// </summary>
public static class TdsSample
{
    public const string DatabaseName = "shop";
    public const string User = "app";
    public const string Password = "app-secret";

    /// <summary>A second login, for tests of foreign sessions.</summary>
    public const string OtherUser = "other";
    public const string OtherPassword = "other-secret";

    /// <summary>Of <c>sa</c>.</summary>
    public const string AdminPassword = "sa-secret";

    /// <summary>Batches that make the tables, views and procedures of the shop, in order; parted by lines of GO.</summary>
    public const string Schema = """
        CREATE TABLE dbo.customers (
            customer_id int NOT NULL CONSTRAINT pk_customers PRIMARY KEY, name nvarchar(100) NOT NULL, email nvarchar(100) NULL, resident_no varchar(20) NULL, branch_id varchar(10) NULL)
        CREATE TABLE dbo.orders (
            id bigint IDENTITY(1,1) NOT NULL CONSTRAINT pk_orders PRIMARY KEY, customer_id int NOT NULL, status varchar(10) NOT NULL DEFAULT 'new', total decimal(12,2) NOT NULL,
            placed_at datetime2(6) NOT NULL DEFAULT '2026-01-01 00:00:00', note nvarchar(max) NULL, CONSTRAINT ck_orders_total CHECK (total >= 0))
        CREATE TABLE dbo.order_lines (
            order_id bigint NOT NULL, line int NOT NULL, item nvarchar(100) NOT NULL, quantity int NOT NULL DEFAULT 1, price decimal(10,2) NULL,
            CONSTRAINT pk_order_lines PRIMARY KEY (order_id, line))
        CREATE TABLE dbo.salaries (employee nvarchar(50) NOT NULL CONSTRAINT pk_salaries PRIMARY KEY, amount decimal(12,2) NULL)
        CREATE TABLE dbo.journal (id bigint IDENTITY(1,1) NOT NULL CONSTRAINT pk_journal PRIMARY KEY, mark nvarchar(100) NULL CONSTRAINT uq_journal UNIQUE, who nvarchar(100) NULL)
        CREATE TABLE dbo.korean (id int NOT NULL CONSTRAINT pk_korean PRIMARY KEY, w varchar(100) COLLATE Korean_Wansung_CI_AS NULL, n nvarchar(100) NULL)
        GO
        INSERT INTO dbo.salaries (employee, amount) VALUES (N'kim', 5000), (N'lee', 6000)
        INSERT INTO dbo.korean (id, w, n) VALUES (1, N'한글', N'한글 유니코드'), (2, N'가나다', NULL), (3, NULL, N'대한민국')
        GO
        CREATE VIEW dbo.v_customers AS SELECT customer_id, name, branch_id FROM dbo.customers
        GO
        CREATE PROCEDURE dbo.note_down @m nvarchar(100) AS INSERT INTO dbo.journal (mark, who) VALUES (@m, SUSER_SNAME())
        GO
        CREATE PROCEDURE dbo.three_results @n int AS
        BEGIN
            SELECT @n AS first
            SELECT customer_id, name FROM dbo.customers WHERE customer_id <= @n ORDER BY customer_id
            SELECT N'last' AS word
        END
        GO
        CREATE PROCEDURE dbo.in_and_out @a int, @b int OUTPUT, @c nvarchar(20) OUTPUT AS
        BEGIN
            SET @b = @a + @b
            SET @c = N'sum ' + CAST(@b AS nvarchar(10))
            RETURN 7
        END
        GO
        CREATE TYPE dbo.id_list AS TABLE (id int NOT NULL, label nvarchar(50) NULL)
        """;

    /// <summary>Makes the shop in a fresh engine.</summary>
    public static void Fill(ISqlEngine engine)
    {
        Script.Run(engine, DatabaseName, Schema);
        foreach (var batch in Rows())
            Script.Run(engine, DatabaseName, batch);
    }

    private static IEnumerable<string> Rows()
    {
        yield return Insert("dbo.customers (customer_id, name, email, resident_no, branch_id)", 100, i => $"({i}, N'customer {i}', N'c{i}@example.com', '900101-1{i:D6}', 'S{i % 5:D2}')");
        yield return Insert("dbo.orders (customer_id, status, total, note)", 500, i => FormattableString.Invariant(
            $"({1 + (i % 100)}, '{(i % 3) switch { 0 => "new", 1 => "paid", _ => "shipped" }}', {i * 1.25m}, {(i % 7 == 0 ? $"N'note {i}'" : "NULL")})"));
        yield return Insert("dbo.order_lines (order_id, line, item, quantity, price)", 1500, i => FormattableString.Invariant(
            $"({1 + ((i - 1) / 3)}, {1 + ((i - 1) % 3)}, N'item {1 + ((i - 1) % 3)}', {1 + ((i - 1) % 3)}, {(1 + ((i - 1) % 3)) * 3.5m})"));
    }

    private static string Insert(string target, int count, Func<int, string> row)
    {
        var text = new StringBuilder();
        for (var from = 1; from <= count; from += 500)
            text.Append($"INSERT INTO {target} VALUES ").AppendJoin(", ", Enumerable.Range(from, Math.Min(500, count - from + 1)).Select(row)).Append('\n');
        return text.ToString();
    }
}
