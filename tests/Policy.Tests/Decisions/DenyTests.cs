using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Rules;
using static ProxyDb.Policy.Tests.Decisions.FactsOf;

namespace ProxyDb.Policy.Tests.Decisions;

/// <summary>policy-language.md §3 and §5: keys of a deny are ANDed, deny beats allow, and denies follow what lies beneath.</summary>
public class DenyTests
{
    private const string Everything = """
        tags: {pii: [shop.public.customers.resident_no, "**.email"]}
        rules:
          - {id: all, subjects: [any], effect: allow, actions: [any, ddl, dcl, admin], objects: ["**"], functions: ["**"], settings: ["*"], facilities: [program, copy_out]}

        """;

    private static PolicySet Deny(string keys) => PolicyText.Set(Everything + $"  - {{id: d, effect: deny, {keys}}}\n");

    [TestCase("", true)]
    [TestCase("subjects: [user:park]", true)]
    [TestCase("subjects: [user:kim]", false)]
    [TestCase("except: [role:analyst]", false)]
    [TestCase("actions: [select]", true)]
    [TestCase("actions: [update]", false)]
    [TestCase("objects: [public.customers]", true)]
    [TestCase("objects: [public.orders]", false)]
    [TestCase("objects: [public.*], except_objects: [public.customers]", false)]
    [TestCase("objects: [public.*], except_objects: [public.orders]", true)]
    [TestCase("columns: [public.customers.name]", true)]
    [TestCase("columns: [public.customers.card_no]", false)]
    [TestCase("objects: [public.customers], except_columns: [public.customers.name]", true, Description = "the object access itself is no column")]
    [TestCase("columns: [public.customers.*], except_columns: [public.customers.name, public.customers.email]", false)]
    [TestCase("tags: [pii]", true)]
    [TestCase("tags: [pii], objects: [public.orders]", false)]
    [TestCase("tags: [pii], actions: [update]", false)]
    [TestCase("functions: [lower]", false)]
    [TestCase("databases: [shop]", true)]
    [TestCase("databases: [warehouse]", false)]
    [TestCase("objects: [warehouse.public.customers]", false)]
    [TestCase("objects: [shop.public.customers]", true)]
    [TestCase("objects: [shop.**]", true)]
    [TestCase("conditions: {without_where: true}", true)]
    [TestCase("conditions: {without_where: false}", false)]
    [TestCase("conditions: {without_limit: true}", false)]
    [TestCase("conditions: {multi_statement: true}", false)]
    [TestCase("conditions: {tls: false}", true)]
    [TestCase("conditions: {tls: true}", false)]
    [TestCase("conditions: {shape: [abc, other]}", true)]
    [TestCase("conditions: {shape: other}", false)]
    public void Keys_are_anded_and_an_absent_key_matches_all(string keys, bool denied)
    {
        var facts = new StatementFacts
        {
            Action = SqlAction.Select,
            Kind = "SELECT",
            Flags = StatementFlags.WithoutWhere,
            Shape = "abc",
            Accesses = SelectOf("public.customers", "name", "email").Accesses,
        };
        var separator = keys.Length == 0 ? "" : ", ";
        var decision = PolicyText.Set(Everything + $"  - {{id: d, effect: deny{separator}{keys}}}\n").Decide(facts);
        Assert.That(decision.Verdict == Verdict.Deny, Is.EqualTo(denied));
        Assert.That(decision.Rules[0], Is.EqualTo(denied ? "d" : "all"));
    }

    [Test]
    public void A_deny_of_everything_reaches_statements_without_accesses()
    {
        Assert.That(Deny("subjects: [user:park]").Allows(Statement(SqlAction.Select)), Is.False);
        Assert.That(Deny("actions: [select]").Allows(Statement(SqlAction.Select)), Is.False);
        Assert.That(Deny("actions: [update]").Allows(Statement(SqlAction.Select)), Is.True);
        Assert.That(Deny("objects: [public.orders]").Allows(Statement(SqlAction.Select)), Is.True);
    }

    [Test]
    public void Unknown_columns_may_be_the_denied_one()
    {
        Assert.That(Deny("columns: [public.customers.card_no]").Allows(SelectOf("public.customers", "*")), Is.False);
        Assert.That(Deny("columns: [public.customers.card_no]").Allows(SelectOf("public.orders", "*")), Is.True);
        Assert.That(Deny("tags: [pii]").Allows(SelectOf("public.orders", "*")), Is.False, "**.email may be one of them");
    }

    [Test]
    public void Counting_rows_reads_no_column() => Assert.That(Deny("tags: [pii]").Allows(SelectOf("public.customers")), Is.True);

