using NUnit.Framework;

namespace ProxyDb.Integration.Tds.Tests.Engine;

/// <summary>Types and values of expressions, as the rules of T-SQL give them. Each line: expression, type, value.</summary>
[TestFixture]
public sealed class ExpressionTests
{
    private const string Arithmetic = """
        7/2 | int! | 3
        -7/2 | int! | -3
        -7%3 | int! | -1
        7.0/2 | numeric(7,6)! | 3.500000
        1.10*2.5 | numeric(6,3)! | 2.750
        1.5+1 | numeric(3,1)! | 2.5
        CAST(1 AS decimal(10,2))/3 | decimal(14,6)! | 0.333333
        CAST(1 AS decimal(38,10))*CAST(2 AS decimal(38,10)) | decimal(38,6)! | 2.000000
        CAST(10 AS decimal(38,20))/CAST(4 AS decimal(38,0)) | decimal(38,20)! | 2.50000000000000000000
        CAST(1 AS bigint)+1 | bigint! | 2
        CAST(1 AS tinyint)+CAST(2 AS tinyint) | tinyint! | 3
        CAST(1 AS real)*2 | real! | 2
        1e0/4 | float! | 0.25
        $1.50*2 | money! | 3.0000
        1+'2' | int! | 3
        '1'+'2' | varchar(2)! | 12
        N'a'+'b' | nvarchar(2)! | ab
        'a'+NULL | varchar(2) | NULL
        1+NULL | int | NULL
        5&3 | int! | 1
        5|3 | int! | 7
        5^3 | int! | 6
        ~5 | int! | -6
        0x01+0x02 | varbinary(2) | 0x0102
        3000000000 | numeric(10,0)! | 3000000000
        2147483647+1 | int! | #8115
        1/0 | int! | #8134
        CAST(300 AS tinyint) | tinyint! | #220
        CAST(12345.6 AS decimal(5,2)) | decimal(5,2)! | #8115
        """;

    private const string Conversions = """
        CAST(1.005 AS decimal(5,2)) | decimal(5,2)! | 1.01
        CAST(123.9 AS int) | int! | 123
        CAST(-1.5 AS decimal(3,0)) | decimal(3,0)! | -2
        CAST('abc' AS char(5)) | char(5)! | abc  
        CAST('abcdef' AS varchar(3)) | varchar(3)! | abc
        CAST(5 AS varchar(10)) | varchar(10)! | 5
        CAST(1.5e0 AS varchar(20)) | varchar(20)! | 1.5
        CAST(12345678 AS varchar(3)) | varchar(3)! | *
        CONVERT(varchar(10), CAST('20240229' AS date), 120) | varchar(10)! | 2024-02-29
        CONVERT(varchar(8), CAST('20240229' AS datetime), 112) | varchar(8)! | 20240229
        CAST(CAST('20240229 13:14' AS datetime) AS varchar(30)) | varchar(30)! | Feb 29 2024  1:14PM
        CAST('20240102 10:11:12.125' AS datetime) | datetime! | 2024-01-02 10:11:12.127
        CAST('2024-01-02 10:11:12.1234567' AS datetime2(3)) | datetime2(3)! | 2024-01-02 10:11:12.123
        CAST(0x41 AS varchar(5)) | varchar(5)! | A
        CAST(258 AS varbinary(4)) | varbinary(4)! | 0x00000102
        CONVERT(varchar(10), 0x0AFF, 1) | varchar(10)! | 0x0AFF
        CAST(N'한글' AS varchar(10)) | varchar(10)! | ??
        CAST('6F9619FF-8B86-D011-B42D-00C04FC964FF' AS uniqueidentifier) | uniqueidentifier! | 6f9619ff-8b86-d011-b42d-00c04fc964ff
        TRY_CAST('x' AS int) | int | NULL
        TRY_CONVERT(date, '2024-13-01') | date | NULL
        CAST('abc' AS int) | int! | #245
        CAST('abc' AS decimal(5,2)) | decimal(5,2)! | #8114
        CAST('hello' AS date) | date! | #241
        CAST('13/45/2024' AS datetime) | datetime! | #242
        CAST('99999999999' AS int) | int! | #248
        CAST('x' AS uniqueidentifier) | uniqueidentifier! | #8169
        """;

