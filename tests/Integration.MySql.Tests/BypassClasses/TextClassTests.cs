using System.Text;
using NUnit.Framework;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.BypassClasses;

/// <summary>Texts that a gateway might read otherwise than the server does.</summary>
public sealed class TextClassTests : BypassFixture
{
    // Some of these read the payroll, some only hold its name; the server itself says which.
    private static readonly string[] Literals =
    [
        $"SELECT 'O\\'; {Steal}; -- '", $"SELECT \"O\\\"; {Steal}; -- \"", $"SELECT 'O\\\\'; {Steal}; -- '", $"SELECT 'it''s'; {Steal}", $"SELECT 'a' 'b\\'; {Steal}; -- '", $"SELECT 'a'\n'; {Steal}; -- '",
        $"SELECT \"a;{Steal}\"", $"SELECT \"a\"\";{Steal}; -- \"", $"SELECT 1 AS `a\\`; {Steal}; -- `", $"SELECT 1 AS `a``; {Steal}; -- `", $"SELECT 'a`'; {Steal}; -- `",
        $"SELECT 1 /* /* */ ; {Steal} -- */", $"SELECT 1 /* /* */ */ ; {Steal}", $"SELECT 1 -- \n; {Steal}", $"SELECT 1 --\n; {Steal}", $"SELECT 1 --1; {Steal}", $"SELECT 1 --\t; {Steal}", $"SELECT 1 -- \r; {Steal}",
        $"SELECT 1 # x\n; {Steal}", $"SELECT 1 # x\r; {Steal}", $"SELECT 1 #; {Steal}", $"SELECT 1 --\u0001; {Steal}", $"SELECT 1 --\u00a0; {Steal}", $"SELECT 1 /*; {Steal} */", $"SELECT 1 /**/; {Steal}", $"SELECT 1 /*/ ; {Steal} -- */",
        $"SELECT N'a\\'; {Steal}; -- '", $"SELECT _utf8mb4'a\\'; {Steal}; -- '", $"SELECT x'41', 0x41, b'1', 0b1; {Steal}", $"SELECT X'4'; {Steal}", $"SELECT '/*'; {Steal} -- */'", $"SELECT 'a' /* ' */ ; {Steal} -- '",
        $"SELECT 1;;; {Steal}", $"SELECT 1\f;\v{Steal}", $"SELECT 1\0; {Steal}", $"SELECT '\0'; {Steal}", $"SELECT 1 \u00a0; {Steal}", $"SELECT 1e; {Steal}", $"SELECT 1.e1; {Steal}", $"SELECT .1; {Steal}", $"SELECT $1$; {Steal}",
        $"SELECT $${Steal}$$", $"SELECT $a${Steal}$a$", $"SELECT @a; {Steal}", $"SELECT @`a`; {Steal}", $"SELECT @'a\\'; {Steal}; -- '", $"SELECT @\"a\"; {Steal}", $"SELECT '%\\_'; {Steal}", $"SELECT 1 /* \0 */; {Steal}",
        $"DELIMITER //\n{Steal}//", $"\\u twin\n{Steal}", $"SELECT 1 \\G {Steal}", $"SELECT '\\'' , amount FROM payroll -- '", "SELECT '\\\\', amount FROM payroll -- '", "SELECT /*' */ amount /* ' */ FROM payroll", "(SELECT amount FROM payroll)", "((SELECT amount FROM payroll))",
        "SELECT{amount}FROM payroll", "SELECT {d '2020-01-01'}, amount FROM payroll", "SELECT {x amount} FROM payroll", "SELECT amount FROM {oj payroll}", "SELECT-amount+0FROM payroll", "SELECT.1, amount FROM payroll", "SELECT!amount, amount FROM payroll", "SELECT@a, amount FROM payroll",
        "SELECT amount FROM(payroll)", "SELECT amount FROM`payroll`", "SELECT`amount`FROM`payroll`", "SELECT/**/amount/**/FROM/**/payroll", "SELECT#\namount#\nFROM#\npayroll", "TABLE payroll", "VALUES (1)", "SELECT 0x31FROM payroll", "SELECT amount,1.FROM payroll", "SELECT amount,1e1FROM payroll",
        "SELECT amount FROM payroll PROCEDURE ANALYSE()", "SELECT amount FROM DUAL, payroll", "SELECT amount FROM payroll FORCE INDEX (PRIMARY)", "SELECT amount FROM payroll PARTITION (p0)", "SELECT SQL_NO_CACHE HIGH_PRIORITY amount FROM payroll", "SELECT ALL amount FROM payroll LIMIT 0, 1", "SELECT amount FROM payroll LIMIT 1 OFFSET 0",
        "SELECT amount FROM payroll FOR SYSTEM_TIME ALL", "SELECT 1 UNION SELECT amount FROM payroll", "SELECT 1 UNION (SELECT amount FROM payroll) LIMIT 5", "SELECT amount FROM payroll EXCEPT SELECT 1", "WITH t AS (SELECT amount FROM payroll) SELECT * FROM t", "SELECT * FROM (SELECT 1) x JOIN payroll", "SELECT (SELECT amount FROM payroll)",
    ];

