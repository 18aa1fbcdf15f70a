using System.Text;
using NUnit.Framework;
using ProxyDb.Integration.Tests.Oracles;
using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.BypassClasses;

/// <summary>Texts that a gateway might read otherwise than the server does.</summary>
public sealed class TextClassTests : BypassFixture
{
    private const string Steal = "SELECT amount FROM payroll";

    // Some of these read the payroll, some only hold its name; the server itself says which.
    private static readonly string[] Literals =
    [
        $"SELECT E'O\\'; {Steal}; --'", $"SELECT 'O\\'; {Steal}; --'", $"SELECT $${Steal}$$", $"SELECT $a$ $$ $a$; {Steal} --$a$", $"SELECT $a$ $b$ ; {Steal} $b$ $a$",
        $"SELECT 1 /* /* */ ; {Steal} */", $"SELECT 1 /* /* */ */ ; {Steal}", $"SELECT 1 -- \n; {Steal}", $"SELECT 1 --\r; {Steal}", $"SELECT \"a;{Steal}\" FROM (SELECT 1) t (\"a;{Steal}\")",
        $"SELECT 'a'\n'; {Steal}; --'", $"SELECT 'it''s'; {Steal}", $"SELECT E'\\\\'; {Steal}", $"SELECT U&'\\0027'; {Steal}", $"SELECT U&'!0027; {Steal} --' UESCAPE '!'",
        $"SELECT B'1', X'1F', N'x'; {Steal}", $"SELECT 1 AS \"\"\"; {Steal} --\"", $"SELECT 'a' /* ' */ ; {Steal}", $"SELECT E'\\x27; {Steal} --'", $"SELECT '/*'; {Steal} --*/'",
        $"SELECT 1;;;{Steal}", $"SELECT $1$; {Steal}", $"SELECT 1\f;\v{Steal}", $"SELECT 1 \u00a0; {Steal}", $"SELECT e'\\\n'; {Steal}",
    ];

    [Test]
    public void Class_1_parser_differential_literals() => AssertReadAsTheServerReads([]);

    [Test]
    public void Class_2_lexer_changing_settings()
    {
        foreach (var setting in (string[])["standard_conforming_strings = off", "standard_conforming_strings = on", "backslash_quote = off", "backslash_quote = on"])
            AssertReadAsTheServerReads([$"SET {setting}"]);
        AssertReadAsTheServerReads(["SELECT set_config('standard_conforming_strings', 'off', false)"]);
        AssertReadAsTheServerReads([], ("options", "-c standard_conforming_strings=off"));
        AssertReadAsTheServerReads([], ("standard_conforming_strings", "off"));
        // The mask's own text has a quote and a backslash; it means the same under each.
        foreach (var setting in (string[])["on", "off"])
        {
            var analyst = Analyst();
            analyst.Query($"SET standard_conforming_strings = {setting}");
            AssertAnswers(analyst, "SELECT note FROM customers WHERE customer_id = 1", "it's \\ hidden");
        }
    }

    [Test]
    public void Class_4_multi_statement_batch()
    {
        var before = Superuser("SELECT count(*) FROM orders");
        foreach (var text in (string[])[$"DELETE FROM orders; {Steal}", $"BEGIN; DELETE FROM orders; COMMIT; {Steal}", $"SELECT 1; SELECT 2; {Steal}; SELECT 3"])
            AssertDenied(Analyst(), text);
        Assert.That(Superuser("SELECT count(*) FROM orders"), Is.EqualTo(before), "nothing of a batch with a denied statement arrives");
        var answers = Ask(Analyst(), "SELECT 1; SELECT resident_no FROM customers WHERE customer_id = 1; SELECT resident_no FROM customers WHERE customer_id = 9");
        Assert.That(answers.Exists(m => m.IsError) || answers.Count(m => m.Kind == 'D') == 2, Is.True, string.Join(' ', answers));
    }