    private const string Functions = """
        LEN('ab  ') | int! | 2
        DATALENGTH(N'ab') | int | 4
        LEFT('hello',2) | varchar(2)! | he
        SUBSTRING('hello',2,3) | varchar(3)! | ell
        REPLACE('aXa','x','y') | varchar(8000)! | aya
        STUFF('abcdef',2,3,'ZZ') | varchar(8) | aZZef
        CHARINDEX('L','hello') | int! | 3
        PATINDEX('%[0-9]%','ab3') | int! | 3
        CONCAT('a',NULL,1) | varchar(13)! | a1
        REPLICATE('ab',3) | varchar(8000) | ababab
        STR(3.14159,6,2) | varchar(6)! |   3.14
        UPPER(N'aé') | nvarchar(2)! | AÉ
        TRIM('  x ') | varchar(4)! | x
        QUOTENAME('a]b') | nvarchar(258) | [a]]b]
        ROUND(2.345,2) | numeric(4,3)! | 2.350
        ROUND(1250,-2) | int! | 1300
        FLOOR(-1.5) | numeric(2,0)! | -2
        CEILING(1.2) | numeric(2,0)! | 2
        ABS(-5) | int! | 5
        POWER(2,10) | int! | 1024
        DATEADD(month,1,CAST('20240131' AS date)) | date! | 2024-02-29
        DATEDIFF(day,'20240101','20240301') | int! | 60
        DATEDIFF(year,'20231231','20240101') | int! | 1
        DATEPART(weekday,'20240229') | int! | 5
        EOMONTH('20240210') | date! | 2024-02-29
        DATEFROMPARTS(2024,2,29) | date! | 2024-02-29
        DATENAME(month,'20240229') | nvarchar(30)! | February
        ISNULL(NULL,'z') | varchar(1)! | z
        COALESCE(NULL,1,2.5) | numeric(11,1)! | 1.0
        NULLIF(1,1) | int | NULL
        IIF(1>0,'y','no') | varchar(2)! | y
        CASE 3 WHEN 3 THEN 'three' END | varchar(5) | three
        CHOOSE(2,'a','b') | varchar(1) | b
        HASHBYTES('MD5','a') | varbinary(8000) | 0x0CC175B9C0F1B6A831C399E269772661
        DB_NAME() | nvarchar(128) | shop
        SUSER_SNAME() | nvarchar(128) | sa
        USER_NAME() | nvarchar(128) | dbo
        APP_NAME() | nvarchar(128) | tests
        CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(20)) | nvarchar(20) | 15.0.4123.1
        @@MAX_PRECISION | tinyint! | 38
        @@OPTIONS | int! | 5432
        FORMAT(1234.5,'N2') | nvarchar(4000) | 1,234.50
        {fn UCASE('x')} | varchar(1)! | X
        """;

    private const string Comparisons = """
        'a' = 'A'
        'a' = 'a  '
        N'ａ' = N'A'
        'a' <> 'A' COLLATE Latin1_General_CS_AS
        'é' = 'E' COLLATE Latin1_General_CI_AI
        'abc' LIKE 'A[b-c]_'
        'a_b' LIKE 'a[_]b'
        'a%b' LIKE 'a!%b' ESCAPE '!'
        'x' LIKE '[^b]'
        'abc' NOT LIKE '%d%'
        2 BETWEEN 1 AND 3
        1 IN (2, 1, NULL)
        '10' = 10
        1.0 = 1
        CAST('20240101' AS date) < '20240102'
        0x01 < 0x02
        3 > ALL (SELECT 1 UNION ALL SELECT 2)
        3 = ANY (SELECT 1 UNION ALL SELECT 3)
        NOT EXISTS (SELECT 1 WHERE 1 = NULL)
        CAST('6F9619FF-8B86-D011-B42D-00C04FC964FF' AS uniqueidentifier) = '6f9619ff-8b86-d011-b42d-00c04fc964ff'
        """;

    [TestCase(Arithmetic)]
    [TestCase(Conversions)]
    [TestCase(Functions)]
    public void Expressions_have_the_types_and_values_of_T_SQL(string lines)
    {
        using var engine = new EngineUnderTest();
        using var session = engine.Open();
        Assert.Multiple(() =>
        {
            foreach (var line in lines.Split('\n'))
            {
                var parts = line.Split(" | ");
                var answer = EngineUnderTest.Ask(session, "SELECT " + parts[0], columns: true);
                Assert.That(answer.TrimEnd(), Is.EqualTo($"{parts[1]}\n{parts[2]}".TrimEnd()), parts[0]);
            }
        });
    }

    [Test]
    public void Conditions_that_are_true()
    {
        using var engine = new EngineUnderTest();
        using var session = engine.Open();
        Assert.Multiple(() =>
        {
            foreach (var condition in Comparisons.Split('\n'))
            {
                Assert.That(EngineUnderTest.Ask(session, $"SELECT 'yes' WHERE {condition}"), Is.EqualTo("yes"), condition);
                Assert.That(EngineUnderTest.Ask(session, $"SELECT 'yes' WHERE NOT ({condition})"), Is.EqualTo(""), condition);
            }
        });
    }
}