    [Test]
    public void Class_1_parser_differential_literals() => AssertReadAsTheServerReads([]);

    [Test]
    public void Class_2_lexer_changing_settings()
    {
        using var all = Assert.EnterMultipleScope();
        foreach (var mode in (string[])["ANSI_QUOTES", "NO_BACKSLASH_ESCAPES", "ANSI", "ANSI_QUOTES,NO_BACKSLASH_ESCAPES", "PIPES_AS_CONCAT", "IGNORE_SPACE", "HIGH_NOT_PRECEDENCE", "ORACLE", "MSSQL", "POSTGRESQL"])
            AssertReadAsTheServerReads([$"SET sql_mode = '{mode}'"]);
        AssertReadAsTheServerReads(["SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES')"]);
        AssertReadAsTheServerReads(["SET @m = 'NO_BACKSLASH_ESCAPES'", "SET @@session.sql_mode = @m"]);
        // A mode for one statement holds for the whole text of it, and is gone behind it.
        foreach (var text in (string[])
        [
            "SET STATEMENT sql_mode = 'ANSI_QUOTES' FOR SELECT \"amount\" FROM \"payroll\"", $"SET STATEMENT sql_mode = 'NO_BACKSLASH_ESCAPES' FOR SELECT 'a\\'; {Steal}; -- '",
            $"SET STATEMENT sql_mode = '' FOR SELECT 'a\\'; {Steal}; -- '", $"SET STATEMENT sql_mode = 'ANSI_QUOTES' FOR SELECT 1; SELECT \"; {Steal}; -- \"",
            $"SET sql_mode = 'ANSI_QUOTES'; SELECT \"amount\" FROM \"payroll\"", $"SET sql_mode = 'NO_BACKSLASH_ESCAPES'; SELECT 'a\\'; {Steal}; -- '", $"SET sql_mode = DEFAULT; SELECT 'a\\'; {Steal}; -- '",
            $"SET @@sql_mode = 4; SELECT \"amount\" FROM \"payroll\"", $"SET sql_mode := 'no_backslash_escapes'; SELECT 'a\\'; {Steal}; -- '",
        ])
            AssertReadAsTheServerReads([], text);
        // The mask's own text has a quote and a backslash; it means the same under each.
        foreach (var mode in (string[])["", "ANSI_QUOTES", "NO_BACKSLASH_ESCAPES", "ANSI,NO_BACKSLASH_ESCAPES", "ORACLE"])
        {
            var analyst = Analyst();
            analyst.Query($"SET sql_mode = '{mode}'");
            var note = One(analyst, "SELECT note FROM customers WHERE customer_id = 1");
            Assert.That(note, Is.Null.Or.EqualTo("it's \\ hidden"), mode);
            Assert.That(note is not null || mode == "ORACLE", Is.True, mode);
        }

        Superuser("SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'");
        try
        {
            // Backends that log in from now on begin with another mode.
            using var gateway = Setup.GatewayUnderTest.StartProxyDb(BypassPolicy.Options(Shared.Database.Port) with { PoolSize = 1 });
            AssertReadAsTheServerReads([], Watched(AnalystLogin with { Port = gateway.Port }), Direct(), Literals);
        }
        finally
        {
            Superuser("SET GLOBAL sql_mode = DEFAULT");
        }
    }

