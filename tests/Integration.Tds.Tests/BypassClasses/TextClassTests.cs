using System.Text;
using NUnit.Framework;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.BypassClasses;

/// <summary>Texts that a gateway might read otherwise than the server does.</summary>
public sealed class TextClassTests : BypassFixture
{
    /// <summary>These read the payroll, or a server might think that they do.</summary>
    private static readonly string[] Reading =
    [
        $"SELECT 'O''; {Steal} -- ' {Steal}", $"SELECT 'O\\'; {Steal} -- '", $"SELECT N'O\\'; {Steal} -- '", $"SELECT 'it''s' {Steal}", $"SELECT 1 AS [a]] {Steal} -- ] {Steal}]; {Steal}", $"SELECT 1 AS [a] {Steal} -- ]", $"SELECT 1 AS \"a\"\"\" {Steal}",
        $"SELECT 1 /* /* */ */ {Steal}", $"SELECT 1 /* /* */ {Steal} -- */ */", $"SELECT 1 /* -- */ {Steal}", $"SELECT 1 -- /*\n {Steal} -- */", $"SELECT '/*' {Steal} -- */'", $"SELECT 1 --\r\n{Steal}", $"SELECT 1 -- c\r {Steal}", $"SELECT 1 -- c\u0085 {Steal}", $"SELECT 1 -- c\u2028 {Steal}",
        $"SELECT 1;;; {Steal}", $"SELECT 1\f{Steal}", $"SELECT 1\0 {Steal}", $"SELECT '\0' {Steal}", $"SELECT 1\u001a {Steal}", $"SELECT 1 /* \0 */ {Steal}", $"SELECT 1e {Steal}", $"SELECT .1 {Steal}", $"SELECT $1 {Steal}", $"SELECT $ {Steal}", $"SELECT 0x {Steal}", $"SELECT 0x41\\\n42 {Steal}",
        $"SELECT 1\nGO\n{Steal}", $"GO\n{Steal}", $"SELECT 1\nGO 2\n{Steal}", $"{Steal}\nGO", $"SELECT 1 AS\nGO\n{Steal}", $"SELECT 'a\nGO\n' {Steal}", $"/*\nGO\n*/ {Steal}", $":r x\n{Steal}", $"SELECT $(x) {Steal}", $"!!dir\n{Steal}", $"SELECT 'a\\\nb' {Steal}", $"SELECT 'a\\\r\n' {Steal} --'",
        "{call sp_executesql(N'SELECT amount FROM payroll')}", "{? = call dbo.p_payroll}", "SELECT {fn ucase('a')}, amount FROM payroll", "SELECT {d '2020-01-01'}, amount FROM payroll", "SELECT amount FROM {oj payroll}", "SELECT amount FROM {oj branches LEFT OUTER JOIN payroll ON 1 = 1}",
        "(SELECT amount FROM payroll)", "((SELECT amount FROM payroll))", "SELECT-amount FROM payroll", "SELECT.1,amount FROM payroll", "SELECT[amount]FROM[payroll]", "SELECT\"amount\"FROM\"payroll\"", "SELECT/**/amount/**/FROM/**/payroll", "SELECT--\namount--\nFROM--\npayroll", "SELECT amount,1.FROM payroll", "SELECT amount,1e1FROM payroll", "SELECT amount,0x1 FROM payroll", "SELECT amount,'a'FROM payroll",
        "SELECT amount FROM payroll WITH (NOLOCK)", "SELECT amount FROM payroll (NOLOCK)", "SELECT amount FROM payroll NOLOCK", "SELECT ALL amount FROM payroll", "SELECT TOP 1 amount FROM payroll", "SELECT TOP (1) WITH TIES amount FROM payroll ORDER BY 1", "SELECT DISTINCT amount FROM payroll", "SELECT amount FROM payroll OPTION (MAXDOP 1)", "SELECT amount FROM payroll TABLESAMPLE (100 PERCENT)", "SELECT amount FROM payroll FOR SYSTEM_TIME ALL", "SELECT amount FROM payroll FOR XML AUTO", "SELECT amount FROM payroll FOR JSON PATH", "SELECT amount FROM payroll FOR BROWSE",
        "SELECT 1 UNION SELECT amount FROM payroll", "SELECT 1 UNION ALL (SELECT amount FROM payroll)", "SELECT amount FROM payroll EXCEPT SELECT 1", "SELECT amount FROM payroll INTERSECT SELECT amount FROM payroll", "SELECT * FROM (SELECT 1 AS x) x CROSS JOIN payroll", "SELECT * FROM branches CROSS APPLY (SELECT amount FROM payroll) x", "SELECT * FROM branches OUTER APPLY (SELECT amount FROM payroll) x", "SELECT (SELECT amount FROM payroll)",
        "SELECT * FROM payroll PIVOT (MAX(amount) FOR employee IN ([director-of-payroll])) p", "SELECT * FROM payroll UNPIVOT (v FOR c IN (amount)) p", "SELECT v FROM payroll p CROSS APPLY (VALUES (p.amount)) x (v)", "SELECT amount.query('.') FROM payroll", "SELECT payroll.amount.value('.', 'int') FROM payroll", "SELECT * FROM payroll AS branches", "SELECT branches.* FROM payroll branches", "SELECT x = amount FROM payroll", "SELECT 'x' = amount FROM payroll",
        "IF (SELECT amount FROM payroll) > 0 PRINT 'x'", "DECLARE @a int = (SELECT amount FROM payroll) SELECT @a", "PRINT (SELECT amount FROM payroll)", "RETURN (SELECT amount FROM payroll)", "lbl: SELECT amount FROM payroll GOTO lbl", "WAITFOR (SELECT amount FROM payroll), TIMEOUT 1", "WHILE 1 = 1 BEGIN SELECT amount FROM payroll BREAK END", "BEGIN TRY SELECT 1/0 END TRY BEGIN CATCH SELECT amount FROM payroll END CATCH", "BEGIN ATOMIC WITH (LANGUAGE = 'us_english') SELECT amount FROM payroll END",
    ];

