using System.Collections.Immutable;
using NUnit.Framework;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Gateway;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Tests.Gateway;

/// <summary>What batches do to a session of SQL Server, without a backend.</summary>
public sealed class TSqlEffectsTests
{
    private readonly ISessionSyntax _syntax = SessionSyntax.Of(DatabaseProtocol.Tds);
    private SessionSettings _settings = null!;
    private SessionPins _pins = null!;
    private SessionNames _names = null!;
    private SessionEffects _effects = null!;

    [SetUp]
    public void Begin()
    {
        _settings = new SessionSettings(_syntax, _syntax.Startup(SettingsVector.Empty, "shop", "odbc=1"));
        _pins = new SessionPins(PinReason.None);
        _names = new SessionNames();
        _effects = new SessionEffects(_syntax, _settings, _pins, _names);
    }

    [Test]
    public void Every_statement_of_a_batch_has_its_effects()
    {
        Complete(Judged(Statement(Set("nocount", "on")), Statement(), Statement(Set("lock_timeout", "1800"))));
        Assert.That((_settings.Lasting["nocount"], _settings.Lasting["lock_timeout"], _pins.IsPinned), Is.EqualTo(("on", "1800", false)));
    }

    [Test]
    public void A_rollback_does_not_take_an_option_back()
    {
        Complete(Judged(Statement(new SessionEffect.Begin()), Statement(Set("quoted_identifier", "off"))));
        _effects.Ready(1, null);
        Complete(Judged(Statement(new SessionEffect.Rollback(false))));
        _effects.Ready(0, null);
        Assert.That(_settings.Lasting["quoted_identifier"], Is.EqualTo("off"));
    }

    [Test]
    public void The_servers_word_on_the_database_is_the_last()
    {
        var judged = Judged(Statement(Set("database", "other")));
        _effects.Reported("database", "Other", null);
        Complete(judged);
        _effects.ResultReported(judged, default, null, 0);
        Assert.That(_settings.Lasting["database"], Is.EqualTo("Other"));
    }

    [Test]
    public void A_language_takes_the_order_of_dates_with_it()
    {
        Complete(Judged(Statement(Set("datefirst", "1")), Statement(Set("dateformat", "ymd"))));
        _effects.Reported("language", "한국어", null);
        Assert.That((_settings.Lasting["datefirst"], _settings.Lasting["dateformat"]), Is.EqualTo(((string?)null, (string?)null)));
    }

    [TestCase("identity_insert", "on", true, "setting that only this backend has")]
    [TestCase("lock_timeout", null, false, "setting with a computed value")]
    public void What_cannot_be_replayed_keeps_the_backend(string name, string? value, bool isConstant, string reason)
    {
        var judged = Judged(Statement(new SessionEffect.Set(name, value, SettingScope.Session, isConstant)));
        Assert.That(judged.Traits & (EffectTraits.SetsComputed | EffectTraits.SetsUnknown), Is.EqualTo(EffectTraits.None), "it is not refused");
        Complete(judged);
        Assert.That(_pins.Word, Is.EqualTo(reason));
    }

    [Test]
    public void A_failed_batch_counts_as_run_and_its_options_are_set_again()
    {
        var judged = Judged(Statement(Set("nocount", "on")), Statement(new SessionEffect.TemporaryObject("#t")), Statement(Set("database", "other")));
        Drop(judged);
        Assert.That((_settings.Lasting["nocount"], _settings.Lasting["database"]), Is.EqualTo(("on", "shop")), "a database that was not reported was not reached");
        Assert.That(_pins.Word, Is.EqualTo("temporary object"));
    }

    [Test]
    public void Only_code_that_nobody_can_read_keeps_the_backend()
    {
        Complete(Judged(Statement(new SessionEffect.RunsUserCode(), new SessionEffect.CallsProcedure())));
        Assert.That((_pins.IsPinned, _effects.RanUserCode), Is.EqualTo((false, false)));
        Complete(Judged(new StatementFacts
        {
            Action = SqlAction.Call, Kind = "EXECUTE", Flags = StatementFlags.Opaque, Effects = [new SessionEffect.CallsProcedure()],
        }));
        Assert.That(_pins.Word, Is.EqualTo("code of the database that cannot be read"));
    }