    [Test]
    public void Class_3_executable_comments() => AssertReadAsTheServerReads(
        [],
        [
            "SELECT 1 /*! , amount FROM payroll */", "SELECT 1 /*!50700 , amount FROM payroll */", "SELECT 1 /*!99999 , amount FROM payroll */", "SELECT 1 /*!100000 , amount FROM payroll */", "SELECT 1 /*!101199 , amount FROM payroll */",
            "SELECT 1 /*!110000 , amount FROM payroll */", "SELECT 1 /*!80000 , amount FROM payroll */", "SELECT 1 /*!080000 , amount FROM payroll */", "SELECT 1 /*!50701 , amount FROM payroll */", "SELECT 1 /*M! , amount FROM payroll */",
            "SELECT 1 /*M!100000 , amount FROM payroll */", "SELECT 1 /*M!110000 , amount FROM payroll */", "SELECT 1 /*M!50700 , amount FROM payroll */", "SELECT 1 /*m! , amount FROM payroll */", "SELECT 1 /*!M , amount FROM payroll */", "SELECT 1 /*M !, amount FROM payroll */",
            "SELECT 1 /*! , /* inner */ amount FROM payroll */", "SELECT 1 /*!99999 /* inner */ , amount FROM payroll */", "SELECT 1 /*!99999 /* inner */ */ , amount FROM payroll", "SELECT 1 /*! /*! , amount FROM payroll */ */", "SELECT 1 /*!99999 /*! */ , amount FROM payroll */",
            "SELECT 1 /*! , amount FROM /*!50000 payroll */ */", "SELECT 1 /*!, '*/' , amount FROM payroll */", "SELECT 1 /*! , amount FROM payroll", "SELECT 1 /*!*/, amount FROM payroll", "SELECT 1 /*!50000*/, amount FROM payroll", "SELECT 1 /*!5000 , amount FROM payroll */",
            "SELECT 1 /*!500000 , amount FROM payroll */", "SELECT 1 /*!5070000 , amount FROM payroll */", "SELECT 1 /*!50700amount FROM payroll */", "SELECT /*!50700amount*/ FROM payroll", "SELECT amount FROM /*!50700payroll*/", "SELECT amount FROM pay/*! */roll", "SELECT amount FROM pay/**/roll",
            "/*!50700 SELECT amount FROM payroll */", "/*! SELECT */ amount /*! FROM */ payroll", "SELECT 1 /*!; SELECT amount FROM payroll */", "SELECT 1; /*! SELECT amount FROM payroll */", "SELECT 1 /*!99999 */; SELECT amount FROM payroll -- */", "SELECT 1 /* ! , amount FROM payroll */", "SELECT 1 /*+ , amount FROM payroll */",
            "SELECT /*+ BNL(payroll) */ 1", "SELECT /*+ SET_VAR(sql_mode='ANSI_QUOTES') */ \"amount\" FROM \"payroll\"", "SELECT 1 -- /*! \n, amount FROM payroll -- */", "SELECT 1 # /*! \n, amount FROM payroll # */", "SELECT '/*!', amount FROM payroll -- */", "SELECT 1 /*!-- */\n , amount FROM payroll */",
            "SELECT 1 /*!\n# */ , amount FROM payroll \n*/", "SELECT 1 /*! ' */ , amount FROM payroll -- ' */", "SELECT 1 /*!99999 ' */ , amount FROM payroll -- ' */", "SELECT 1 /*!\t50700 , amount FROM payroll */", "SELECT 1 /*!101106 , amount FROM payroll */", "SELECT 1 /*M!101106 , amount FROM payroll */", "SELECT 1 /*!!50700 , amount FROM payroll */",
        ]);

