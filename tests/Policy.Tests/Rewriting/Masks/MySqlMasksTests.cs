using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using ProxyDb.Policy.Rewriting.Masks;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.TestKit.MySql;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Policy.Tests.Rewriting.Masks;

/// <summary>What masks make of values on a real MariaDB, what they leave of a column's type, and what is refused.</summary>
public sealed class MySqlMasksTests
{
    private static readonly MaskTerms Null = new(MaskKind.Null);
    private static readonly MaskTerms Last = new(MaskKind.Partial) { KeepLast = 4 };
    private static readonly MaskTerms Middle = new(MaskKind.Partial) { KeepFirst = 1, KeepLast = 1, With = "○" };
    private static readonly MaskTerms Email = new(MaskKind.Email);
    private static readonly MaskTerms Year = new(MaskKind.Date);
    private static readonly MaskTerms Month = new(MaskKind.Date) { Date = DatePart.Month };

    private MariaDbServer _server = null!;
    private RawMySqlClient _client = null!;

    [OneTimeSetUp]
    public void Start()
    {
        _server = MariaDbServer.Start();
        _client = RawMySqlClient.Login(_server.Port);
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _client?.Dispose();
        _server?.Dispose();
    }

    private static IEnumerable<TestCaseData> Values()
    {
        yield return Of(Last, "varchar(20)", "740101-1234567", "**********4567");
        yield return Of(Last, "varchar(20)", "1234", "****");
        yield return Of(Last, "varchar(20)", "", "");
        yield return Of(Last, "varchar(20)", null, null);
        yield return Of(Middle, "varchar(20)", "홍길동", "홍○동");
        yield return Of(Middle, "text", "😀b\\c'", "😀○○○'");
        yield return Of(Email, "varchar(40)", "kim.lee@example.com", "k***@example.com");
        yield return Of(Email, "varchar(40)", "a@b@example.com", "a***@example.com");
        yield return Of(Email, "varchar(40)", "k@example.com", "***@example.com");
        yield return Of(Email, "varchar(40)", "@example.com", "***@example.com");
        yield return Of(Email, "char(8)", "kk@examp", "k***@exa");
        yield return Of(Email, "varchar(40)", "none", "****");
        yield return Of(Email, "varchar(40)", "end@", "e***@");
        yield return Of(Year, "date", "1974-03-05", "1974-01-01");
        yield return Of(Month, "datetime(3)", "1974-03-05 12:34:56.789", "1974-03-01 00:00:00.000");
        yield return Of(Year, "date", "0000-00-00", "0000-01-01");
        yield return Of(Month, "date", "1974-00-00", "1974-01-01");
        yield return Of(Year, "timestamp", "2026-01-01 08:59:00", "2025-01-01 00:00:00");
        yield return Of(Month, "timestamp(6)", "2026-01-01 09:00:00", "2026-01-01 00:00:00.000000");
        yield return Of(Round(1000), "decimal(10,2)", "123456.78", "123000.00");
        yield return Of(Round(1000), "decimal(10,2)", "-1999.99", "-1000.00");
        yield return Of(Round(0.05m), "decimal(10,2)", "1.99", "1.95");
        yield return Of(Round(1000), "int(11)", "-1999", "-1000");
        yield return Of(Round(7), "bigint(20) unsigned", "18446744073709551615", "18446744073709551614");
        yield return Of(Round(7), "smallint(6)", "-32768", "-32767");
        yield return Of(Round(10), "double", "-1234.5", "-1230");
        yield return Of(Round(10), "float", "9.5", "0");
        yield return Of(Constant("***"), "varchar(3)", null, "***");
        yield return Of(Constant("a\\'\"○"), "text", "x", "a\\'\"○");
        yield return Of(Constant("-5"), "int(11)", "7", "-5");
        yield return Of(Constant("250"), "tinyint(3) unsigned", "7", "250");
        yield return Of(Constant("12.5"), "decimal(10,2)", "7", "12.50");
        yield return Of(Constant("2000-01-31"), "date", "1974-03-05", "2000-01-31");
        yield return Of(Constant("2000-01-31 12:00:00"), "datetime", "1974-03-05", "2000-01-31 12:00:00");
        yield return Of(Null, "json", "{}", null);
        yield return Of(Null, "bigint(20) unsigned", "7", null);
    }

    [TestCaseSource(nameof(Values))]
    public void A_mask_makes_of_a_value_what_the_documentation_says(MaskTerms mask, string type, string? value, string? masked)
    {
        _ = _client.Run("SET sql_mode = '', time_zone = '+09:00'");
        _ = _client.Run($"CREATE OR REPLACE TABLE masked (v {type} NULL) CHARACTER SET utf8mb4");
        _ = _client.Run(value is null ? "INSERT INTO masked VALUES (NULL)" : $"INSERT INTO masked VALUES ('{value.Replace("\\", "\\\\").Replace("'", "''")}')");
        foreach (var mode in new[] { "STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ANSI_QUOTES,NO_UNSIGNED_SUBTRACTION", "NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT" })
        {
            _ = _client.Run($"SET sql_mode = '{mode}'");
            var result = _client.Run($"SELECT {Write(mask, type)} FROM masked");
            Assert.That(result.Texts[0][0], Is.EqualTo(masked));
            Assert.That(result.Warnings, Is.Zero);
        }
    }

