using System.Collections.Immutable;
using NUnit.Framework;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Gateway;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Tests.Gateway;

/// <summary>What MySQL statements and what their servers report do to a session, without a backend.</summary>
public sealed class MySqlEffectsTests
{
    private readonly ISessionSyntax _syntax = SessionSyntax.Of(DatabaseProtocol.Mysql);
    private SessionSettings _settings = null!;
    private SessionPins _pins = null!;
    private SessionNames _names = null!;
    private SessionEffects _effects = null!;

    [SetUp]
    public void Begin()
    {
        _settings = new SessionSettings(_syntax, _syntax.Startup(SettingsVector.Empty, "shop", ""));
        _pins = new SessionPins(PinReason.None);
        _names = new SessionNames();
        _effects = new SessionEffects(_syntax, _settings, _pins, _names);
    }

    [Test]
    public void A_rollback_does_not_take_a_setting_back()
    {
        Complete("START TRANSACTION", "BEGIN", new SessionEffect.Begin());
        Complete("SET time_zone = '+09:00'", "SET", new SessionEffect.Set("time_zone", "+09:00", SettingScope.Session));
        Complete("ROLLBACK", "ROLLBACK", new SessionEffect.Rollback(false));
        _effects.Ready(0, null);
        Assert.That(_settings.Lasting["time_zone"], Is.EqualTo("+09:00"));
    }

    [Test]
    public void The_servers_word_on_a_setting_is_the_last()
    {
        var judged = Complete("SET sql_mode = 'ANSI'", "SET", new SessionEffect.Set("sql_mode", "ANSI", SettingScope.Session));
        _effects.Reported("sql_mode", "REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ANSI", null);
        _effects.ResultReported(judged, default, null, 0);
        Assert.That(_settings.Effective["sql_mode"], Does.Contain("ANSI_QUOTES"));
        Assert.That(_pins.IsPinned, Is.False);
    }

    [Test]
    public void The_current_database_is_a_setting_like_others()
    {
        Complete("USE other", "USE", new SessionEffect.Set("database", "other", SettingScope.Session));
        Assert.That(_settings.Lasting["database"], Is.EqualTo("other"));
        _effects.Reset();
        Assert.That(_settings.Lasting["database"], Is.EqualTo("other"), "COM_RESET_CONNECTION leaves it");
    }

    [Test]
    public void Another_character_set_of_the_connection_brings_its_own_collation()
    {
        _settings.KeepFromLogin("character_set_connection", "utf8mb4");
        _settings.KeepFromLogin("collation_connection", "utf8mb4_general_ci");
        _effects.Reported("character_set_connection", "euckr", null);
        Assert.That(_settings.Lasting["collation_connection"], Is.Null);
    }

    [Test]
    public void A_client_does_not_end_the_reports_that_the_gateway_needs()
    {
        Complete("SET session_track_schema = 0", "SET", new SessionEffect.Set("session_track_schema", "0", SettingScope.Session));
        Assert.That(_settings.Lasting["session_track_schema"], Is.EqualTo("ON"));
    }

    [TestCase("SET", false, "session_track_system_variables:", ExpectedResult = false)]
    [TestCase("SET", false, "session_track_schema:", "sql_mode:computed", ExpectedResult = false)]
    [TestCase("SET", false, "session_track_system_variables:", "time_zone:+09:00", ExpectedResult = false)]
    [TestCase("SET", false, "session_track_system_variables:", "sql_mode:computed", ExpectedResult = true)]
    [TestCase("SET", true, "session_track_system_variables:", ExpectedResult = true, Description = "a routine")]
    [TestCase("EXECUTE IMMEDIATE", false, "session_track_system_variables:", ExpectedResult = true)]
    [TestCase("PREPARE", false, "session_track_schema:", ExpectedResult = true)]
    public bool Reports_end_only_where_nothing_rests_on_them(string kind, bool through, params string[] sets)
    {
        var names = sets.Select(s => s.Split(':', 2)).ToList();
        var facts = new StatementFacts
        {
            Action = SqlAction.Session,
            Kind = kind,
            Effects = [.. names.Select(n => new SessionEffect.Set(n[0], n[1], SettingScope.Session, n[1] != "computed"))],
            Accesses = [.. names.Select(n => new Access(AccessKind.Session, SqlAction.Session, new ObjectName(null, n[0])) { Through = through })],
        };
        return (TextTraits.Of(Judged("", kind).Context, [facts]) & EffectTraits.EndsReports) != 0;
    }