    [Test]
    public void Class_4_multi_statement_batch()
    {
        using var all = Assert.EnterMultipleScope();
        var before = Superuser("SELECT COUNT(*) FROM orders");
        foreach (var text in (string[])[$"DELETE FROM orders; {Steal}", $"BEGIN; DELETE FROM orders; COMMIT; {Steal}", $"SELECT 1; SELECT 2; {Steal}; SELECT 3", $"DELETE FROM orders; SELECT 'unfinished", $"DELETE FROM orders;{new string(';', 50)}{Steal}"])
        {
            AssertFails(Analyst(), text);
            AssertFails(Watched(AnalystLogin with { Capabilities = MySqlCapability.Usual }), text);
        }

        var single = Watched(AnalystLogin with { Capabilities = MySqlCapability.Usual });
        AssertFails(single, "SELECT 1; DELETE FROM orders");
        AssertFails(single, "DELETE FROM orders; SELECT 1");
        Assert.That(AskPrepared(Analyst(), "DELETE FROM orders; SELECT 1")[0].IsError, Is.True);
        // The option that COM_SET_OPTION turns on and off is the client's own.
        Assert.That(single.Command(0x1b, [0, 0]).IsError, Is.False);
        AssertDenied(single, $"DELETE FROM orders; {Steal}");
        single.Command(0x1b, [1, 0]);
        AssertFails(single, "DELETE FROM orders; SELECT 1");
        Assert.That(Superuser("SELECT COUNT(*) FROM orders"), Is.EqualTo(before), "nothing of a batch with a denied statement arrives");
        var answers = Ask(Analyst(), "SELECT 1; SELECT resident_no FROM customers WHERE customer_id = 1; SELECT resident_no FROM customers WHERE customer_id = 9");
        Assert.That(answers.Select(r => r.Rows.Count), Is.EqualTo(new[] { 1, 1, 0 }));
        Assert.That(answers[1].Texts[0][0], Is.EqualTo(MaskedFirst));
    }

    [Test]
    public void Class_14_identifier_folding_and_quoting()
    {
        using var all = Assert.EnterMultipleScope();
        Superuser("CREATE OR REPLACE TABLE `Customers` (resident_no varchar(20), `Open` varchar(20)); INSERT INTO `Customers` VALUES ('7', 'open'); CREATE OR REPLACE TABLE `a.b` (`c.d` varchar(20)); INSERT INTO `a.b` VALUES ('open')");
        var analyst = Analyst();
        foreach (var name in (string[])["customers", "`customers`", "twin.customers", "`twin`.`customers`", "twin . customers", "twin/**/./**/customers", "`twin` . customers", ".customers", "twin.`customers` c", "twin.\ncustomers AS c"])
        {
            foreach (var column in (string[])["resident_no", "RESIDENT_NO", "`resident_no`", "`Resident_No`", "*"])
            {
                var answer = Ask(analyst, $"SELECT {column} FROM {name} WHERE customer_id = 1");
                if (column != "*")
                    Assert.That(answer[0].IsError ? null : answer[0].Texts[0][0], name[0] == '.' ? Is.Null.Or.EqualTo(MaskedFirst) : Is.EqualTo(MaskedFirst), $"{column} {name} {answer[0]}");
            }

            AssertFails(analyst, $"SELECT * FROM {name.Replace("customers", "payroll", StringComparison.Ordinal)}");
        }

        foreach (var text in (string[])
        [
            "SELECT amount FROM PAYROLL", "SELECT amount FROM Twin.payroll", "SELECT amount FROM `payroll `", "SELECT amount FROM ` payroll`", "SELECT amount FROM twin.payroll.amount", "SELECT amount FROM `twin.payroll`", "SELECT payroll.amount FROM payroll", "SELECT twin.payroll.amount FROM twin.payroll",
            "SELECT customers.* FROM payroll customers", "SELECT c.amount FROM payroll AS customers, payroll c", "SELECT .payroll.amount FROM payroll", "SELECT v FROM hidden.t", "SELECT v FROM `hidden`.`t`", "SELECT v FROM HIDDEN.t",
        ])
            AssertFails(analyst, text);
        AssertAnswers(analyst, "SELECT Customers.`Open` FROM Customers", "open");
        AssertAnswers(analyst, "SELECT `c.d` FROM `a.b`", "open");
        foreach (var text in (string[])["SELECT `resident_no` AS `name` FROM customers", "SELECT name AS resident_no, resident_no AS name FROM customers", "SELECT c.resident_no x FROM customers c", "SELECT x.`resident_no` FROM (SELECT * FROM customers) x", "SELECT customers.resident_no FROM twin.customers", "SELECT twin.customers.resident_no FROM customers", "SELECT twin.customers.* FROM customers"])
            Ask(analyst, text);
    }

