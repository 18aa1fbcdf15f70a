using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ProxyDb.Integration.MySql.Tests.BypassClasses;

/// <summary>
/// Databases <c>twin</c> (what masks, a filter and a denial hide), <c>lab</c> (the analyst's own) and <c>hidden</c>, and a service login with every right of
/// the server: nothing but the gateway stands between the analyst and the data.
/// </summary>
internal static class BypassSchema
{
    public const string Database = "twin";
    public const string Service = "bypass";
    public const string ServicePassword = "bypass-secret";

    public const string Structure = $"""
        CREATE OR REPLACE USER {Service}@'%' IDENTIFIED BY '{ServicePassword}';
        GRANT ALL ON *.* TO {Service}@'%' WITH GRANT OPTION;
        DROP DATABASE IF EXISTS twin; CREATE DATABASE twin; DROP DATABASE IF EXISTS lab; CREATE DATABASE lab; DROP DATABASE IF EXISTS hidden; CREATE DATABASE hidden;
        USE twin;
        CREATE TABLE branches (code varchar(10) PRIMARY KEY, city varchar(100) NOT NULL);
        CREATE TABLE customers (
            customer_id int PRIMARY KEY, name varchar(100) NOT NULL, branch varchar(10) NOT NULL, code varchar(20) NOT NULL, amount int NOT NULL,
            resident_no varchar(20) UNIQUE, email varchar(100), birth date, salary int, note varchar(100));
        CREATE TABLE orders (id bigint AUTO_INCREMENT PRIMARY KEY, customer_id int NOT NULL, total decimal(12,2) NOT NULL);
        CREATE TABLE visits (visit_id int NOT NULL, branch varchar(10) NOT NULL, customer_id int NOT NULL, resident_no varchar(20));
        CREATE TABLE payroll (employee varchar(100) PRIMARY KEY, amount int NOT NULL);
        CREATE TABLE hidden.t AS SELECT 918273645 AS v;
        INSERT INTO branches VALUES ('S01', 'Seoul'), ('S02', 'Busan');
        INSERT INTO customers SELECT seq, CONCAT(IF(seq < 9, 'customer ', 'concealed row '), seq), IF(seq < 9, 'S01', 'S02'), IF(seq < 9, seq, 'no number ('), IF(seq < 9, 10 * seq, 100),
            CONCAT('7701', 10 + seq, '-1', 20 + seq, 4000 + seq), CONCAT('kaaaa', 10 + seq, '@example.com'), '1977-03-01' + INTERVAL (seq - 1) DAY, 71000 + seq, CONCAT('secret note ', seq)
          FROM seq_1_to_12;
        INSERT INTO orders (customer_id, total) SELECT seq, seq * 1.5 FROM seq_1_to_8;
        INSERT INTO visits SELECT customer_id, branch, customer_id, resident_no FROM customers;
        INSERT INTO payroll VALUES ('{PayrollSecret}', {DeniedNumber});
        CREATE VIEW v_customers AS SELECT customer_id AS id, name, resident_no AS number, branch FROM customers;
        CREATE FUNCTION f_number(i int) RETURNS varchar(20) READS SQL DATA RETURN (SELECT resident_no FROM twin.customers WHERE customer_id = i);
        """;

    public const string PayrollSecret = "director-of-payroll";
    public const string DeniedNumber = "918273645";

    /// <summary>The first four characters of every resident number.</summary>
    public const string Prefix = "7701";

    public const string MaskedFirst = "**********4001";

    /// <summary>What must be in no byte that an analyst receives: texts, and integers as the binary protocol writes them.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Secrets { get; } =
    [
        .. new[] { "secret note", "concealed row", "no number (", PayrollSecret, DeniedNumber }.Concat(Enumerable.Range(1, 12).SelectMany(PerRow)).Select(s => (s, Encoding.ASCII.GetBytes(s))),
        .. Enumerable.Range(71001, 12).Append(918273645).Select(n => (n.ToString(CultureInfo.InvariantCulture) + " (binary)", Binary(n))),
    ];

    private static string[] PerRow(int i) =>
        [string.Create(CultureInfo.InvariantCulture, $"7701{10 + i}-1"), string.Create(CultureInfo.InvariantCulture, $"kaaaa{10 + i}"), string.Create(CultureInfo.InvariantCulture, $"1977-03-{i:00}"), string.Create(CultureInfo.InvariantCulture, $"{71000 + i}")];

    private static byte[] Binary(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