    [Test]
    public void Class_14_identifier_folding_and_quoting()
    {
        Superuser("DROP TABLE IF EXISTS \"Customers\", \"a.b\"; CREATE TABLE \"Customers\" (resident_no text, \"Resident_No\" text); INSERT INTO \"Customers\" VALUES ('7', 'open'); "
            + "CREATE TABLE \"a.b\" (\"c.d\" text); INSERT INTO \"a.b\" VALUES ('open'); GRANT ALL ON \"Customers\", \"a.b\" TO app");
        var analyst = Analyst();
        foreach (var name in (string[])["customers", "CUSTOMERS", "\"customers\"", "Public.CusTomers", "\"public\".\"customers\"", "twin_l.public.customers", "public . customers", "U&\"cust\\006fmers\"", "U&\"cust!006fmers\" UESCAPE '!'"])
        {
            foreach (var column in (string[])["resident_no", "RESIDENT_NO", "\"resident_no\"", "U&\"resident\\005fno\""])
                AssertAnswers(analyst, $"SELECT {column} FROM {name} WHERE customer_id = 1", MaskedFirst);
            Ask(analyst, $"SELECT * FROM {name}");
            AssertDenied(analyst, $"SELECT * FROM {name.Replace("customers", "payroll", StringComparison.OrdinalIgnoreCase).Replace("cust\\006fmers", "payr\\006fll", StringComparison.Ordinal).Replace("cust!006fmers", "payr!006fll", StringComparison.Ordinal)}");
        }

        AssertAnswers(analyst, "SELECT \"Resident_No\" FROM \"Customers\"", "open");
        AssertAnswers(analyst, "SELECT \"c.d\" FROM \"a.b\"", "open");
    }

    [Test]
    public void Class_15_unicode()
    {
        var analyst = Analyst();
        foreach (var text in (string[])
        [
            "SELECT amount FROM U&\"\\0070ayroll\"", "SELECT amount FROM U&\"\\+000070ayroll\"", "SELECT amount FROM U&\"*0070ayroll\" UESCAPE '*'",
            "SELECT U&\"\\0061mount\" FROM payroll", "SELECT amount FROM U&\"public\".U&\"\\0070ayroll\"",
        ])
            AssertDenied(analyst, text);
        // Not the same names to the server: it says so itself, and nothing is shown.
        foreach (var text in (string[])["SELECT amount FROM ｐayroll", "SELECT amount FROM pаyroll", "SELECT amount\u200b FROM payroll", "SELECT\u3000amount FROM payroll", "SELECT amount FROM\u00a0payroll", "\ufeffSELECT amount FROM payroll"])
            Assert.That(Ask(analyst, text).Exists(m => m.IsError), Is.True, text);
        AssertAnswers(analyst, "SELECT U&\"resident\\005fno\" FROM U&\"\\0063ustomers\" WHERE customer_id = 1", MaskedFirst);
    }

    [Test]
    public void Class_16_multibyte_charset()
    {
        foreach (var (encoding, trail) in ((string, byte[])[])[("SJIS", [0x95, 0x5C]), ("BIG5", [0xA5, 0x5C]), ("GBK", [0xD5, 0x5C]), ("UHC", [0xA1, 0x5C]), ("JOHAB", [0xD0, 0x5C]), ("GB18030", [0xD5, 0x5C])])
        {
            var analyst = Analyst();
            analyst.Query($"SET client_encoding = '{encoding}'");
            analyst.Query("SET standard_conforming_strings = off");
            byte[][] texts =
            [
                [.. "SELECT '"u8, .. trail, .. "'; SELECT amount FROM payroll; --'"u8],
                [.. "SELECT E'"u8, .. trail, .. "\\'; SELECT amount FROM payroll; --'"u8],
                [.. "SELECT \""u8, .. trail, .. "\"; SELECT amount FROM payroll; --\""u8],
                [.. "SELECT '"u8, trail[0], .. "'; SELECT amount FROM payroll; --'"u8],
            ];
            foreach (var text in texts)
            {
                analyst.SendBytes(Typed('Q', [.. text, 0]));
                AssertHidden(analyst.ReadUntilReady(), $"{encoding} {Convert.ToHexString(text)}");
                analyst.Query("ROLLBACK");
            }

            AssertAnswers(analyst, "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);
        }
    }

    /// <summary>What the server runs as a read of the payroll is denied; what it does not is answered as the server answers.</summary>
    private void AssertReadAsTheServerReads(string[] first, params (string, string)[] parameters)
    {
        var direct = Login(new RawLogin(Shared.Database.Port, Database: TwinSchema.Left) { Parameters = parameters });
        var analyst = Login(AnalystLogin(TwinSchema.Left) with { Parameters = parameters });
        foreach (var text in first.Concat(Literals))
        {
            var expected = direct.Query(text);
            var seen = analyst.Query(text);
            if (expected.Exists(m => m.Kind == 'D' && Encoding.ASCII.GetString(m.Body).Contains(TwinSchema.DeniedNumber, StringComparison.Ordinal)))
                Assert.That(seen.Find(m => m.IsError)?.SqlState, Is.EqualTo("42501"), text);
            else if (!expected.Exists(m => m.IsError))
                Assert.That(Lines(seen), Is.EqualTo(Lines(expected)), text);
            Assert.That(seen.Exists(m => Encoding.ASCII.GetString(m.Body).Contains(TwinSchema.DeniedNumber, StringComparison.Ordinal)), Is.False, text);
        }
    }
}