    /// <summary>These only hold its name.</summary>
    private static readonly string[] Holding =
    [
        $"SELECT 'O''; {Steal} -- '", $"SELECT 1 AS [a]]; {Steal}]", $"SELECT 1 AS \"a\"\"; {Steal}\"", $"SELECT 1 /* {Steal} */", $"SELECT 1 /* /* {Steal} */ {Steal} */", $"SELECT 1 -- {Steal}", $"SELECT 1 -- '\r\n, '{Steal}'", $"SELECT N'/*', '{Steal} */'", $"PRINT '{Steal}'", $"SELECT 'a' + '; {Steal}'", $"SELECT '-- ' + '{Steal}'",
    ];

    [Test]
    public void Class_1_parser_differential_literals()
    {
        using var all = Assert.EnterMultipleScope();
        var analyst = Analyst();
        foreach (var text in Reading)
        {
            AssertFails(analyst, text);
            AssertFails(Ask(analyst, RawTdsRpc.Sql(text)), $"sp_executesql {text}");
        }

        foreach (var text in Holding)
        {
            Assert.That(Ask(analyst, text).Errors, Is.Empty, text);
            Assert.That(Ask(analyst, RawTdsRpc.Sql(text)).Errors, Is.Empty, text);
        }
    }

    [Test]
    public void Class_2_lexer_changing_settings()
    {
        using var all = Assert.EnterMultipleScope();
        (string Set, bool Reads)[] settings =
        [
            ("SET QUOTED_IDENTIFIER ON", true), ("SET QUOTED_IDENTIFIER OFF", false), ("SET ANSI_DEFAULTS ON", true), ("SET ANSI_DEFAULTS OFF", false), ("SET QUOTED_IDENTIFIER, ANSI_NULLS ON", true), ("SET ANSI_NULLS, QUOTED_IDENTIFIER OFF", false),
            ("IF 1 = 0 SET QUOTED_IDENTIFIER OFF", false), ("SET QUOTED_IDENTIFIER ON SET QUOTED_IDENTIFIER OFF", false), ("SET QUOTED_IDENTIFIER OFF SET QUOTED_IDENTIFIER ON", true),
        ];
        foreach (var (set, reads) in settings)
        {
            foreach (var isFirst in (bool[])[true, false])
            {
                var client = Watched(AnalystLogin with { Flags2 = (byte)(reads ? 0 : 3) });
                if (isFirst && Ask(client, set).Errors.Count > 0)
                    continue;
                var prefix = isFirst ? "" : set + " ";
                foreach (var (on, off) in ((string, string)[])
                [
                    ("SELECT \"amount\" FROM \"payroll\"", "SELECT \"x\" -- "), ("SELECT \"x\", amount FROM payroll", "SELECT \"x\", amount FROM payroll"),
                ])
                    AssertFails(client, prefix + on);
                // A quote that is text here and a name there.
                Ask(client, $"{prefix}SELECT \"'\", amount FROM payroll -- '\"");
                Ask(client, $"{prefix}SELECT 1 AS \"a'\" {Steal} -- '");
                Ask(client, $"{prefix}SELECT \"--\" {Steal}");
                Ask(client, $"{prefix}SELECT 'a\" {Steal} --' + \"'\"");
                Ask(client, $"{prefix}EXEC (\"{Steal}\")");
                Ask(client, $"{prefix}EXEC sp_executesql N\"{Steal}\"");
                Ask(client, $"{prefix}SELECT \"resident_no\", \"salary\" FROM \"customers\"");
                Ask(client, $"{prefix}SELECT c.\"note\" FROM customers c");
                Ask(client, RawTdsRpc.Sql($"{prefix}SELECT \"amount\" FROM \"payroll\""));
                Ask(client, new RawTdsRpc(RawTdsRpc.PrepExec).Add(default(int?), true).Add("").Add($"{prefix}SELECT \"resident_no\" FROM customers"));
                var masked = Ask(client, "SELECT resident_no, birth, note FROM customers ORDER BY customer_id");
                Assert.That(masked.Errors.Count > 0 || masked.Rows.Count == 8, Is.True, set);
            }
        }

        // The login's own setting, and what a reset makes of it.
        foreach (var flags in (byte[])[0, 2, 3, 1])
        {
            var client = Watched(AnalystLogin with { Flags2 = flags });
            AssertFails(client, "SELECT \"amount\" FROM \"payroll\"");
            Ask(client, "SET QUOTED_IDENTIFIER OFF");
            AssertFails(Answer(() => client.Batch("SELECT \"amount\" FROM \"payroll\"", 0x08), "reset"), "reset");
            AssertFails(client, "SELECT \"amount\" FROM \"payroll\"");
        }

        foreach (var text in (string[])
        [
            "SET CONCAT_NULL_YIELDS_NULL OFF SELECT NULL + resident_no FROM customers", "SET ANSI_PADDING OFF SELECT resident_no FROM customers", "SET TEXTSIZE 3 SELECT note FROM customers", "SET ROWCOUNT 1 SELECT resident_no FROM customers", "SET LANGUAGE Korean SELECT birth FROM customers",
            "SET DATEFORMAT ydm SELECT birth FROM customers", "SET NUMERIC_ROUNDABORT ON SELECT salary FROM customers", "SET ARITHABORT OFF SET ANSI_WARNINGS OFF SELECT salary / 0, resident_no FROM customers", "SET IMPLICIT_TRANSACTIONS ON SELECT resident_no FROM customers", "SET FMTONLY OFF SELECT note FROM customers", "SET PARSEONLY ON SELECT note FROM customers",
            "SET NOEXEC ON SELECT note FROM customers", "SET FMTONLY ON SELECT amount FROM payroll", "SET @x = 1", "SET ANSI_NULLS OFF SELECT resident_no FROM customers WHERE salary = NULL", "SET OFFSETS SELECT ON SELECT note FROM customers", "SET COMPATIBILITY_LEVEL = 80", "ALTER DATABASE twin SET QUOTED_IDENTIFIER OFF", "ALTER DATABASE CURRENT SET COMPATIBILITY_LEVEL = 100",
            "EXEC sp_dboption 'twin', 'quoted identifier', 'off'", "EXEC sp_configure 'user options', 256", "DBCC USEROPTIONS",
        ])
            Ask(Analyst(), text);
    }

