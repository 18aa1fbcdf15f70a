using NUnit.Framework;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Configuration;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Tests.Backends;

/// <summary>What is sent to bring a backend of SQL Server from one session's options to another's.</summary>
public sealed class TSqlSettingsTests
{
    private static readonly ISessionSyntax Syntax = SessionSyntax.Of(DatabaseProtocol.Tds);
    private static readonly Dictionary<string, string> Login = new() { ["database"] = "master", ["language"] = "us_english" };

    [TestCase("", "database=shop", "USE [shop]")]
    [TestCase("database=a", "database=b]c", "USE [b]]c]")]
    [TestCase("database=a", "", "USE [master]", Description = "what the login had")]
    [TestCase("", "quoted_identifier=off", "SET QUOTED_IDENTIFIER OFF")]
    [TestCase("", "transaction isolation level=snapshot", "SET TRANSACTION ISOLATION LEVEL SNAPSHOT")]
    [TestCase("lock_timeout=-1", "lock_timeout=1800", "SET LOCK_TIMEOUT 1800")]
    [TestCase("", "language=한국어", "SET LANGUAGE N'한국어'")]
    [TestCase("language=it's", "", "SET LANGUAGE N'us_english'")]
    [TestCase("datefirst=1", "datefirst=1;language=korean", "SET LANGUAGE N'korean'; SET DATEFIRST 1", Description = "a language has its own first day")]
    [TestCase("datefirst=1;dateformat=ymd", "dateformat=ymd", "SET LANGUAGE N'us_english'; SET DATEFORMAT YMD", Description = "only the language gives it back")]
    [TestCase("", "database=shop;nocount=on;rowcount=10", "USE [shop]; SET NOCOUNT ON; SET ROWCOUNT 10")]
    [TestCase("nocount=on", "nocount=on", "")]
    [TestCase("", "execute as=on", "")]
    public void Differences_are_one_batch(string from, string to, string expected)
    {
        var statement = Syntax.Settings(Vector(from), Vector(to), Login, out var confirmed);
        Assert.That((statement?.Text ?? "", confirmed), Is.EqualTo((expected, true)));
    }

    [Test]
    public void A_driver_finds_what_LOGIN7_gives_to_one_and_nothing_is_set()
    {
        const string variant = "tds=74000004;packet=8000;odbc=1;oledb=0";
        var (startup, fresh) = (Syntax.Startup(SettingsVector.Empty, "shop", variant), Syntax.Fresh("shop", variant));
        Assert.That(startup, Is.SameAs(fresh));
        Assert.That((startup["quoted_identifier"], startup["ansi_nulls"], startup["textsize"]), Is.EqualTo(("on", "on", "2147483647")));
    }

    [Test]
    public void What_a_login_leaves_to_the_databases_defaults_is_set_before_the_first_statement()
    {
        const string variant = "tds=71000001;packet=4096;odbc=0";
        var text = Syntax.Settings(Syntax.Fresh("shop", variant), Syntax.Startup(SettingsVector.Empty, "shop", variant), Login, out _)!.Text;
        Assert.That(text, Does.Contain("SET QUOTED_IDENTIFIER OFF").And.Contain("SET ANSI_NULLS OFF").And.Not.Contain("USE"));
    }

    [Test]
    public void Nothing_but_words_and_numbers_is_ever_written()
    {
        Assert.That(() => Syntax.Settings(Vector(""), SettingsVector.Empty.With("nocount", "on; DROP TABLE t"), Login, out _), Throws.ArgumentException);
        Assert.That(() => Syntax.Settings(Vector(""), Vector("nocount on=x"), Login, out _), Throws.ArgumentException);
    }

    [Test]
    public void No_statement_leads_to_or_from_another_s_name()
    {
        Assert.That(Syntax.CanReach(Vector("execute as=on"), Vector("")), Is.False);
        Assert.That(Syntax.CanReach(Vector(""), Vector("execute as=on")), Is.False);
        Assert.That(Syntax.CanReach(Vector("database=a"), Vector("")), Is.True);
    }

    [TestCase("nocount", ExpectedResult = false)]
    [TestCase("identity_insert", ExpectedResult = true)]
    [TestCase("showplan_xml", ExpectedResult = true)]
    [TestCase("noexec", ExpectedResult = true)]
    public bool What_is_not_replayed_stays_at_its_backend(string name) => Syntax.IsTransactional(name);

    [Test]
    public void Options_of_a_procedure_end_with_it()
    {
        var vector = Vector("nocount=on");
        Assert.That(Syntax.AfterUserCode(vector, Login), Is.SameAs(vector));
        Assert.That(Syntax.Missing(new SessionEffect.Fetch("c")).Code, Is.EqualTo("16916"));
    }

    private static SettingsVector Vector(string text)
    {
        var vector = SettingsVector.Empty;
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(static p => p.Split('=', 2)))
        {
            vector = vector.With(part[0], part.Length > 1 ? part[1] : "");
        }

        return vector;
    }
}
