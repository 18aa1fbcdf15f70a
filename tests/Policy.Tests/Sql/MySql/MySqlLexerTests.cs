using NUnit.Framework;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.MySql.Parsing;

namespace ProxyDb.Policy.Tests.Sql.MySql;

/// <summary>Facts of the scanners, each asked of a MariaDB 10.11 by PREPARE or taken from MySQL's manual.</summary>
public sealed class MySqlLexerTests
{
    private static readonly MySqlServer MariaDb = new(true, 101119);
    private static readonly MySqlServer MySql = new(false, 80403);

    [TestCase("1 /*!50699 +1 */", "1 + 1")]
    [TestCase("1 /*!50700 x */", "1")]
    [TestCase("1 /*!50701 x */", "1")]
    [TestCase("1 /*!80000 x */", "1")]
    [TestCase("1 /*!99999 x */", "1")]
    [TestCase("1 /*!100000 x */", "1 x")]
    [TestCase("1 /*!101119 x */", "1 x")]
    [TestCase("1 /*!101120 x */", "1")]
    [TestCase("1 /*!5000 x */", "1 5000 x")]
    [TestCase("1 /*!400001 x */", "1", TestName = "Six digits are one version")]
    [TestCase("1 /*!040000+1*/", "1 + 1")]
    [TestCase("1 /*M! x */", "1 x")]
    [TestCase("1 /*M!50701 x */", "1 x")]
    [TestCase("1 /*M!110000 x */", "1")]
    [TestCase("1 /*!1 */", "1 1")]
    public void MariaDb_runs_comments_by_its_own_version(string text, string tokens) => Assert.That(Tokens(text, MariaDb), Is.EqualTo(tokens));

    [TestCase("1 /*!50701 x */", "1 x")]
    [TestCase("1 /*!80403 x */", "1 x")]
    [TestCase("1 /*!80404 x */", "1")]
    [TestCase("1 /*M! x */", "1")]
    public void MySql_runs_comments_by_its_own_version(string text, string tokens) => Assert.That(Tokens(text, MySql), Is.EqualTo(tokens));

    [TestCase("1 /*! +1 /* c */ */", "1 + 1")]
    [TestCase("1 /*! +1 /* c */ +2 */ +3", "1 + 1 + 2 + 3")]
    [TestCase("1 /*! +1 /* c */", "1 + 1 INVALID")]
    [TestCase("1 /*! /*! +1 */", "1 + 1")]
    [TestCase("1 /*! /*! +1 */ */", "1 + 1 * /")]
    [TestCase("1 /*! +1 /*!110000 x */ */", "1 + 1")]
    [TestCase("1 /*!110000 /* x */ y */", "1")]
    [TestCase("1 /*!110000 /* x /* y */ z */", "1")]
    [TestCase("1 /*!110000 /* x */ y", "1 INVALID")]
    [TestCase("1 /* /* x */ 2", "1 2")]
    [TestCase("1 */ 2", "1 * / 2")]
    [TestCase("1 /*! '*/' */", "1 '*/'")]
    public void Comments_nest_as_the_server_reads_them(string text, string tokens) => Assert.That(Tokens(text, MariaDb), Is.EqualTo(tokens));

    [TestCase("1 -- x\n2", "1 2")]
    [TestCase("1 --x\n2", "1 - - x 2")]
    [TestCase("1 --\n2", "1 2")]
    [TestCase("1 --", "1")]
    [TestCase("1 -- x\r2\n3", "1 3")]
    [TestCase("1 # x\r2\n3", "1 3")]
    [TestCase("1 --\u00A0x", "1 - - \u00A0x")]
    [TestCase("1 --\u0001x\n2", "1 2")]
    [TestCase("1 -- x\0 2", "1 INVALID")]
    public void Line_comments_need_a_space_and_end_at_a_line_feed_or_NUL(string text, string tokens) =>
        Assert.That(Tokens(text, MariaDb), Is.EqualTo(tokens));

    [Test]
    public void The_no_break_space_is_white_space_in_latin1_and_a_letter_in_utf8()
    {
        Assert.That(Tokens("a\u00A0b", MariaDb, charset: "latin1"), Is.EqualTo("a b"));
        Assert.That(Tokens("a\u00A0b", MariaDb), Is.EqualTo("a\u00A0b"));
        Assert.That(Tokens("1 --\u00A0x\n2", MariaDb, charset: "latin1"), Is.EqualTo("1 2"));
        Assert.That(Tokens("a\u00A0b", MariaDb, charset: "latin2"), Does.Contain("INVALID"));
    }

