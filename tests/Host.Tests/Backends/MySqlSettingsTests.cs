using NUnit.Framework;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Configuration;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Tests.Backends;

/// <summary>What is sent to bring a MySQL backend from one session's settings to another's.</summary>
public sealed class MySqlSettingsTests
{
    private static readonly ISessionSyntax Syntax = SessionSyntax.Of(DatabaseProtocol.Mysql);
    private static readonly Dictionary<string, string> Reporting = new() { [MySqlSettingNames.TrackVariables] = "*", ["session_track_schema"] = "ON" };

    [TestCase("", "database=shop", "USE `shop`", true)]
    [TestCase("database=a", "database=b`c", "USE `b``c`", true)]
    [TestCase("", "sql_mode=ANSI_QUOTES", "SET `sql_mode`='ANSI_QUOTES'", true)]
    [TestCase("", "sql_select_limit=10", "SET `sql_select_limit`=10", true)]
    [TestCase("", "max_statement_time=1.5", "SET `max_statement_time`=1.5", true)]
    [TestCase("", "character_set_results=", "SET `character_set_results`=NULL", true)]
    [TestCase("", "lc_time_names=ko_KR", "SET `lc_time_names`='ko_KR'", false)]
    [TestCase("lc_time_names=ko_KR", "", "SET `lc_time_names`=DEFAULT", false)]
    [TestCase("", "time_zone=a'b", "SET `time_zone`=CONVERT(0x612762 USING utf8mb4)", false)]
    [TestCase("", "time_zone=\\", "SET `time_zone`=CONVERT(0x5C USING utf8mb4)", false)]
    [TestCase("", "transaction_isolation=READ-COMMITTED", "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", true)]
    [TestCase("", "transaction_read_only=ON", "SET SESSION TRANSACTION READ ONLY", true)]
    [TestCase("character_set_connection=latin1;collation_connection=latin1_bin", "character_set_connection=utf8mb4;collation_connection=utf8mb4_bin",
        "SET `character_set_connection`='utf8mb4', `collation_connection`='utf8mb4_bin'", true)]
    [TestCase("", "session_track_schema=ON", "SET `session_track_schema`='ON'", false)]
    [TestCase("", "session_track_gtids=OWN_GTID", "", false, Description = "a report that the server does not have")]
    [TestCase("a=1", "a=1", "", false)]
    public void Differences_are_written_with_typed_values(string from, string to, string expected, bool mustConfirm)
    {
        var statement = Syntax.Settings(Vector(from), Vector(to), Reporting, out var confirmed);
        Assert.That((statement?.Text ?? "", confirmed), Is.EqualTo((expected, mustConfirm)));
    }

    [Test]
    public void A_name_outside_of_ASCII_is_used_under_utf8mb4_and_the_character_sets_are_put_back()
    {
        const string charsets = ";character_set_client=euckr;character_set_connection=euckr;character_set_results=euckr;collation_connection=euckr_bin";
        var statement = Syntax.Settings(Vector("database=a" + charsets), Vector("database=가" + charsets), Reporting, out _);
        Assert.That(
            statement!.Text,
            Is.EqualTo("SET NAMES utf8mb4; USE `가`; SET `character_set_client`='euckr', `character_set_results`='euckr', "
                + "`character_set_connection`='euckr', `collation_connection`='euckr_bin'"));
    }

    [Test]
    public void No_statement_leads_from_a_database_to_none()
    {
        Assert.That(Syntax.CanReach(Vector("database=a"), Vector("")), Is.False);
        Assert.That(Syntax.CanReach(Vector("database=a"), Vector("database=b")), Is.True);
        Assert.That(Syntax.CanReach(Vector(""), Vector("")), Is.True);
    }

    [Test]
    public void After_code_of_users_the_reports_are_asked_for_again()
    {
        var wanted = Syntax.Startup(SettingsVector.Empty, "shop", "");
        var after = Syntax.AfterUserCode(wanted, Reporting)!;
        Assert.That(Syntax.Settings(after, wanted, Reporting, out var mustConfirm)!.Text, Is.EqualTo("SET `session_track_schema`='ON', `session_track_system_variables`='*'"));
        Assert.That(mustConfirm, Is.False);
        Assert.That(Syntax.AfterUserCode(wanted, new Dictionary<string, string>()), Is.Null, "without reports nothing is known");
    }

    [Test]
    public void Older_names_are_the_same_variable()
    {
        Assert.That(Syntax.Canonical("tx_isolation"), Is.EqualTo(MySqlSettingNames.Isolation));
        Assert.That(Syntax.MustBeConfirmed("sql_mode"), Is.True);
        Assert.That(Syntax.MustBeConfirmed("wait_timeout"), Is.False);
    }

    [Test]
    public void A_prepared_statement_that_is_not_there_is_missed_in_the_servers_words()
    {
        Assert.That(Syntax.Missing(new SessionEffect.Execute("p")), Is.EqualTo(
            new Denial(DenialCase.Policy, "Unknown prepared statement handler (p) given to EXECUTE") { Code = "1243" }));
        Assert.That(Syntax.Missing(new SessionEffect.Deallocate("p")).Message, Is.EqualTo("Unknown prepared statement handler (p) given to DEALLOCATE PREPARE"));
    }

    private static SettingsVector Vector(string text)
    {
        var vector = SettingsVector.Empty;
        foreach (var pair in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            vector = vector.With(parts[0], parts[1]);
        }

        return vector;
    }
}