    [Test]
    public void Another_s_name_is_in_force_until_the_session_begins_anew()
    {
        var judged = Judged(Statement(new SessionEffect.Impersonates("boss")));
        Assert.That(judged.Traits & EffectTraits.HoldsFollowers, Is.Not.EqualTo(EffectTraits.None));
        Complete(judged);
        Complete(Judged(Statement(new SessionEffect.Impersonates(null))));
        Assert.That((_pins.Word, _settings.Effective["execute as"]), Is.EqualTo(("execute as", "on")));
        var names = new TSqlNamespace("svc", new SessionReports());
        Assert.That(names.Key(_settings, "", Match, null).SearchPath, Is.EqualTo(" "), "whose schema counts is not known");
        _effects.Reset();
        Assert.That((_pins.IsPinned, names.Key(_settings, "", Match, null).SearchPath), Is.EqualTo((false, "dbo")));
    }

    [Test]
    public void A_catalog_changed_by_a_failed_batch_is_read_again()
    {
        var judged = Judged(Statement(new SessionEffect.ChangesCatalog()));
        Drop(judged);
        Assert.That(_effects.IsOwnCatalogStale, Is.True);
        _effects.Ready(0, null);
        Assert.That((_effects.TakeCatalogChanged(), _effects.IsOwnCatalogStale), Is.EqualTo((true, false)));
    }

    [Test]
    public void An_inner_commit_publishes_nothing()
    {
        Complete(Judged(Statement(new SessionEffect.Begin()), Statement(new SessionEffect.ChangesCatalog()), Statement(new SessionEffect.Commit(false))));
        _effects.Ready(1, null);
        Assert.That((_effects.HasUncommittedCatalog, _effects.TakeCatalogChanged()), Is.EqualTo((true, false)));
        _effects.Ready(0, null);
        Assert.That(_effects.TakeCatalogChanged(), Is.True);
    }

    [Test]
    public void What_an_earlier_batch_left_is_answered_by_its_backend_or_refused()
    {
        var insert = Judged(new StatementFacts { Action = SqlAction.Insert, Kind = "INSERT" });
        var asks = Judged(Statement(), Statement(new SessionEffect.LastResultRead(LastResultKind.InsertId)));
        Assert.That(asks.Traits & EffectTraits.ReadsLastResult, Is.Not.EqualTo(EffectTraits.None), "whichever statement reads it");
        _effects.ResultReported(insert, default, null, 0);
        Assert.That(_effects.RefuseLastResult(asks, isPinned: false), Is.Null);
        Assert.That((_effects.Last.IsAsked, _effects.Last.KeepsLease), Is.EqualTo((false, false)), "nothing puts an id right");
        _effects.LeaseEnded();
        Assert.That(_effects.RefuseLastResult(asks, isPinned: false)!.Message, Does.Contain("@@identity"));
        _effects.ResultReported(insert, default, null, 1);
        Assert.That(_effects.Last.KeepsLease, Is.True, "who has asked once may ask again");
    }

    [Test]
    public void One_record_tells_of_all_statements()
    {
        var customers = new ObjectName("dbo", "customers");
        var judged = Judged(
            Statement(Set("nocount", "on")),
            new StatementFacts
            {
                Action = SqlAction.Delete, Kind = "DELETE", NormalizedText = "DELETE dbo.customers", Shape = "1aaaa", Dialect = SqlDialect.TSql,
                Accesses = [new Access(AccessKind.Object, SqlAction.Delete, customers)],
            },
            new StatementFacts
            {
                Action = SqlAction.Select, Kind = "SELECT", NormalizedText = "SELECT ?", Shape = "1bbbb", ReturnsRows = true,
                Accesses = [new Access(AccessKind.Column, SqlAction.Select, customers, "name")],
            });
        var template = judged.Template(judged.Plan.Decide(new DecisionContext(default)), 0);
        Assert.That(judged.StatementCount, Is.EqualTo(1));
        Assert.That((template.Action, template.Tables.Single(), template.Columns.Single()), Is.EqualTo(("delete", "dbo.customers", "dbo.customers.name")));
        Assert.That(judged.TextOf(0, "SET NOCOUNT ON; …"u8).Length, Is.EqualTo("SET NOCOUNT ON; …"u8.Length), "the whole text");
    }

