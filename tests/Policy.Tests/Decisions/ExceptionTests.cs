using NUnit.Framework;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Rules;
using static ProxyDb.Policy.Tests.Decisions.FactsOf;

namespace ProxyDb.Policy.Tests.Decisions;

/// <summary>policy-language.md §5, 6 to 8: what is not understood, observing, shadow rules and the floor.</summary>
public class ExceptionTests
{
    private const string Orders = "rules:\n  - {id: orders, subjects: [any], effect: allow, actions: [select], objects: [public.orders]}\n";

    private static StatementFacts Incomplete() => new()
    {
        Action = SqlAction.Select,
        Kind = "SELECT",
        Accesses = [Object(SqlAction.Select, "public.orders")],
        Unresolved = ["JsonTable"],
    };

    [Test]
    public void Incomplete_facts_are_refused()
    {
        var decision = PolicyText.Set(Orders).Decide(Incomplete());
        Assert.That(decision.Verdict, Is.EqualTo(Verdict.Deny));
        Assert.That(decision.Reason, Is.EqualTo(RefusalReason.NotUnderstood));
        Assert.That(decision.Message, Is.EqualTo(
            "a part of the statement is not understood (`JsonTable`), so it is refused; write it more plainly, or ask the owners of the policy to allow the facility `proxydb.unresolved`"));
    }

    [Test]
    public void Incomplete_facts_are_allowed_by_the_facility_and_still_decided()
    {
        var set = PolicyText.Set(Orders + "  - {id: valve, subjects: [user:park], effect: allow, facilities: [proxydb.unresolved]}\n");
        Assert.That(set.Allows(Incomplete()), Is.True);
        Assert.That(set.Allows(Incomplete(), Park with { User = "kim" }), Is.False);
    }

    [TestCase("syntax", RefusalReason.NotUnderstood)]
    [TestCase("too_large", RefusalReason.TooLargeOrDeep)]
    [TestCase("too_deep", RefusalReason.TooLargeOrDeep)]
    public void What_cannot_be_parsed_takes_its_own_facility(string code, RefusalReason reason)
    {
        var error = new AnalysisError(code, 1, "syntax error at or near \"x\"");
        var refused = DecisionEngine.PlanUnparsed(error, PolicyText.Set(Orders).Match(Park)).Decide(default);
        Assert.That((refused.Verdict, refused.Reason), Is.EqualTo((Verdict.Deny, reason)));
        var set = PolicyText.Set(Orders + "  - {id: valve, subjects: [any], effect: allow, facilities: [proxydb.unparsed]}\n");
        Assert.That(DecisionEngine.PlanUnparsed(error, set.Match(Park)).Decide(default).Verdict, Is.EqualTo(Verdict.Allow));
    }

    [Test]
    public void Observing_records_what_would_be_refused()
    {
        var set = PolicyText.Set(Orders + "  - {id: no, effect: deny, objects: [public.orders]}\n");
        var denied = set.Decide(SelectOf("public.orders"), enforcement: Enforcement.Observe);
        Assert.That(denied.Verdict, Is.EqualTo(Verdict.Allow));
        Assert.That(denied.Shadow, Is.EqualTo(new[] { "no" }));
        var missing = set.Decide(SelectOf("public.customers"), enforcement: Enforcement.Observe);
        Assert.That(missing.Verdict, Is.EqualTo(Verdict.Allow));
        Assert.That(missing.Shadow, Is.EqualTo(new[] { Decision.NoRule }));
    }

    [Test]
    public void Observing_leaves_the_floor_and_what_is_not_understood_enforced()
    {
        var set = PolicyText.Set(Orders);
        Assert.That(set.Decide(SelectOf("pg_catalog.pg_stat_activity", "query"), enforcement: Enforcement.Observe).Verdict, Is.EqualTo(Verdict.Deny));
        Assert.That(set.Decide(Incomplete(), enforcement: Enforcement.Observe).Verdict, Is.EqualTo(Verdict.Deny));
        var unparsed = DecisionEngine.PlanUnparsed(new AnalysisError("syntax", 1, "x"), set.Match(Park, Enforcement.Observe));
        Assert.That(unparsed.Decide(default).Verdict, Is.EqualTo(Verdict.Deny));
    }

    [Test]
    public void Observing_does_not_limit()
    {
        var set = PolicyText.Set(Orders + "  - {id: page, effect: limit, limit: {rows: 10}}\n");
        Assert.That(set.Decide(SelectOf("public.orders")).Limits.Rows, Is.EqualTo(10));
        var observed = set.Decide(SelectOf("public.orders"), enforcement: Enforcement.Observe);
        Assert.That(observed.Limits, Is.EqualTo(StatementLimits.None));
        Assert.That(observed.Shadow, Is.EqualTo(new[] { "page" }));
    }