    [TestCase("varchar(20) CHARACTER SET latin1 COLLATE latin1_bin")]
    [TestCase("varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")]
    [TestCase("text CHARACTER SET euckr")]
    public void Type_character_set_collation_and_coercibility_stay(string type)
    {
        _ = _client.Run($"CREATE OR REPLACE TABLE masked (v {type} NULL)");
        foreach (var mask in new[] { Null, Last, Email, Constant("x") })
        {
            var sql = Write(mask, type.Split(' ')[0]);
            var result = _client.Run($"SELECT v, {sql} FROM masked");

            // TEXT becomes MEDIUMTEXT or LONGTEXT, which clients read the same way.
            Assert.That(Blob(result.Columns[1].Type), Is.EqualTo(Blob(result.Columns[0].Type)), sql);
            _ = _client.Run("INSERT INTO masked VALUES ('a')");
            var row = _client.Rows($"SELECT COLLATION(v), COLLATION({sql}), COERCIBILITY(v), COERCIBILITY({sql}) FROM masked")[0];
            Assert.That(row[1], Is.EqualTo(row[0]), sql);
            Assert.That(row[3], Is.EqualTo(row[2]), sql);
            _ = _client.Run("DELETE FROM masked");
        }
    }

    [TestCase("varchar(20)", "740101-1234567")]
    [TestCase("varchar(40)", "홍길동")]
    [TestCase("text", "")]
    [TestCase("char(14)", "x ")]
    [TestCase("int(11)", "-7")]
    [TestCase("bigint(20)", "123456789012345")]
    public void The_function_gives_the_token_of_the_wire(string type, string value)
    {
        var key = RandomNumberGenerator.GetBytes(value.Length % 2 == 0 ? 32 : 100);
        _ = _server.Sql(File.ReadAllText(TokenScript()));
        _ = _server.Sql($"CALL proxydb.set_mask_key('default', FROM_BASE64('{Convert.ToBase64String(key)}')); GRANT EXECUTE ON FUNCTION proxydb.token TO '{MySqlSample.User}'@'%'");
        _ = _client.Run("SET sql_mode = ''");
        _ = _client.Run($"CREATE OR REPLACE TABLE masked (v {type} NULL) CHARACTER SET utf8mb4");
        _ = _client.Run($"INSERT INTO masked VALUES ('{value}'), (NULL)");
        Assert.That(MySqlMasks.Instance.TryWriteToken(new MaskTerms(MaskKind.Token), new ColumnType(type), "v", out var sql, out var refusal), Is.True, refusal);
        var rows = _client.Rows($"SELECT {sql} FROM masked WHERE {sql} = {sql} OR v IS NULL ORDER BY 1 DESC");
        var hash = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(value.TrimEnd(' ')));
        var digits = Convert.ToHexStringLower(hash);
        var token = type.StartsWith("int", StringComparison.Ordinal) ? (BinaryPrimitives.ReadInt32BigEndian(hash) & int.MaxValue).ToString(CultureInfo.InvariantCulture)
            : type.StartsWith("big", StringComparison.Ordinal) ? (BinaryPrimitives.ReadInt64BigEndian(hash) & long.MaxValue).ToString(CultureInfo.InvariantCulture)
            : digits[..Math.Min(32, type == "text" ? 32 : int.Parse(type.Split('(', ')')[1], CultureInfo.InvariantCulture))];
        Assert.That(rows.Select(static r => r[0]), Is.EqualTo(new[] { token, null }));
    }

    [TestCase("varchar(3)", "abcd", "longer than the column")]
    [TestCase("tinyint(4)", "128", "a number of the column's range")]
    [TestCase("int(10) unsigned", "-1", "a number of the column's range")]
    [TestCase("decimal(4,2)", "100", "a number of the column's range")]
    [TestCase("date", "01/02/2000", "such as `2000-01-31`")]
    [TestCase("enum('a','b')", "a", "it can bear `null`")]
    [TestCase("varbinary(20)", "a", "it can bear `null`")]
    public void A_constant_that_does_not_fit_is_refused(string type, string constant, string why) =>
        Assert.That(MaskSupport.Check(SqlDialect.MariaDb, Constant(constant), new ColumnType(type)), Does.Contain(why));

    [Test]
    public void A_character_that_the_columns_character_set_lacks_is_refused()
    {
        var latin = new ColumnType("varchar(20)") { Collation = "latin1_swedish_ci" };
        Assert.That(MaskSupport.Check(SqlDialect.MySql, Middle, latin), Does.Contain("latin1_swedish_ci"));
        Assert.That(MaskSupport.Check(SqlDialect.MySql, Last, latin), Is.Null);
        Assert.That(MaskSupport.Check(SqlDialect.MySql, Middle, latin with { Collation = "utf8mb4_bin" }), Is.Null);
    }

    [Test]
    public void A_keyed_mask_is_never_written()
    {
        Assert.That(MySqlMasks.Instance.TryWrite(new MaskTerms(MaskKind.Hash), new ColumnType("varchar(64)"), "v", out _, out var refusal), Is.False);
        Assert.That(refusal, Does.Contain("computed on the way out"));
    }

    private static string TokenScript()
    {
        for (var directory = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); directory is not null; directory = directory.Parent)
        {
            var path = Path.Combine(directory.FullName, "policies/sql/mysql-token.sql");
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException("policies/sql/mysql-token.sql");
    }

    private static byte Blob(byte type) => type is >= 249 and <= 252 ? (byte)252 : type;

    private static TestCaseData Of(MaskTerms mask, string type, string? value, string? masked) => new(mask, type, value, masked);

    private static MaskTerms Round(decimal step) => new(MaskKind.Round) { Step = step };

    private static MaskTerms Constant(string value) => new(MaskKind.Constant) { Constant = value };

    private static string Write(MaskTerms mask, string type)
    {
        Assert.That(MySqlMasks.Instance.TryWrite(mask, new ColumnType(type), "v", out var sql, out var refusal), Is.True, refusal);
        return sql!;
    }
}
