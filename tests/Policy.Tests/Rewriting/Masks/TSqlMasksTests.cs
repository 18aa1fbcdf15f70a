using NUnit.Framework;
using ProxyDb.Policy.Rewriting.Masks;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Rewriting.TSql;
using ProxyDb.Samples.TdsServer.Engine;

namespace ProxyDb.Policy.Tests.Rewriting.Masks;

/// <summary>What masks make of values in the sample server's engine, what they leave of a column's type, and what is refused.</summary>
public sealed class TSqlMasksTests
{
    private static readonly MaskTerms Null = new(MaskKind.Null);
    private static readonly MaskTerms Last = new(MaskKind.Partial) { KeepLast = 4 };
    private static readonly MaskTerms Middle = new(MaskKind.Partial) { KeepFirst = 1, KeepLast = 1, With = "○" };
    private static readonly MaskTerms Email = new(MaskKind.Email);
    private static readonly MaskTerms Year = new(MaskKind.Date);
    private static readonly MaskTerms Month = new(MaskKind.Date) { Date = DatePart.Month };

    private SqlEngine _engine = null!;
    private EngineRunner _session = null!;

    [OneTimeSetUp]
    public void Start()
    {
        _engine = new SqlEngine(["masks"]);
        _session = new EngineRunner(_engine, "masks");
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _session?.Dispose();
        _engine?.Dispose();
    }

    private static IEnumerable<TestCaseData> Values()
    {
        yield return Of(Last, "varchar(20)", "740101-1234567", "**********4567");
        yield return Of(Last, "varchar(20)", "1234", "****");
        yield return Of(Last, "nvarchar(20)", "", "");
        yield return Of(Last, "varchar(20)", null, null);
        yield return Of(Last, "varchar(20)", "123456  ", "****56  ");
        yield return Of(Last, "char(10)", "123456", "**3456    ");
        yield return Of(Last, "nvarchar(max)", "740101-1234567", "**********4567");
        yield return Of(Last, "varchar(8000)", "740101-1234567", "**********4567");
        yield return Of(Middle, "nvarchar(20)", "홍길동", "홍○동");
        yield return Of(Middle, "nvarchar(max)", "a'c", "a○c");
        yield return Of(Email, "varchar(40)", "kim.lee@example.com", "k***@example.com");
        yield return Of(Email, "nvarchar(40)", "a@b@example.com", "a***@example.com");
        yield return Of(Email, "varchar(40)", "k@example.com", "***@example.com");
        yield return Of(Email, "varchar(40)", "@example.com", "***@example.com");
        yield return Of(Email, "char(8)", "kk@examp", "k***@exa");
        yield return Of(Email, "varchar(40)", "none", "****");
        yield return Of(Email, "varchar(40)", "end@", "e***@");
        yield return Of(Email, "nvarchar(40)", null, null);
        yield return Of(Year, "date", "1974-03-05", "1974-01-01 00:00:00");
        yield return Of(Month, "datetime", "1974-03-05T12:34:56", "1974-03-01 00:00:00");
        yield return Of(Month, "datetime2(3)", "1974-03-05T12:34:56.789", "1974-03-01 00:00:00");
        yield return Of(Year, "smalldatetime", "1974-03-05T12:34:00", "1974-01-01 00:00:00");
        yield return Of(Year, "datetimeoffset(0)", "2026-01-01T08:59:00+09:00", "2025-01-01 00:00:00 +00:00");
        yield return Of(Month, "date", null, null);
        yield return Of(Round(1000), "decimal(10,2)", "123456.78", "123000.00");
        yield return Of(Round(1000), "decimal(10,2)", "-1999.99", "-1000.00");
        yield return Of(Round(0.05m), "decimal(10,2)", "1.99", "1.95");
        yield return Of(Round(1000), "int", "-1999", "-1000");
        yield return Of(Round(7), "bigint", "9223372036854775807", "9223372036854775807");
        yield return Of(Round(5000000000), "bigint", "-12345678901", "-10000000000");
        yield return Of(Round(7), "smallint", "-32768", "-32767");
        yield return Of(Round(7), "tinyint", "255", "252");
        yield return Of(Round(5000000000), "int", "2147483647", "0");
        yield return Of(Round(10), "money", "-1234.5678", "-1230.0000");
        yield return Of(Round(10), "float", "-1234.5", "-1230");
        yield return Of(Round(10), "real", "9.5", "0");
        yield return Of(Constant("***"), "varchar(3)", null, "***");
        yield return Of(Constant("a\\'\"○"), "nvarchar(20)", "x", "a\\'\"○");
        yield return Of(Constant("-5"), "int", "7", "-5");
        yield return Of(Constant("250"), "tinyint", "7", "250");
        yield return Of(Constant("true"), "bit", "0", "True");
        yield return Of(Constant("12.5"), "decimal(10,2)", "7", "12.50");
        yield return Of(Constant("2000-01-31"), "date", "1974-03-05", "2000-01-31 00:00:00");
        yield return Of(Constant("2000-01-31 12:00:00"), "datetime", "1974-03-05", "2000-01-31 12:00:00");
        yield return Of(Null, "varbinary(10)", null, null);
        yield return Of(Null, "bigint", "7", null);
    }