    [Test]
    public void State_that_no_statement_explains_keeps_the_backend()
    {
        var judged = Judged("SELECT f()", "SELECT");
        _effects.StateReported();
        _effects.ResultReported(judged, default, null, 0);
        Assert.That(_pins.Word, Is.EqualTo("state set by code of the database"));
    }

    [Test]
    public void State_that_a_statement_explains_is_pinned_by_its_own_reason()
    {
        var judged = Complete("SET @a = 1", "SET", new SessionEffect.UserVariable("a"));
        _effects.StateReported();
        _effects.ResultReported(judged, default, null, 0);
        Assert.That(_pins.Word, Is.EqualTo("user variable"));
    }

    [Test]
    public void Locks_and_branches_end_as_they_began()
    {
        Complete("LOCK TABLES t READ", "LOCK TABLES", new SessionEffect.TablesLocked());
        Complete("XA START 'a'", "XA START", new SessionEffect.XaStarted("a"));
        Assert.That(_pins.Reasons, Is.EqualTo(PinReason.TableLock | PinReason.Xa));
        Complete("UNLOCK TABLES", "UNLOCK TABLES", new SessionEffect.TablesUnlocked());
        Complete("XA COMMIT 'a'", "XA COMMIT", new SessionEffect.XaEnded("a"));
        Assert.That(_pins.IsPinned, Is.False);
    }

    [Test]
    public void A_branch_is_ended_by_the_session_that_began_it()
    {
        var foreign = Judged("XA COMMIT 'b'", "XA COMMIT", new SessionEffect.XaEnded("b"));
        Assert.That(_effects.EndsOwnBranchesOnly(foreign), Is.False);
        Assert.That(foreign.Traits & EffectTraits.EndsBranch, Is.Not.EqualTo(EffectTraits.None));
        Complete("XA START 'b'", "XA START", new SessionEffect.XaStarted("b"));
        Assert.That(_effects.EndsOwnBranchesOnly(foreign), Is.True);
    }

    [Test]
    public void A_setting_of_the_next_transaction_keeps_the_backend_until_that_is_over()
    {
        Complete("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", "SET", new SessionEffect.Set("transaction_isolation", "SERIALIZABLE", SettingScope.Local));
        _effects.Ready(0, null);
        Assert.That(_pins.Word, Is.EqualTo("setting of the next transaction"));
        Complete("SELECT 1", "SELECT");
        _effects.Ready(0, null);
        Assert.That(_pins.IsPinned, Is.False);
        Assert.That(_settings.Lasting["transaction_isolation"], Is.Null);
    }

    [Test]
    public void A_dropped_table_does_not_pass_for_a_temporary_one()
    {
        Complete("CREATE TEMPORARY TABLE t (a int)", "CREATE TABLE", new SessionEffect.TemporaryObject("shop.t"));
        Assert.That(_names.Temporary, Is.EqualTo(new[] { "shop.t" }));
        Complete("DROP TABLE t", "DROP TABLE", new SessionEffect.TemporaryObject("shop.t"));
        Assert.That(_names.Temporary, Is.Empty);
        Assert.That(_pins.IsPinned, Is.False, "the last one is gone");
    }

    [Test]
    public void A_drop_that_failed_halfway_counts_as_done()
    {
        Complete("CREATE TEMPORARY TABLE t (a int)", "CREATE TABLE", new SessionEffect.TemporaryObject("shop.t"));
        var judged = Judged("DROP TABLE t, missing", "DROP TABLE", new SessionEffect.TemporaryObject("shop.t"));
        _effects.Sent(judged, new SessionAttributes(ProtocolCatalog.Create(DatabaseProtocol.Mysql), ImmutableDictionary<string, ImmutableArray<string>>.Empty));
        _effects.Dropped(judged, 0, null);
        Assert.That(_names.Temporary, Is.Empty);
    }