    [TestCase("objects: [public.customers]", false)]
    [TestCase("columns: [public.customers.resident_no]", false)]
    [TestCase("tags: [pii]", false)]
    [TestCase("objects: [public.customers], direct: true", true)]
    [TestCase("columns: [public.customers.resident_no], direct: true", true)]
    [TestCase("objects: [public.customers], actions: [delete]", true)]
    [TestCase("objects: [public.customers], subjects: [user:kim]", true)]
    [TestCase("objects: [public.orders]", true)]
    [TestCase("columns: [public.customers.*], except_columns: [public.customers.name]", false)]
    public void A_deny_beneath_a_view_refuses_the_statement_unless_it_is_direct(string keys, bool allowed)
    {
        var facts = Statement(
            SqlAction.Select,
            Object(SqlAction.Select, "public.v_customers", relation: RelationKind.View),
            Column(SqlAction.Select, "public.v_customers", "name"),
            Object(SqlAction.Select, "public.customers", through: true));
        Assert.That(Deny(keys).Allows(facts), Is.EqualTo(allowed));
    }

    [Test]
    public void What_lies_beneath_needs_no_allow_of_its_own()
    {
        var set = PolicyText.Set("rules: [{id: r, subjects: [any], effect: allow, actions: [select], objects: [public.v]}]\n");
        Assert.That(set.Allows(Statement(SqlAction.Select, Object(SqlAction.Select, "public.v"), Object(SqlAction.Select, "public.t", through: true))), Is.True);
    }

    [Test]
    public void A_condition_on_how_the_statement_is_written_follows_an_updatable_view_but_not_into_routines()
    {
        var rule = "actions: [update], objects: [public.t], conditions: {without_where: true}";
        var throughView = Statement(SqlAction.Update, Object(SqlAction.Update, "public.v"), Object(SqlAction.Update, "public.t", through: true));
        Assert.That(Deny(rule).Allows(throughView), Is.True, "the view's update has a WHERE");
        var throughRoutine = Statement(SqlAction.Call, Object(SqlAction.Call, "public.p"), Object(SqlAction.Update, "public.t", through: true));
        Assert.That(Deny(rule).Allows(throughRoutine), Is.False, "the update inside may have none");
    }

    [TestCase("objects: [public.customers]", false)]
    [TestCase("tags: [pii]", false)]
    [TestCase("objects: [public.customers], direct: true", true)]
    [TestCase("actions: [delete], conditions: {without_where: true}", true)]
    public void A_routine_nobody_can_read_is_refused_where_data_is_denied(string keys, bool allowed) =>
        Assert.That(
            Deny(keys).Allows(Statement(SqlAction.Call, StatementFlags.Opaque, Object(SqlAction.Call, "public.p", relation: RelationKind.Routine))),
            Is.EqualTo(allowed));

    [Test]
    public void Settings_facilities_and_functions_are_denied_by_name()
    {
        Assert.That(Deny("settings: [role]").Allows(Statement(SqlAction.Session, Setting("role"))), Is.False);
        Assert.That(Deny("settings: [role]").Allows(Statement(SqlAction.Session, Setting("timezone"))), Is.True);
        Assert.That(Deny("facilities: [copy_out]").Allows(Statement(SqlAction.Copy, Facility("copy_out"))), Is.False);
        Assert.That(Deny("functions: [pg_sleep]").Allows(Statement(SqlAction.Select, Function("pg_sleep"))), Is.False);
        Assert.That(Deny("functions: [pg_sleep], actions: [select]").Allows(Statement(SqlAction.Select, Function("pg_sleep"))), Is.False);
        Assert.That(Deny("functions: [pg_sleep], actions: [delete]").Allows(Statement(SqlAction.Select, Function("pg_sleep"))), Is.True);
    }

    [Test]
    public void The_message_of_the_rule_is_what_the_client_sees()
    {
        var decision = Deny("objects: [public.customers], message: \"ask the privacy office\"").Decide(SelectOf("public.customers"));
        Assert.That(decision.Message, Is.EqualTo("ask the privacy office"));
        Assert.That(decision.Hint, Is.EqualTo("select on `public.customers` is denied by rule `d`"));
    }

    [Test]
    public void A_refusal_names_what_by_which_rule_and_what_to_do()
    {
        Assert.That(
            Deny("objects: [public.customers]").Decide(SelectOf("public.customers", "name")).Message,
            Is.EqualTo("select on `public.customers` is denied by rule `d`; leave it out of the statement, or ask the owners of the policy for an exception"));
        var nobody = PolicyText.Set("rules: []\n").Decide(SelectOf("public.customers", "name"));
        Assert.That(nobody.Message, Is.EqualTo("no rule allows select on `public.customers`; leave it out of the statement, or ask the owners of the policy for a rule that does"));
        Assert.That(nobody.Hint, Is.EqualTo("it would take an allow with actions: [select], objects: [public.customers]"));
        Assert.That(nobody.Reason, Is.EqualTo(RefusalReason.Policy));
    }

    [Test]
    public void A_deny_of_one_statement_denies_the_whole_text()
    {
        var set = Deny("objects: [public.customers]");
        var plan = DecisionEngine.Plan([SelectOf("public.orders"), SelectOf("public.customers")], set.Match(Park));
        Assert.That(plan.Decide(default).Verdict, Is.EqualTo(Verdict.Deny));
        Assert.That(plan.Statements.Select(s => s.Decide(default).Verdict), Is.EqualTo(new[] { Verdict.Allow, Verdict.Deny }));
    }
}