    [TestCaseSource(nameof(Values))]
    public void A_mask_makes_of_a_value_what_the_documentation_says(MaskTerms mask, string type, string? value, string? masked)
    {
        _ = _session.Run("DROP TABLE IF EXISTS dbo.masked");
        Assert.That(_session.Run($"CREATE TABLE dbo.masked (v {type} NULL)"), Does.Not.Contain("error"));
        _ = _session.Run($"INSERT INTO dbo.masked VALUES ({(value is null ? "NULL" : "N'" + value.Replace("'", "''") + "'")})");
        foreach (var settings in new[] { "SET DATEFORMAT dmy", "SET DATEFORMAT mdy" })
        {
            _ = _session.Run(settings);
            var (actual, made) = _session.Value($"SELECT {Write(mask, type)} FROM dbo.masked");
            Assert.That(actual, Is.EqualTo(masked));
            Assert.That(made.ToString(), Is.EqualTo(_session.Value("SELECT v FROM dbo.masked").Type.ToString()), "type and collation");
        }
    }

    [TestCase("text", "partial", "it can bear `null`")]
    [TestCase("geography", "constant", "it can bear `null`")]
    [TestCase("uniqueidentifier", "partial", "it can bear `null`, `constant`, `hash`, `token`")]
    [TestCase("varchar(11)", "token", "a token has at least 12 characters")]
    [TestCase("nvarchar(63)", "hash", "a hash has 64 characters")]
    [TestCase("varchar(2)", "constant", "longer than the column")]
    [TestCase("int", "fraction", "whole number")]
    [TestCase("decimal(10,0)", "fraction", "more decimals than the column")]
    [TestCase("decimal(38,4)", "fraction", "38 digits")]
    [TestCase("dbo.phone", "partial", "it can bear `null`")]
    public void What_a_type_cannot_bear_is_refused(string type, string mask, string reason)
    {
        var terms = mask switch
        {
            "partial" => Last,
            "constant" => Constant("***"),
            "token" => new MaskTerms(MaskKind.Token),
            "hash" => new MaskTerms(MaskKind.Hash),
            _ => Round(0.5m),
        };
        Assert.That(TSqlMasks.Instance.TryWrite(terms, new ColumnType(type), "v", out _, out var refusal), Is.False);
        Assert.That(TSqlMasks.Instance.Check(terms, new ColumnType(type)), Does.Contain(reason));
        Assert.That(refusal, Does.Contain("`v`"));
    }

    [Test]
    public void Keys_never_stand_in_a_text()
    {
        var token = new MaskTerms(MaskKind.Token);
        Assert.That(TSqlMasks.Instance.Check(token, new ColumnType("varchar(32)")), Is.Null);
        Assert.That(TSqlMasks.Instance.TryWrite(token, new ColumnType("varchar(32)"), "v", out _, out _), Is.False);
        Assert.That(TSqlMasks.Instance.TryWriteToken(token, new ColumnType("varchar(32)"), "v", out _, out _), Is.False);
        Assert.That(MaskSupport.Check(SqlDialect.TSql, token, new ColumnType("int")), Is.Null);
    }

    private static TestCaseData Of(MaskTerms mask, string type, string? value, string? masked) => new(mask, type, value, masked);

    private static MaskTerms Round(decimal step) => new(MaskKind.Round) { Step = step };

    private static MaskTerms Constant(string text) => new(MaskKind.Constant) { Constant = text };

    private static string Write(MaskTerms mask, string type)
    {
        Assert.That(TSqlMasks.Instance.TryWrite(mask, new ColumnType(type), "v", out var sql, out var refusal), Is.True, refusal);
        return sql!;
    }
}