    [Test]
    public void After_code_of_users_no_name_is_surely_temporary()
    {
        Complete("CREATE TEMPORARY TABLE t (a int)", "CREATE TABLE", new SessionEffect.TemporaryObject("shop.t"));
        Complete("CALL p()", "CALL", new SessionEffect.CallsProcedure());
        Assert.That(_names.Temporary, Is.Empty);
        Assert.That(_pins.Word, Is.EqualTo("temporary object"), "it may still be there");
    }

    [Test]
    public void Warnings_keep_the_lease_for_a_second()
    {
        _effects.ResultReported(Judged("SELECT 1", "SELECT"), new LastResult(0, -1, 2), null, now: 1);
        Assert.That(_effects.Last.KeepsLease, Is.True);
        _effects.Last.Expire(1 + (2 * System.Diagnostics.Stopwatch.Frequency));
        Assert.That(_effects.Last.KeepsLease, Is.False);
    }

    [Test]
    public void What_the_last_backend_alone_knew_is_refused_and_not_guessed()
    {
        _effects.ResultReported(Judged("UPDATE t SET a = 1", "UPDATE"), new LastResult(7, 3, 1), null, 0);
        var rowCount = Judged("SELECT ROW_COUNT()", "SELECT", new SessionEffect.LastResultRead(LastResultKind.RowCount));
        Assert.That(_effects.RefuseLastResult(rowCount, isPinned: false), Is.Null, "the lease is the same");
        _effects.LeaseEnded();
        Assert.That(_effects.RefuseLastResult(rowCount, isPinned: false)!.Message, Does.Contain("row_count()"));
        Assert.That(_effects.RefuseLastResult(Judged("SHOW WARNINGS", "SHOW", new SessionEffect.LastResultRead(LastResultKind.Diagnostics)), false), Is.Not.Null);
        var insertId = Judged("SELECT LAST_INSERT_ID()", "SELECT", new SessionEffect.LastResultRead(LastResultKind.InsertId));
        Assert.That(_effects.RefuseLastResult(insertId, false), Is.Null);
        Assert.That((_effects.Last.IsAsked, _effects.Last.InsertId), Is.EqualTo((true, 7UL)), "it is set at the next backend first");
    }

    [Test]
    public void Only_a_plain_KILL_alone_in_its_text_is_the_gateways()
    {
        StatementFacts kill = new() { Action = SqlAction.Admin, Kind = "KILL", Effects = [new SessionEffect.Kill(5, true)] };
        StatementFacts computed = new() { Action = SqlAction.Admin, Kind = "KILL", Effects = [new SessionEffect.Kill(null, true)] };
        StatementFacts inside = new() { Action = SqlAction.Admin, Kind = "EXECUTE IMMEDIATE", Effects = [new SessionEffect.Kill(5, true)] };
        Assert.That(OwnKill.IsPlain([kill]), Is.True);
        Assert.That(OwnKill.IsPlain([computed]), Is.False);
        Assert.That(OwnKill.IsPlain([inside]), Is.False);
        Assert.That(OwnKill.IsPlain([kill, kill]), Is.False);
    }

    private JudgedStatement Complete(string text, string kind, params SessionEffect[] effects)
    {
        var judged = Judged(text, kind, effects);
        _effects.Completed(judged, 0, default, null, null!);
        return judged;
    }

    private static JudgedStatement Judged(string text, string kind, params SessionEffect[] effects)
    {
        ImmutableArray<StatementFacts> facts = [new StatementFacts { Action = SqlAction.Session, Kind = kind, Effects = [.. effects] }];
        var match = PolicyLoader.LoadBuiltIn().Match(new Subject("app", "my", "shop"));
        var key = new JudgeKey("shop", "shop", "svc", true, "", match, null) { MySql = MySqlSession.Unknown };
        var names = new MySqlNamespace("svc", new SessionReports()).Names(key, []);
        var context = new JudgeContext(key, SqlDialect.MySql, AnalysisLimits.Default, names, "shop");
        return JudgedStatement.Of(context, facts, DecisionEngine.Plan(facts, match, "shop", null), System.Text.Encoding.UTF8.GetBytes(text));
    }
}