    [TestCase("1a", "1a")]
    [TestCase("1e", "1e")]
    [TestCase("1ea", "1ea")]
    [TestCase("1e5", "1e5")]
    [TestCase("1e5abc", "1e5 abc")]
    [TestCase("1e+5", "1e+5")]
    [TestCase("1e+ ", "1e +")]
    [TestCase("1.e5", "1.e5")]
    [TestCase("1.", "1.")]
    [TestCase(".5", ".5")]
    [TestCase("0x1F", "0x1F")]
    [TestCase("0x1G", "0x1G")]
    [TestCase("0X1", "0X1")]
    [TestCase("0b2", "0b2")]
    [TestCase("x'4'", "INVALID")]
    [TestCase("b'2'", "INVALID")]
    [TestCase("t.1b", "t . 1b")]
    [TestCase("t.1", "t . 1")]
    [TestCase("t .5", "t .5")]
    [TestCase("`t`.5", "`t` .5")]
    [TestCase("t.select", "t . select")]
    [TestCase("@a.b-c", "@ a.b - c")]
    [TestCase("@'a b'", "@ 'a b'")]
    [TestCase("@ a", "@  a")]
    [TestCase("@@global.x", "@@ global . x")]
    [TestCase("@@ x", "@@ INVALID")]
    [TestCase("a<=>b<>c!=d:=e<<f", "a <=> b <> c != d := e << f")]
    [TestCase("1=!1", "1 = ! 1")]
    [TestCase("\\N", "\\N")]
    [TestCase("_utf8'a'", "_utf8 'a'")]
    [TestCase("'a''b\\'c'", "'a''b\\'c'")]
    [TestCase("'a", "INVALID")]
    [TestCase("`a``b`", "`a``b`")]
    [TestCase("?a", "INVALID")]
    public void Tokens_are_cut_as_the_server_cuts_them(string text, string tokens) => Assert.That(Tokens(text, MariaDb), Is.EqualTo(tokens));

    [Test]
    public void Quotes_follow_the_modes()
    {
        Assert.That(Kinds("\"a\"", MySqlModes.None), Is.EqualTo("String"));
        Assert.That(Kinds("\"a\"", MySqlModes.AnsiQuotes), Is.EqualTo("QuotedName"));
        Assert.That(Tokens("'a\\' 'c'", MariaDb), Is.EqualTo("'a\\' ' c INVALID"));
        Assert.That(Tokens("'a\\' 'c'", MariaDb, MySqlModes.NoBackslashEscapes), Is.EqualTo("'a\\' 'c'"));
    }

    [TestCase("COUNT(", MySqlModes.None, MySqlKeyword.Count)]
    [TestCase("COUNT (", MySqlModes.None, MySqlKeyword.NotKeyword)]
    [TestCase("COUNT (", MySqlModes.IgnoreSpace, MySqlKeyword.Count)]
    [TestCase("count/**/(", MySqlModes.IgnoreSpace, MySqlKeyword.NotKeyword)]
    [TestCase("select", MySqlModes.None, MySqlKeyword.Select)]
    [TestCase("select.a", MySqlModes.None, MySqlKeyword.NotKeyword)]
    [TestCase("current_timestamp", MySqlModes.None, MySqlKeyword.CurrentTimestamp)]
    public void Words_are_keywords_by_what_stands_beside_them(string text, MySqlModes modes, object keyword)
    {
        var lexer = new MySqlLexer(text, new MySqlSession(MariaDb, modes, "utf8mb4", false));
        Assert.That(lexer.Next().Keyword, Is.EqualTo(keyword));
    }

    [Test]
    public void Hints_are_tokens_for_MySql_behind_their_keywords_and_comments_elsewhere()
    {
        Assert.That(Tokens("SELECT /*+ A */ 1 /*+ B */", MySql), Is.EqualTo("SELECT /*+ A */ 1"));
        Assert.That(Tokens("SELECT /*+ A */ 1", MariaDb), Is.EqualTo("SELECT 1"));
    }

    [Test]
    public void Arrows_are_operators_of_MySql_only()
    {
        Assert.That(Tokens("a->'x'", MySql), Is.EqualTo("a -> 'x'"));
        Assert.That(Tokens("a->>'x'", MySql), Is.EqualTo("a ->> 'x'"));
        Assert.That(Tokens("a->'x'", MariaDb), Is.EqualTo("a - > 'x'"));
    }

    private static string Tokens(string text, MySqlServer? server, MySqlModes modes = MySqlModes.None, string charset = "utf8mb4")
    {
        var lexer = new MySqlLexer(text, new MySqlSession(server, modes, charset, false));
        var tokens = new List<string>();
        for (var token = lexer.Next(); token.Kind != MySqlTokenKind.End; token = lexer.Next())
        {
            tokens.Add(token.Kind == MySqlTokenKind.Invalid ? "INVALID" : token.Text(text).ToString());
            if (token.Kind == MySqlTokenKind.Invalid)
            {
                break;
            }
        }

        return string.Join(' ', tokens);
    }

    private static string Kinds(string text, MySqlModes modes) =>
        new MySqlLexer(text, new MySqlSession(MariaDb, modes, "utf8mb4", false)).Next().Kind.ToString();
}