    [Test]
    public void Class_4_multi_statement_batch()
    {
        using var all = Assert.EnterMultipleScope();
        var before = Superuser("SELECT COUNT(*) FROM orders");
        var analyst = Analyst();
        string[] forms =
        [
            "DELETE FROM orders; {0}", "DELETE FROM orders {0}", "DELETE orders {0}", "DELETE FROM orders\n{0}", "BEGIN TRAN DELETE FROM orders COMMIT {0}", "DELETE FROM orders SELECT 1 SELECT 2 {0} SELECT 3", "DELETE FROM orders; SELECT 'unfinished", "DELETE FROM orders;;;;;;{0}", "DELETE FROM orders IF 1 = 0 {0}", "DELETE FROM orders WHILE 1 = 0 {0}",
            "DELETE FROM orders RETURN {0}", "DELETE FROM orders BEGIN TRY {0} END TRY BEGIN CATCH END CATCH", "DELETE FROM orders GOTO x {0} x:", "DELETE FROM orders EXEC ('{0}')", "DELETE FROM orders EXEC sp_executesql N'{0}'", "EXEC ('DELETE FROM orders {0}')", "EXEC ('DELETE FROM orders EXEC (''{0}'')')", "SET NOCOUNT ON DELETE FROM orders {0}", "DELETE FROM orders PRINT (1) {0} PRINT 2", "USE twin DELETE FROM orders {0}",
            "DELETE FROM orders DECLARE @t TABLE (v int) INSERT @t {0}", "DELETE FROM orders DECLARE c CURSOR FOR {0}", "DELETE FROM orders {0} THROW", "DELETE FROM orders; THROW 50000, 'x', 1; {0}", "DELETE FROM orders EXEC p_payroll", "DELETE FROM orders DECLARE @s nvarchar(99) SET @s = N'{0}' EXEC (@s)", "DELETE FROM orders /* */{0}", "DELETE FROM orders --\n{0}", "DELETE FROM orders OPTION (MAXDOP 1) {0}", "DELETE FROM orders bogus syntax {0}", "DELETE FROM orders {0}\0",
        ];
        foreach (var form in forms)
        {
            var text = form.Replace("{0}", Steal, StringComparison.Ordinal);
            AssertFails(analyst, text);
            AssertFails(Ask(analyst, RawTdsRpc.Sql(text)), text);
            AssertFails(Ask(analyst, new RawTdsRpc(RawTdsRpc.PrepExec).Add(default(int?), true).Add("").Add(text)), text);
            AssertFails(Ask(analyst, RawTdsRpc.Sql("DELETE FROM orders"), RawTdsRpc.Sql("SELECT 1"), RawTdsRpc.Sql(text)), text);
        }

        Assert.That(Superuser("SELECT COUNT(*) FROM orders"), Is.EqualTo(before), "nothing of a batch with a denied statement arrives");
        var answer = Ask(analyst, "SELECT 1 SELECT resident_no FROM customers WHERE customer_id = 1; SELECT resident_no FROM customers WHERE customer_id = 9");
        Assert.That(answer.Sets.Select(s => s.Count), Is.EqualTo(new[] { 1, 1, 0 }), answer.ToString());
        Assert.That(answer.Sets[1][0][0], Is.EqualTo(MaskedFirst));
    }

