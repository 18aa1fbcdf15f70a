using System.Globalization;

namespace ProxyDb.Integration.Tds.Tests.Oracles;

/// <summary>
/// Two databases that differ only in what an analyst of branch S01 must not learn: the resident numbers and other masked values of
/// every customer, and the number, keys and values of the rows of other branches.
/// </summary>
internal static class TwinSchema
{
    public const string Left = "twin_l";
    public const string Right = "twin_r";

    /// <summary>Rows every analyst of S01 may see (customers 1 to 8); of these the masked columns differ between the twins.</summary>
    private const int Shown = 8;

    /// <summary>Batches that make the tables of either twin.</summary>
    public static IReadOnlyList<string> Structure { get; } =
    [
        """
        CREATE TABLE dbo.branches (code varchar(3) NOT NULL CONSTRAINT pk_branches PRIMARY KEY, city varchar(20) NOT NULL)
        CREATE TABLE dbo.customers (
            customer_id int NOT NULL CONSTRAINT pk_customers PRIMARY KEY, name nvarchar(40) NOT NULL, branch varchar(3) NOT NULL, code varchar(20) NOT NULL, amount int NOT NULL,
            resident_no varchar(14) NULL CONSTRAINT uq_customers UNIQUE, email nvarchar(40) NULL, birth date NULL, salary int NULL, score decimal(12,2) NULL, note nvarchar(40) NULL)
        CREATE TABLE dbo.orders (
            id bigint IDENTITY(1,1) NOT NULL CONSTRAINT pk_orders PRIMARY KEY, customer_id int NOT NULL CONSTRAINT fk_orders REFERENCES dbo.customers (customer_id),
            total decimal(12,2) NOT NULL, remark nvarchar(60) NULL)
        CREATE TABLE dbo.visits (visit_id int NOT NULL CONSTRAINT pk_visits PRIMARY KEY, branch varchar(3) NOT NULL, customer_id int NOT NULL, resident_no varchar(14) NULL)
        CREATE TABLE dbo.marks (id int NOT NULL CONSTRAINT pk_marks PRIMARY KEY, kind int NOT NULL, resident_no varchar(14) NULL, CONSTRAINT uq_marks UNIQUE (kind, resident_no))
        CREATE TABLE dbo.scratch (id int NOT NULL CONSTRAINT pk_scratch PRIMARY KEY, a int NULL, b varchar(60) NULL, c date NULL)
        INSERT INTO dbo.scratch VALUES (1, 1, 'one', '2000-01-01')
        """,
        "CREATE VIEW dbo.v_customers AS SELECT customer_id AS id, name, resident_no AS number, branch FROM dbo.customers",
        "CREATE VIEW dbo.v_prefix AS SELECT customer_id, LEFT(resident_no, 6) AS prefix FROM dbo.customers",
        "CREATE VIEW dbo.v_counts AS SELECT branch, COUNT(*) AS n FROM dbo.customers GROUP BY branch",
        "CREATE FUNCTION dbo.f_number (@i int) RETURNS varchar(14) AS BEGIN RETURN (SELECT resident_no FROM dbo.customers WHERE customer_id = @i) END",
        "CREATE FUNCTION dbo.t_numbers () RETURNS TABLE AS RETURN SELECT customer_id, resident_no FROM dbo.customers",
        "CREATE PROCEDURE dbo.p_numbers @first varchar(14) OUTPUT AS BEGIN SELECT resident_no FROM dbo.customers SELECT @first = MIN(resident_no) FROM dbo.customers RETURN 3 END",
        "CREATE SYNONYM dbo.clients FOR dbo.customers",
        "CREATE TYPE dbo.id_list AS TABLE (id int NOT NULL)",
    ];

    public static int LastHidden(string database) => IsLeft(database) ? 12 : 14;

    /// <summary>The rows of one twin, as a batch. Orders are reversed in the right twin, lengths are the same.</summary>
    public static string Data(string database)
    {
        var all = Enumerable.Range(1, LastHidden(database)).ToList();
        return $"""
            INSERT INTO dbo.branches VALUES ('S01', 'Seoul'), ('S02', 'Busan')
            INSERT INTO dbo.customers VALUES {string.Join(", ", all.Select(i => Customer(i, IsLeft(database))))}
            INSERT INTO dbo.orders (customer_id, total) VALUES {string.Join(", ", Enumerable.Range(1, Shown).Select(i => Text($"({i}, {i * 1.5m})")))}
            INSERT INTO dbo.visits VALUES {string.Join(", ", all.Select(i => $"({i}, '{(i <= Shown ? "S01" : "S02")}', {i}, '{Number(i, IsLeft(database))}')"))}
            INSERT INTO dbo.marks VALUES {string.Join(", ", Enumerable.Range(1, Shown).Select(i => $"({i}, {i}, '{Number(1 + (i / 2), IsLeft(database))}')"))}
            """;
    }

    /// <summary>What must be in no byte that an analyst receives from the twin.</summary>
    public static IReadOnlyList<string> Secrets(string database)
    {
        var isLeft = IsLeft(database);
        var secrets = new List<string> { isLeft ? "secret note left" : "secret note right", isLeft ? "hidden left" : "hidden right" };
        for (var i = 1; i <= LastHidden(database); i++)
        {
            secrets.AddRange([Number(i, isLeft)[..10], Mail(i, isLeft)[..7], Birth(i, isLeft)]);
            secrets.AddRange([$"{Salary(i, isLeft)}", Text($"{Score(i, isLeft)}")]);
        }

        return secrets;
    }

    private static string Customer(int i, bool isLeft)
    {
        var (name, branch, code, amount) = i <= Shown
            ? ($"customer {i}", "S01", $"{i}", 10 * i)
            : ((isLeft ? "hidden left " : "hidden right ") + i, "S02", isLeft ? "no number ([" : "7", isLeft ? 100 : 200);
        return Text($"({i}, N'{name}', '{branch}', '{code}', {amount}, '{Number(i, isLeft)}', N'{Mail(i, isLeft)}', '{Birth(i, isLeft)}', {Salary(i, isLeft)}, {Score(i, isLeft)}, ")
            + (isLeft ? $"N'secret note left {i}')" : $"N'secret note right {50 - i}')");
    }

    private static string Number(int i, bool isLeft) => isLeft ? $"7701{10 + i}-1{20 + i}{4000 + i}" : $"8802{60 - i}-2{80 - i}{4000 + i}";

    private static string Mail(int i, bool isLeft) => isLeft ? $"kaaaa{10 + i}@example.com" : $"kbbbb{40 - i}@example.com";

    private static string Birth(int i, bool isLeft) => isLeft ? $"1977-03-{i:00}" : $"1977-11-{29 - i:00}";

    private static int Salary(int i, bool isLeft) => isLeft ? 71000 + i : 82100 - i;

    private static decimal Score(int i, bool isLeft) => isLeft ? 1100.25m + i : 1350.25m - i;

    private static bool IsLeft(string database) => database == Left;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
