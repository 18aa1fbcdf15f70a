using NUnit.Framework;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Rules;
using static ProxyDb.Policy.Tests.Decisions.FactsOf;

namespace ProxyDb.Policy.Tests.Decisions;

public class PlanTests
{
    private const string OfficeHours = """
        rules:
          - {id: orders, subjects: [any], effect: allow, actions: [select], objects: [public.orders], valid_until: 2027-06-30}
          - {id: office, effect: deny, conditions: {time: {outside: "Mon-Fri 09:00-19:00", zone: Asia/Seoul}}}

        """;

    private static DecisionContext At(string time) => new(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture));

    [Test]
    public void Equal_matches_are_one_object()
    {
        var set = PolicyText.Set("rules: [{id: r, subjects: [user:park], effect: deny}]\n");
        Assert.That(set.Match(Park), Is.SameAs(set.Match(Park with { Roles = ["other"] })));
        Assert.That(set.Match(Park with { User = "a" }), Is.SameAs(set.Match(Park with { User = "b" })));
        Assert.That(set.Match(Park), Is.Not.SameAs(set.Match(Park with { User = "a" })));
        Assert.That(set.Match(Park), Is.Not.SameAs(set.Match(Park with { Database = "other" })));
        Assert.That(set.Match(Park), Is.Not.SameAs(set.Match(Park, Enforcement.Observe)));
    }

    [Test]
    public void A_plan_follows_the_clock()
    {
        var plan = DecisionEngine.Plan(SelectOf("public.orders"), PolicyText.Set(OfficeHours).Match(Park));
        Assert.That(plan.IsConstant, Is.False);
        Assert.That(plan.Decide(At("2026-11-25T03:00:00Z")).Verdict, Is.EqualTo(Verdict.Allow));
        Assert.That(plan.Decide(At("2026-11-25T11:00:00Z")).Rules[0], Is.EqualTo("office"));
        Assert.That(plan.Decide(At("2026-11-25T03:00:00Z")).Verdict, Is.EqualTo(Verdict.Allow));
        Assert.That(plan.Decide(At("2027-07-01T03:00:00Z")).Message, Does.StartWith("no rule allows"));
    }

    [Test]
    public void A_plan_without_live_conditions_is_constant()
    {
        var plan = DecisionEngine.Plan(Statement(SqlAction.Transaction, Server(SqlAction.Transaction)), PolicyLoader.LoadBuiltIn().Match(Park));
        Assert.That(plan.IsConstant, Is.True);
        Assert.That(plan.Decide(default), Is.SameAs(plan.Decide(At("2030-01-01T00:00:00Z"))));
    }

    [Test]
    public void Deciding_allocates_nothing_on_a_warm_plan()
    {
        var match = PolicyText.Set(OfficeHours).Match(Park);
        var live = DecisionEngine.Plan(SelectOf("public.orders", "id", "total"), match);
        var constant = DecisionEngine.Plan(SelectOf("public.orders"), PolicyText.Set("rules: []\n").Match(Park));
        var (day, night) = (At("2026-11-25T03:00:00Z"), At("2026-11-25T23:00:00Z"));
        void Run()
        {
            for (var i = 0; i < 1000; i++)
            {
                live.Decide(day.Now.Ticks % 2 == i % 2 ? day : night);
                live.Decide(day);
                constant.Decide(day);
            }
        }

        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            live.Decide(day);
            constant.Decide(night);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void Many_live_conditions_still_decide()
    {
        var rules = string.Concat(Enumerable.Range(0, 70).Select(i =>
            $"  - {{id: r{i}, effect: deny, objects: [public.orders], valid_from: 2030-01-01, valid_until: 2030-{1 + (i % 12):00}-{2 + (i % 26):00}}}\n"));
        var set = PolicyText.Set("rules:\n  - {id: a, subjects: [any], effect: allow, actions: [select], objects: [public.orders]}\n" + rules);
        var plan = DecisionEngine.Plan(SelectOf("public.orders"), set.Match(Park));
        Assert.That(plan.Decide(At("2029-12-31T00:00:00Z")).Verdict, Is.EqualTo(Verdict.Allow));
        Assert.That(plan.Decide(At("2030-01-01T00:00:00Z")).Verdict, Is.EqualTo(Verdict.Deny));
    }

    [Test]
    public void The_lowest_limit_and_the_strictest_audit_win()
    {
        var set = PolicyText.Set("""
            rules:
              - {id: a, subjects: [any], effect: allow, actions: [select], objects: ["**"]}
              - {id: l1, effect: limit, actions: [select], limit: {rows: 100, on_exceed: truncate, timeout: 60s}}
              - {id: l2, effect: limit, objects: [public.orders], limit: {rows: 100, timeout: 10s, concurrency: 3}}
              - {id: l3, effect: limit, actions: [delete], limit: {rows: 1}}
              - {id: m1, effect: audit, audit: {level: minimal, bind_values: plain, alert: true}}
              - {id: m2, effect: audit, objects: [public.orders], audit: {level: full, bind_values: hash, download: true}}
            """ + "\n");
        var decision = set.Decide(SelectOf("public.orders"));
        Assert.That(decision.Limits, Is.EqualTo(new StatementLimits(100, false, TimeSpan.FromSeconds(10), 3, "l2") { RowsRule = "l2", TimeoutRule = "l2" }));
        Assert.That((decision.AuditLevel, decision.BindValues, decision.Alert, decision.Download), Is.EqualTo((AuditLevel.Full, BindValues.Hash, true, true)));
        Assert.That(decision.Rules, Is.EqualTo(new[] { "a", "l1", "l2", "m1", "m2" }));
        var other = set.Decide(SelectOf("public.customers"));
        Assert.That(other.Limits.TruncateRows, Is.True);
        Assert.That((other.AuditLevel, other.BindValues), Is.EqualTo((AuditLevel.Minimal, BindValues.Plain)));
        Assert.That(set.Decide(Statement(SqlAction.Select)).Limits.Rows, Is.EqualTo(100), "SELECT 1 has no access");
    }

    [Test]
    public void Tags_of_the_columns_touched_are_told()
    {
        var set = PolicyText.Set("""
            tags: {pii.email: ["**.email"], pii.rrn: [shop.public.customers.resident_no]}
            rules: []
            """ + "\n");
        Assert.That(set.Decide(SelectOf("public.customers", "email", "name")).Tags, Is.EqualTo(new[] { "pii.email" }));
    }
}