    [Test]
    public void Class_14_identifier_folding_and_quoting()
    {
        using var all = Assert.EnterMultipleScope();
        var analyst = Analyst();
        string[] names =
        [
            "{0}", "[{0}]", "\"{0}\"", "dbo.{0}", "[dbo].[{0}]", "twin.dbo.{0}", "twin..{0}", "[twin]..[{0}]", "TWIN.DBO.{0}", "[twin ].[dbo ].[{0} ]", "twin . dbo . {0}", "twin/**/./**/dbo/**/./**/{0}", "twin.\ndbo.\n{0}", "\"twin\".\"dbo\".\"{0}\"", "[{0}   ]", "dbo.[{0}\u3000]", "ＴＷＩＮ.ｄｂｏ.{0}", "..{0}", ".dbo.{0}", ".{0}", "...{0}", "twin...{0}", "SAMPLE.twin.dbo.{0}", "[SAMPLE].twin..{0}", "localhost.twin.dbo.{0}", "[.].twin.dbo.{0}", "[(local)].twin.dbo.{0}", "guest.{0}", "sys.{0}", "[twin.dbo.{0}]", "[dbo.{0}]", "tempdb..{0}", "[]. {0}",
        ];
        string[] tables = ["payroll", "PAYROLL", "PayRoll", "ｐａｙｒｏｌｌ", "PAYＲOLL", "páyroll", "payroſl"];
        foreach (var name in names)
        {
            foreach (var table in tables)
                AssertFails(analyst, $"SELECT * FROM {name.Replace("{0}", table, StringComparison.Ordinal)}");
            foreach (var column in (string[])["resident_no", "RESIDENT_NO", "[Resident_No]", "\"resident_no\"", "[resident_no ]", "ｒｅｓｉｄｅｎｔ＿ｎｏ", "*"])
                Ask(analyst, $"SELECT {column} FROM {name.Replace("{0}", "customers", StringComparison.Ordinal)} WHERE customer_id IN (1, 9)");
            Ask(analyst, $"SELECT * FROM {name.Replace("{0}", "Customers", StringComparison.Ordinal)} AS c");
        }

        foreach (var name in names[..14])
            AssertAnswers(analyst, $"SELECT resident_no FROM {name.Replace("{0}", "customers", StringComparison.Ordinal)} WHERE customer_id = 1", MaskedFirst);
        foreach (var text in (string[])
        [
            "SELECT payroll.amount FROM payroll", "SELECT twin.dbo.payroll.amount FROM twin.dbo.payroll", "SELECT dbo.payroll.amount FROM payroll", "SELECT customers.* FROM payroll customers", "SELECT v FROM hidden.dbo.t", "SELECT v FROM hidden..t", "SELECT v FROM [HIDDEN]..[T]", "USE hidden SELECT v FROM t", "USE [hidden ] SELECT v FROM t", "USE ｈｉｄｄｅｎ SELECT v FROM t", "SELECT c.amount FROM payroll AS customers, payroll c",
            "SELECT v FROM [hidden .dbo.t]", "SELECT v FROM hidden.[dbo].t x", "EXEC ('USE hidden'); SELECT v FROM hidden.dbo.t", "EXEC hidden..sp_executesql N'SELECT v FROM t'", "EXEC [hidden].sys.sp_executesql N'SELECT v FROM t'", "EXEC [hidden ].[SYS].[SP_EXECUTESQL] N'SELECT v FROM t'", "DECLARE @p sysname = 'hidden..sp_executesql' EXEC @p N'SELECT v FROM t'",
        ])
            AssertFails(Analyst(), text);
        foreach (var text in (string[])
        [
            "SELECT [resident_no] AS name FROM customers", "SELECT name AS resident_no, resident_no AS name FROM customers", "SELECT c.resident_no x FROM customers c", "SELECT x.[resident_no] FROM (SELECT * FROM customers) x", "SELECT customers.resident_no FROM dbo.customers", "SELECT twin.dbo.customers.resident_no FROM customers", "SELECT twin.dbo.customers.* FROM customers", "SELECT x = resident_no FROM customers", "SELECT x.a FROM (SELECT resident_no FROM customers) x (a)",
            "WITH x (a) AS (SELECT note FROM customers) SELECT a FROM x", "SELECT a FROM (VALUES (1)) v (i) CROSS APPLY (SELECT note FROM customers) c (a)", "SELECT $ROWGUID FROM customers", "SELECT $IDENTITY FROM customers", "SELECT IDENTITYCOL FROM customers", "SELECT [customers].[dbo].[resident_no] FROM customers",
        ])
            Ask(analyst, text);
    }