    [Test]
    public void A_shadow_deny_is_recorded_only()
    {
        var decision = PolicyText.Set(Orders + "  - {id: s, mode: shadow, effect: deny, objects: [public.orders]}\n").Decide(SelectOf("public.orders"));
        Assert.That(decision.Verdict, Is.EqualTo(Verdict.Allow));
        Assert.That(decision.Shadow, Is.EqualTo(new[] { "s" }));
        Assert.That(decision.Rules, Is.EqualTo(new[] { "orders" }));
    }

    [Test]
    public void A_shadow_allow_grants_nothing_and_is_recorded_where_it_would()
    {
        var set = PolicyText.Set(Orders + "  - {id: s, mode: shadow, subjects: [any], effect: allow, actions: [select], objects: [public.*]}\n");
        var decision = set.Decide(SelectOf("public.customers"));
        Assert.That(decision.Verdict, Is.EqualTo(Verdict.Deny));
        Assert.That(decision.Shadow, Is.EqualTo(new[] { "s" }));
        Assert.That(set.Decide(SelectOf("public.orders")).Shadow, Is.Empty);
    }

    [Test]
    public void The_floor_beats_every_allow()
    {
        var set = PolicyText.Set("rules: [{id: all, subjects: [any], effect: allow, actions: [any], objects: [\"**\"], functions: [\"**\"], facilities: [\"*\"]}]\n");
        foreach (var facts in new[]
        {
            SelectOf("pg_catalog.pg_stat_activity"),
            SelectOf("pg_catalog.pg_stats", "most_common_vals"),
            SelectOf("pg_catalog.pg_authid", "rolpassword"),
            SelectOf("pg_catalog.pg_prepared_statements"),
            SelectOf("public.pg_stat_statements", "query"),
            Statement(SqlAction.Select, Function("pg_terminate_backend")),
            Statement(SqlAction.Select, Function("query_to_xml")),
            Statement(SqlAction.Select, Function("table_to_xml_and_xmlschema")),
            Statement(SqlAction.Select, Function("pg_read_file")),
            Statement(SqlAction.Select, Function("lo_import")),
            Statement(SqlAction.Select, Function("ts_stat")),
            Statement(SqlAction.Select, Function("public.dblink_exec")),
            Statement(SqlAction.Select, Function("ext.dblink")),
            Statement(SqlAction.Select, Function("dblink")),
            Statement(SqlAction.Copy, Facility("program")),
            Statement(SqlAction.Copy, Facility("file_write")),
        })
        {
            var decision = set.Decide(facts);
            Assert.That(decision.Verdict, Is.EqualTo(Verdict.Deny), facts.Accesses[0].ToString());
            Assert.That(decision.Rules[0], Does.StartWith("floor-"));
        }
    }

    [Test]
    public void The_floor_protects_the_service_login()
    {
        var set = PolicyText.Set("rules: [{id: all, subjects: [any], effect: allow, actions: [dcl]}]\n");
        var subject = Park with { ServiceLogin = "proxydb_shop" };
        Assert.That(set.Allows(Statement(SqlAction.Dcl, Server(SqlAction.Dcl, "bob")), subject), Is.True);
        Assert.That(set.Allows(Statement(SqlAction.Dcl, Server(SqlAction.Dcl, "proxydb_shop")), subject), Is.False);
        Assert.That(set.Allows(Statement(SqlAction.Dcl, Server(SqlAction.Dcl, "current_user")), subject), Is.False);
    }

    [Test]
    public void A_rule_opens_the_part_of_the_floor_it_names_for_what_it_grants()
    {
        var set = PolicyText.Set("""
            rules:
              - {id: watch, subjects: [user:park], effect: allow, actions: [select], objects: [pg_catalog.pg_stat_activity], overrides_floor: [floor-sessions]}
              - {id: all, subjects: [any], effect: allow, actions: [any], objects: ["**"]}
            """ + "\n");
        Assert.That(set.Allows(SelectOf("pg_catalog.pg_stat_activity", "query")), Is.True);
        Assert.That(set.Allows(SelectOf("pg_catalog.pg_stat_activity", "query"), Park with { User = "kim" }), Is.False);
        Assert.That(set.Allows(SelectOf("pg_catalog.pg_locks")), Is.False);
    }

    [Test]
    public void A_statement_behind_PREPARE_or_a_cursor_is_decided_with_it()
    {
        var set = PolicyText.Set(Orders);
        StatementFacts Prepare(string table) => new()
        {
            Action = SqlAction.Select,
            Kind = "PREPARE",
            Effects = [new SessionEffect.Prepare("p", SelectOf(table))],
        };
        Assert.That(set.Allows(Prepare("public.orders")), Is.True);
        Assert.That(set.Allows(Prepare("public.customers")), Is.False);
        var cursor = new StatementFacts { Action = SqlAction.Select, Kind = "DECLARE CURSOR", Effects = [new SessionEffect.DeclareCursor("c", false, SelectOf("public.customers"))] };
        Assert.That(set.Allows(cursor), Is.False);
    }
}