    [Test]
    public void Class_15_unicode()
    {
        using var all = Assert.EnterMultipleScope();
        Superuser("CREATE OR REPLACE TABLE `\u212Aids` (resident_no varchar(20)); CREATE OR REPLACE TABLE `kids` (resident_no varchar(20)); INSERT INTO kids SELECT resident_no FROM customers; INSERT INTO `\u212Aids` SELECT resident_no FROM customers");
        var analyst = Analyst();
        Wait("SELECT resident_no FROM kids");
        foreach (var text in (string[])
        [
            "SELECT amount FROM ｐayroll", "SELECT amount FROM pаyroll", "SELECT amount\u200b FROM payroll", "SELECT\u3000amount FROM payroll", "SELECT amount FROM\u00a0payroll", "\ufeffSELECT amount FROM payroll", "SELECT amount FROM payroll\u200b", "SELECT amount FROM páyroll", "SELECT amount FROM `PAYROLL`", "SELECT amount FROM payroſl",
            "SELECT `ａmount` FROM payroll", "SELECT ámount FROM payroll", "SELECT amount FROM tw\u0131n.payroll", "SELECT amount FROM `payroll\u00ad`", "SELECT 1 FROM `payroll\ufe0f`",
        ])
            AssertFails(analyst, text);
        foreach (var column in (string[])["RESIDENT_NO", "résident_no", "resïdent_no", "re\u017Fident_no", "`ＲＥＳＩＤＥＮＴ_NO`", "resıdent_no", "resİdent_no"])
        {
            Ask(analyst, $"SELECT {column} FROM customers");
            Ask(analyst, $"SELECT x.{column} FROM (SELECT * FROM customers) x");
            AskPrepared(analyst, $"SELECT {column} FROM kids");
        }

        foreach (var table in (string[])["kids", "\u212Aids", "`\u212Aids`", "`Kids`"])
        {
            Ask(analyst, $"SELECT resident_no FROM {table}");
            Ask(analyst, $"SELECT * FROM {table}");
        }

        Ask(analyst, "SELECT * FROM (SELECT name AS ｋey, resident_no AS \u212Aey FROM customers) x");
        Ask(analyst, "SELECT \u212Aey FROM (SELECT name AS zey, resident_no AS `key` FROM customers) x");
        Superuser("DROP TABLE `\u212Aids`, kids");

        void Wait(string sql) => TestKit.Processes.Wait.Until(() => Ask(analyst, sql)[0].Rows.Count > 0, TimeSpan.FromSeconds(15), () => "the new table is never known");
    }