    [Test]
    public void Class_15_unicode()
    {
        using var all = Assert.EnterMultipleScope();
        var analyst = Analyst();
        string[] blanks = ["\u00a0", "\u1680", "\u180e", "\u2000", "\u2009", "\u200b", "\u200c", "\u200d", "\u2028", "\u2029", "\u202f", "\u205f", "\u2060", "\u3000", "\ufeff", "\u0085", "\u000b", "\f", "\u001a", "\u001c", "\u00ad", "\u034f", "\u202e", "\0"];
        foreach (var blank in blanks)
        {
            foreach (var form in (string[])["SELECT{0}amount{0}FROM{0}payroll", "SELECT amount FROM{0}payroll", "{0}SELECT amount FROM payroll", "SELECT amount FROM payroll{0}", "SELECT amount FROM [payroll{0}]", "SELECT amount FROM pay{0}roll", "SELECT amount FROM twin{0}.dbo.payroll", "EXEC{0}('SELECT amount FROM payroll')", "SELECT 1 --{0}SELECT 2\n{0}SELECT amount FROM payroll"])
                AssertFails(analyst, form.Replace("{0}", blank, StringComparison.Ordinal));
            Ask(analyst, $"SELECT{blank}resident_no FROM customers");
            Ask(analyst, $"SELECT [resident_no{blank}] FROM customers");
            Ask(analyst, $"SELECT resident_no AS [a{blank}] FROM customers");
            Ask(analyst, $"SELECT 1 -- {blank}, resident_no, salary FROM customers");
        }

        foreach (var table in (string[])["ｐayroll", "pаyroll", "payr\u03bfll", "páyroll", "pa\u0301yroll", "PAYROL\u0139", "payroﬄ", "p\u00aayroll", "payr\u00bal\u2113", "\u24dfayroll", "pay\u0280oll", "payro\u01c1", "\ud835\udc29ayroll", "PAYROLĿ", "pªyroll", "payro‖", "payr0ll", "PAYR\u014fLL", "payroll\u0301", "payroll\ufe0f", "payroll\u200d"])
        {
            AssertFails(analyst, $"SELECT amount FROM {table}");
            AssertFails(analyst, $"SELECT amount FROM [{table}]");
            AssertFails(analyst, $"SELECT ａｍｏｕｎｔ FROM dbo.[{table}]");
        }

        foreach (var column in (string[])["ＲＥＳＩＤＥＮＴ_NO", "résident_no", "re\u017Fident_no", "[resıdent_no]", "resİdent_no", "re\u0301sident_no", "resident_nº", "ｎｏｔｅ", "nöte", "ſalary", "sálary", "ｂｉｒｔｈ", "[emａil]", "\u212Bmail"])
        {
            Ask(analyst, $"SELECT {column} FROM customers");
            Ask(analyst, $"SELECT x.{column} FROM (SELECT * FROM customers) x");
            Ask(analyst, $"WITH x AS (SELECT * FROM customers) SELECT {column} FROM x");
            Ask(analyst, RawTdsRpc.Sql($"SELECT {column} FROM customers"));
        }

        // Two columns that the server takes for one name.
        Ask(analyst, "SELECT * FROM (SELECT name AS ｋey, resident_no AS \u212Aey FROM customers) x");
        Ask(analyst, "SELECT \u212Aey FROM (SELECT name AS zey, resident_no AS [key] FROM customers) x");
        // Not UTF-16: lone and swapped surrogates, half a unit, a byte order mark.
        foreach (var bytes in (byte[][])
        [
            [.. Utf16("SELECT '"), 0x00, 0xD8, .. Utf16("', amount FROM payroll")], [.. Utf16("SELECT '"), 0x00, 0xDC, 0x00, 0xD8, .. Utf16("', amount FROM payroll")], [.. Utf16("SELECT '"), 0x3D, 0xD8, .. Utf16("' amount FROM payroll -- '")], [.. Utf16("SELECT amount FROM payroll"), 0x20],
            [0xFF, 0xFE, .. Utf16(Steal)], [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Steal)], Encoding.BigEndianUnicode.GetBytes(Steal), Encoding.UTF8.GetBytes(Steal), [.. Encoding.UTF8.GetBytes(Steal), 0x20], [0, .. Utf16(Steal), 0], [.. Utf16("SELECT 1 -- "), 0x0A, .. Utf16(Steal), 0],
            [.. Utf16("SELECT note FROM customers WHERE name > '"), 0x00, 0xD8, .. Utf16("'")], [.. Utf16("SELECT 1 AS ["), 0xFF, 0xFF, .. Utf16("], amount FROM payroll")],
        ])
            AssertFails(AskBytes(analyst, bytes, $"bytes {Convert.ToHexString(bytes.AsSpan(0, Math.Min(40, bytes.Length)))}"), "not UTF-16");
        AssertAnswers(analyst, "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);
    }

