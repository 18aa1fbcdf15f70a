using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ProxyDb.Integration.Tds.Tests.BypassClasses;

/// <summary>
/// Databases <c>twin</c> (what masks, a filter and a denial hide), <c>lab</c> (the analyst's own) and <c>hidden</c>, and a service login with every right of
/// the server: nothing but the gateway stands between the analyst and the data.
/// </summary>
internal static class BypassSchema
{
    public const string Database = "twin";
    public const string Service = "bypass";
    public const string ServicePassword = "bypass-secret";
    public const string PayrollSecret = "director-of-payroll";
    public const string DeniedNumber = "918273645";

    /// <summary>The first four characters of every resident number.</summary>
    public const string Prefix = "7701";

    public const string MaskedFirst = "**********4001";

    /// <summary>Batches parted by lines of GO, run in <c>twin</c>.</summary>
    public static string Structure { get; } = $"""
        CREATE TABLE dbo.branches (code varchar(10) NOT NULL PRIMARY KEY, city nvarchar(100) NOT NULL)
        CREATE TABLE dbo.customers (
            customer_id int NOT NULL PRIMARY KEY, name nvarchar(100) NOT NULL, branch varchar(10) NOT NULL, code varchar(20) NOT NULL, amount int NOT NULL,
            resident_no varchar(20) NULL UNIQUE, email nvarchar(100) NULL, birth date NULL, salary int NULL, note nvarchar(max) NULL)
        CREATE TABLE dbo.orders (id bigint IDENTITY(1,1) NOT NULL PRIMARY KEY, customer_id int NOT NULL, total decimal(12,2) NOT NULL)
        CREATE TABLE dbo.visits (visit_id int NOT NULL, branch varchar(10) NOT NULL, customer_id int NOT NULL, resident_no varchar(20) NULL)
        CREATE TABLE dbo.payroll (employee nvarchar(100) NOT NULL PRIMARY KEY, amount int NOT NULL)
        CREATE TABLE hidden.dbo.t (v int NULL)
        CREATE TABLE lab.dbo.own (v nvarchar(200) NULL)
        CREATE TABLE dbo.with_computed (a varchar(20) NULL, b AS a + 'x')
        CREATE TYPE dbo.texts AS TABLE (v nvarchar(200) NULL)
        GO
        INSERT INTO dbo.branches VALUES ('S01', N'Seoul'), ('S02', N'Busan')
        INSERT INTO dbo.customers VALUES {string.Join(", ", Enumerable.Range(1, 12).Select(Customer))}
        INSERT INTO dbo.orders (customer_id, total) SELECT customer_id, customer_id * 1.5 FROM dbo.customers WHERE customer_id < 9
        INSERT INTO dbo.visits SELECT customer_id, branch, customer_id, resident_no FROM dbo.customers
        INSERT INTO dbo.payroll VALUES (N'{PayrollSecret}', {DeniedNumber})
        INSERT INTO hidden.dbo.t VALUES ({DeniedNumber})
        GO
        CREATE VIEW dbo.v_customers AS SELECT customer_id AS id, name, resident_no AS number, branch FROM dbo.customers
        GO
        CREATE VIEW dbo.v_deep AS SELECT id, number AS digits FROM dbo.v_customers
        GO
        CREATE VIEW dbo.v_payroll AS SELECT employee, amount FROM dbo.payroll
        GO
        CREATE FUNCTION dbo.f_number (@i int) RETURNS varchar(20) AS BEGIN RETURN (SELECT resident_no FROM dbo.customers WHERE customer_id = @i) END
        GO
        CREATE FUNCTION dbo.f_customers (@i int) RETURNS TABLE AS RETURN (SELECT resident_no AS number FROM dbo.customers WHERE customer_id >= @i)
        GO
        CREATE PROCEDURE dbo.p_customers AS SELECT resident_no, note FROM dbo.customers
        GO
        CREATE PROCEDURE dbo.p_outer AS EXEC dbo.p_customers
        GO
        CREATE PROCEDURE dbo.p_text @s nvarchar(max) AS EXEC (@s)
        GO
        CREATE PROCEDURE dbo.p_output @v varchar(20) OUTPUT AS SELECT @v = resident_no FROM dbo.customers WHERE customer_id = 9
        GO
        CREATE PROCEDURE dbo.p_payroll AS SELECT amount FROM dbo.payroll
        GO
        CREATE SYNONYM dbo.s_customers FOR dbo.customers
        GO
        CREATE SYNONYM dbo.s_payroll FOR twin.dbo.payroll
        GO
        CREATE SYNONYM dbo.s_hidden FOR hidden.dbo.t
        """;

    /// <summary>What must be in no byte that an analyst receives: texts as UTF-16LE and in code pages, numbers and dates as types write them.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Secrets { get; } =
    [
        .. new[] { "secret note", "concealed row", "no number (", PayrollSecret, DeniedNumber }.Concat(Enumerable.Range(1, 12).SelectMany(PerRow))
            .SelectMany(s => new[] { (s, Encoding.ASCII.GetBytes(s)), (s, Encoding.Unicode.GetBytes(s)), (s, Encoding.ASCII.GetBytes(Convert.ToHexString(Encoding.ASCII.GetBytes(s)))) }),
        .. Enumerable.Range(71001, 12).Append(918273645).Select(n => (n.ToString(CultureInfo.InvariantCulture) + " (binary)", BitConverter.GetBytes(n))),
        .. Enumerable.Range(0, 12).Select(i => ($"birth {i} (binary)", Date(new DateOnly(1977, 3, 1).AddDays(i)))),
    ];

    private static string Customer(int i) => FormattableString.Invariant(
        $"({i}, N'{(i < 9 ? "customer" : "concealed row")} {i}', '{(i < 9 ? "S01" : "S02")}', '{(i < 9 ? i.ToString(CultureInfo.InvariantCulture) : "no number (")}', {(i < 9 ? 10 * i : 100)}, '7701{10 + i}-1{20 + i}{4000 + i}', N'kaaaa{10 + i}@example.com', '1977-03-{i:00}', {71000 + i}, N'secret note {i}')");

    private static string[] PerRow(int i) =>
        [FormattableString.Invariant($"7701{10 + i}-1"), FormattableString.Invariant($"kaaaa{10 + i}"), FormattableString.Invariant($"1977-03-{i:00}"), FormattableString.Invariant($"{71000 + i}")];

    private static byte[] Date(DateOnly day)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, day.DayNumber);
        return [3, .. bytes[..3]];
    }
}