    [Test]
    public void Class_16_multibyte_charset()
    {
        using var all = Assert.EnterMultipleScope();
        foreach (var (charset, collation, lead) in ((string, byte, byte)[])[("gbk", 28, 0xD5), ("sjis", 13, 0x95), ("cp932", 95, 0x95), ("big5", 1, 0xA5), ("euckr", 19, 0xA1), ("ujis", 12, 0xA1), ("gb2312", 24, 0xD5), ("latin1", 8, 0xD5), ("binary", 63, 0xD5), ("utf8mb4", 45, 0xD5), ("ucs2", 35, 0x00), ("utf16", 54, 0x00)])
        {
            byte[][] texts =
            [
                [.. "SELECT '"u8, lead, .. "\\'; SELECT amount FROM payroll; -- '"u8], [.. "SELECT '"u8, lead, .. "\\\\'; SELECT amount FROM payroll; -- '"u8], [.. "SELECT \""u8, lead, .. "\\\"; SELECT amount FROM payroll; -- \""u8],
                [.. "SELECT 1 AS `"u8, lead, .. "`; SELECT amount FROM payroll; -- `"u8], [.. "SELECT '"u8, lead, .. "'; SELECT amount FROM payroll; -- '"u8], [.. "SELECT 1 /* "u8, lead, .. "*/; SELECT amount FROM payroll; -- */"u8],
                [.. "SELECT _"u8, .. Encoding.ASCII.GetBytes(charset), .. "'"u8, lead, .. "\\'; SELECT amount FROM payroll; -- '"u8], [.. "SELECT _gbk'"u8, lead, .. "\\'; SELECT amount FROM payroll; -- '"u8], [.. "SELECT N'"u8, lead, .. "\\'; SELECT amount FROM payroll; -- '"u8],
                [.. "SELECT 1 # "u8, lead, .. "\n; SELECT amount FROM payroll"u8], [.. "SELECT 1 "u8, lead, .. "; SELECT amount FROM payroll"u8], [.. "SELECT '"u8, lead, 0x7C, .. "\\'; SELECT amount FROM payroll; -- '"u8],
            ];
            foreach (var way in (string[])[$"SET NAMES {charset}", $"SET character_set_client = {charset}", $"SET CHARACTER SET {charset}", $"SET character_set_connection = {charset}", "handshake", $"SET @c = '{charset}'; SET character_set_client = @c"])
            {
                var change = way == "handshake" ? collation : (byte)45;
                if (charset is "ucs2" or "utf16" && way == "handshake")
                    continue;
                var analyst = Watched(AnalystLogin with { Collation = change });
                var direct = Login(DirectLogin with { Collation = change });
                if (way != "handshake")
                {
                    Ask(analyst, way);
                    direct.Query(way);
                }

                foreach (var text in texts)
                {
                    direct.Send([3, .. text]);
                    var executed = ShowsPayroll(direct.ReadAnswer());
                    var answer = AskBytes(analyst, text);
                    Assert.That(executed && !answer.Any(r => r.IsError), Is.False, $"{way} {Convert.ToHexString(text)}: {string.Join("; ", answer)}");
                    if (answer.Any(r => r.ErrorCode == -1))
                        analyst = Watched(AnalystLogin with { Collation = change });
                }

                var masked = Ask(analyst, "SELECT resident_no FROM customers WHERE customer_id = 1")[0];
                Assert.That(masked.IsError || masked.Texts[0][0]!.EndsWith("4001", StringComparison.Ordinal), Is.True, $"{way}: {masked}");
                analyst.Dispose();
                direct.Dispose();
            }
        }
    }

    private void AssertReadAsTheServerReads(string[] first) => AssertReadAsTheServerReads(first, Literals);

    /// <summary>What the server runs as a read of the payroll is denied; what it does not is answered as the server answers.</summary>
    private void AssertReadAsTheServerReads(string[] first, params string[] texts) => AssertReadAsTheServerReads(first, Analyst(), Direct(), texts);

    private void AssertReadAsTheServerReads(string[] first, RawMySqlClient analyst, RawMySqlClient direct, string[] texts)
    {
        using var all = Assert.EnterMultipleScope();
        foreach (var text in first)
        {
            direct.Query(text);
            Assert.That(Ask(analyst, text)[^1].IsError, Is.False, text);
        }

        foreach (var text in texts)
        {
            var expected = direct.Query(text);
            var seen = Ask(analyst, text);
            if (ShowsPayroll(expected))
                Assert.That(seen.Count == 1 && seen[0].IsError, Is.True, $"{string.Join("; ", first)}; {text}: {string.Join("; ", seen)}");
            else if (!expected[^1].IsError && !IsRefusedForItsMode(first, text, seen[0]))
                Assert.That(Lines(seen), Is.EqualTo(Lines(expected)), $"{string.Join("; ", first)}; {text}");
        }
    }

    /// <summary>What a mode means for a text is sometimes refused rather than followed.</summary>
    private static bool IsRefusedForItsMode(string[] first, string text, MySqlResult seen) =>
        seen.ErrorCode == Refused && seen.Message.Contains("sql_mode", StringComparison.Ordinal) && (text.Contains("sql_mode", StringComparison.Ordinal) || first.Any(f => f.Contains("ORACLE", StringComparison.Ordinal)));

    private static string[] Lines(IReadOnlyList<MySqlResult> results) => [.. results.SelectMany(r => r.IsError ? [r.ToString()] : r.Texts.Select(t => string.Join('|', t)))];
}