    [Test]
    public void Class_16_multibyte_charset()
    {
        using var all = Assert.EnterMultipleScope();
        var analyst = Analyst();
        // Lead bytes with the trail bytes 0x5C, 0x27, 0x5B … in the code pages of Korea, Japan, China and Taiwan, and UTF-8; sort ids and LCIDs.
        (string Name, byte[] Collation)[] collations = [("CP949", [0x12, 0x04, 0xD0, 0x00, 0]), ("CP932", [0x11, 0x04, 0xD0, 0x00, 0]), ("CP936", [0x04, 0x08, 0xD0, 0x00, 0]), ("CP950", [0x04, 0x04, 0xD0, 0x00, 0]), ("CP1252", [0x09, 0x04, 0xD0, 0x00, 0x34]), ("UTF-8", [0x09, 0x04, 0xD0, 0x04, 0])];
        foreach (var (name, collation) in collations)
        {
            foreach (var lead in (byte[])[0x81, 0x95, 0xA1, 0xB0, 0xC7, 0xFD, 0xC0, 0xE0, 0xF0, 0xFF, 0x80])
            {
                foreach (var trail in (byte[])[0x27, 0x5C, 0x5B, 0x5D, 0x22, 0x2D, 0x2F, 0x41, 0x7C, 0x3B, 0x00])
                {
                    // Whether trail is a quote of its own or half a letter decides whether the payroll is read: neither way may it be shown.
                    byte[] text = [.. Ascii("SELECT '"), lead, trail, .. Ascii("', amount FROM payroll -- '")];
                    var answer = Ask(analyst, TextCall(0xA7, collation, text));
                    if (trail != 0x27)
                        AssertFails(answer, $"{name} {lead:X2}{trail:X2}");
                }

                byte[] inName = [.. Ascii("SELECT 1 AS ["), lead, 0x5D, .. Ascii(" SELECT amount FROM payroll --]")];
                Ask(analyst, TextCall(0x23, collation, inName));
            }

            AssertFails(Ask(analyst, TextCall(0xAF, collation, Ascii(Steal))), name);
            Ask(analyst, TextCall(0xA7, collation, [.. Ascii("SELECT note, resident_no FROM customers WHERE name <> '"), 0xC7, 0x5C, .. Ascii("'")]));
        }

        // The same as a value stays a value, and comes back as it was.
        byte[] korean = [0xB0, 0xA1, 0x81, 0x5C, 0xC7, 0xD1];
        var echoed = Ask(analyst, RawTdsRpc.Sql("SELECT CAST(@p AS varbinary(50)), resident_no FROM customers WHERE customer_id = 1", "@p varchar(50)").AddRaw("@p", 0, [0xA7, 50, 0, .. collations[0].Collation, (byte)korean.Length, 0, .. korean]));
        Assert.That(echoed.Errors.Count > 0 || echoed.Rows.All(r => r.Texts[1] == MaskedFirst), Is.True, echoed.ToString());
        Ask(analyst, RawTdsRpc.Sql("EXEC (@p)", "@p varchar(50)").AddRaw("@p", 0, [0xA7, 50, 0, .. collations[0].Collation, (byte)Steal.Length, 0, .. Ascii(Steal)]));
        AssertAnswers(analyst, "SELECT N'가나다뷁', '똠방각하' COLLATE Korean_Wansung_CI_AS", "가나다뷁");
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    /// <summary>sp_executesql with a text in a code page: varchar 0xA7, char 0xAF, text 0x23.</summary>
    private static RawTdsRpc TextCall(byte type, byte[] collation, byte[] text) => new RawTdsRpc(RawTdsRpc.ExecuteSql).AddRaw("", 0, type == 0x23
        ? [type, 0xFF, 0xFF, 0xFF, 0x7F, .. collation, .. BitConverter.GetBytes(text.Length), .. text]
        : [type, .. BitConverter.GetBytes((ushort)Math.Max(text.Length, 1)), .. collation, .. BitConverter.GetBytes((ushort)text.Length), .. text]);
}