    [Test]
    public void A_temporary_table_keeps_the_backend_until_it_is_dropped()
    {
        Complete(Judged(Statement(new SessionEffect.TemporaryObject("#t"))));
        Assert.That((_pins.Word, _names.Temporary.Single()), Is.EqualTo(("temporary object", "#t")));
        Complete(Judged(new StatementFacts
        {
            Action = SqlAction.Ddl, Kind = "DROP TABLE", Accesses = [new Access(AccessKind.Object, SqlAction.Ddl, new ObjectName(null, "tempdb", null, "#t"))],
        }));
        Assert.That((_pins.IsPinned, _effects.IsInDoubt), Is.EqualTo((false, true)), "the batch may have returned before");
    }

    [Test]
    public void A_global_cursor_keeps_the_backend_until_it_is_deallocated()
    {
        var body = new StatementFacts { Action = SqlAction.Select, Kind = "SELECT" };
        Complete(Judged(Statement(new SessionEffect.DeclareCursor("c", true, body)), Statement(new SessionEffect.DeclareCursor("d", true, body))));
        Complete(Judged(Statement(new SessionEffect.CloseCursor("c"))));
        Assert.That(_pins.Word, Is.EqualTo("cursor with hold"));
        Complete(Judged(Statement(new SessionEffect.CloseCursor("d"))));
        Assert.That((_pins.IsPinned, _effects.IsInDoubt), Is.EqualTo((false, true)), "a reset takes what may be left");
        _effects.LeaseEnded();
        Assert.That(_effects.IsInDoubt, Is.False);
    }

    [Test]
    public void INSERT_BULK_is_followed_by_rows()
    {
        Assert.That(Judged(Statement(new SessionEffect.BulkLoad())).CopiesIn, Is.True);
    }

    private static RuleMatch Match => PolicyLoader.LoadBuiltIn().Match(new Subject("app", "ms", "shop"));

    private static SessionEffect.Set Set(string name, string value) => new(name, value, SettingScope.Session);

    private static StatementFacts Statement(params SessionEffect[] effects) => new() { Action = SqlAction.Session, Kind = "SET", Effects = [.. effects] };

    private void Complete(JudgedStatement judged)
    {
        Sent(judged);
        _effects.Completed(judged, 0, default, null, null!);
    }

    private void Drop(JudgedStatement judged)
    {
        Sent(judged);
        _effects.Dropped(judged, 0, null);
    }

    private void Sent(JudgedStatement judged) => _effects.Sent(
        judged, new SessionAttributes(ProtocolCatalog.Create(DatabaseProtocol.Tds), ImmutableDictionary<string, ImmutableArray<string>>.Empty));

    private static JudgedStatement Judged(params StatementFacts[] statements)
    {
        ImmutableArray<StatementFacts> facts = [.. statements];
        var key = new JudgeKey("dbo", "dbo", "svc", true, "", Match, null) { TSql = TSqlSession.Unknown, Database = "shop" };
        var names = new TSqlNamespace("svc", new SessionReports()).Names(key, []);
        var context = new JudgeContext(key, SqlDialect.TSql, AnalysisLimits.Default, names, "dbo");
        return JudgedStatement.Of(context, facts, DecisionEngine.Plan(facts, Match, "dbo", null), "SELECT 1"u8);
    }
}
