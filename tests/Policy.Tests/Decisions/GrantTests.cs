using NUnit.Framework;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Rules;
using static ProxyDb.Policy.Tests.Decisions.FactsOf;

namespace ProxyDb.Policy.Tests.Decisions;

/// <summary>policy-language.md §3: an allow grants a kind only if it names it.</summary>
public class GrantTests
{
    private static PolicySet Allow(string keys) => PolicyText.Set($"rules: [{{id: r, subjects: [any], effect: allow, {keys}}}]\n");

    [TestCase("actions: [select], objects: [public.orders]", true)]
    [TestCase("actions: [read], objects: [public.orders]", true)]
    [TestCase("actions: [any], objects: [public.orders]", true)]
    [TestCase("actions: [select], objects: [\"**\"]", true)]
    [TestCase("actions: [select], objects: [public.*]", true)]
    [TestCase("actions: [select], objects: [shop.public.orders]", true)]
    [TestCase("actions: [insert, update], objects: [public.orders]", false)]
    [TestCase("actions: [select], objects: [public.customers]", false)]
    [TestCase("actions: [select], objects: [other.public.orders]", false)]
    [TestCase("actions: [select], objects: [public.*], except_objects: [public.o*]", false)]
    [TestCase("objects: [public.orders]", false)]
    [TestCase("actions: [select], functions: [\"*\"]", false)]
    [TestCase("actions: [any]", false)]
    [TestCase("actions: [select], objects: [public.orders], databases: [shop]", true)]
    [TestCase("actions: [select], objects: [public.orders], databases: [warehouse]", false)]
    [TestCase("actions: [select], objects: [public.orders], columns: [public.orders.id, public.orders.total]", true)]
    [TestCase("actions: [select], objects: [public.orders], columns: [public.orders.id]", false)]
    [TestCase("actions: [select], objects: [public.orders], except_columns: [public.orders.total]", false)]
    [TestCase("actions: [select], objects: [public.orders], except_columns: [public.orders.note]", true)]
    [TestCase("actions: [select], columns: [public.orders.*]", false)]
    public void Objects_grant_objects_with_their_columns(string keys, bool allowed) =>
        Assert.That(Allow(keys).Allows(SelectOf("public.orders", "id", "total")), Is.EqualTo(allowed));

    [TestCase("@safe", "lower", true)]
    [TestCase("@safe", "pg_sleep", false)]
    [TestCase("*", "pg_sleep", true)]
    [TestCase("*", "public.f", false)]
    [TestCase("*", "no_such_builtin", false)]
    [TestCase("no_such_builtin", "no_such_builtin", true)]
    [TestCase("@safe", "public.lower", false)]
    [TestCase("lower", "public.lower", false)]
    [TestCase("public.lower", "public.lower", true)]
    [TestCase("public.*", "public.lower", true)]
    [TestCase("public.*", "lower", false)]
    [TestCase("pg_catalog.lower", "lower", true)]
    [TestCase("**", "public.f", true)]
    [TestCase("pg_*", "pg_sleep", true)]
    public void Functions_are_built_in_without_a_dot(string entry, string function, bool allowed) =>
        Assert.That(Allow($"functions: [\"{entry}\"]").Allows(Statement(SqlAction.Select, Function(function))), Is.EqualTo(allowed));

    [TestCase("settings: [timezone]", SqlAction.Session, true)]
    [TestCase("settings: [TimeZone]", SqlAction.Session, true)]
    [TestCase("settings: [timezone]", SqlAction.Metadata, true)]
    [TestCase("settings: [timezone], actions: [metadata]", SqlAction.Session, false)]
    [TestCase("settings: [timezone], actions: [metadata]", SqlAction.Metadata, true)]
    [TestCase("settings: [timezone], actions: [session]", SqlAction.Metadata, false)]
    [TestCase("settings: [timezone], actions: [select], objects: [a.b]", SqlAction.Session, true)]
    [TestCase("settings: [role]", SqlAction.Session, false)]
    [TestCase("actions: [session, any], objects: [\"**\"]", SqlAction.Session, false)]
    public void Settings_are_granted_by_name(string keys, SqlAction action, bool allowed) =>
        Assert.That(Allow(keys).Allows(Statement(SqlAction.Session, Setting("timezone", action))), Is.EqualTo(allowed));

    [TestCase("actions: [transaction]", SqlAction.Transaction, "", true)]
    [TestCase("actions: [any], objects: [\"**\"]", SqlAction.Transaction, "", true)]
    [TestCase("actions: [any], objects: [\"**\"]", SqlAction.Admin, "", false)]
    [TestCase("actions: [any], objects: [\"**\"]", SqlAction.Dcl, "bob", false)]
    [TestCase("actions: [dcl]", SqlAction.Dcl, "bob", true)]
    [TestCase("actions: [ddl, dcl], objects: [\"**\"]", SqlAction.Dcl, "bob", true)]
    [TestCase("actions: [ddl], objects: [app.*]", SqlAction.Ddl, "app", true)]
    [TestCase("actions: [ddl], objects: [app.*]", SqlAction.Ddl, "other", false)]
    [TestCase("actions: [ddl], objects: [app.t]", SqlAction.Ddl, "app", false)]
    [TestCase("actions: [read], objects: [\"**\"]", SqlAction.Transaction, "", false)]
    public void Server_actions_are_granted_by_naming_them(string keys, SqlAction action, string name, bool allowed) =>
        Assert.That(Allow(keys).Allows(Statement(action, Server(action, name))), Is.EqualTo(allowed));

    [Test]
    public void Facilities_are_granted_by_name()
    {
        Assert.That(Allow("facilities: [local_file]").Allows(Statement(SqlAction.Copy, Facility("local_file"))), Is.True);
        Assert.That(Allow("actions: [any], objects: [\"**\"]").Allows(Statement(SqlAction.Copy, Facility("local_file"))), Is.False);
    }

    [TestCase("public.*", "shop", true)]
    [TestCase("public.*", "archive", false)]
    [TestCase("archive.public.*", "archive", true)]
    [TestCase("archive.public.*", "shop", false)]
    public void Another_database_takes_an_entry_with_its_name(string entry, string database, bool allowed) =>
        Assert.That(
            Allow($"actions: [select], objects: [\"{entry}\"]").Allows(Statement(SqlAction.Select, Object(SqlAction.Select, database + ".public.orders"))),
            Is.EqualTo(allowed));

    [Test]
    public void The_database_of_each_object_counts_not_the_sessions()
    {
        var set = Allow("actions: [select], objects: [\"**\"], databases: [shop]");
        Assert.That(set.Allows(SelectOf("shop.public.orders")), Is.True);
        Assert.That(set.Allows(SelectOf("public.orders")), Is.True);
        Assert.That(set.Allows(SelectOf("archive.public.orders")), Is.False);
    }

    [Test]
    public void Every_access_needs_an_allow_and_several_rules_may_give_it()
    {
        var set = PolicyText.Set("""
            rules:
              - {id: a, subjects: [any], effect: allow, actions: [select], objects: [public.a]}
              - {id: b, subjects: [any], effect: allow, actions: [select], objects: [public.b]}
            """ + "\n");
        Assert.That(set.Allows(Statement(SqlAction.Select, Object(SqlAction.Select, "public.a"), Object(SqlAction.Select, "public.b"))), Is.True);
        Assert.That(set.Allows(Statement(SqlAction.Select, Object(SqlAction.Select, "public.a"), Object(SqlAction.Select, "public.c"))), Is.False);
    }

    [Test]
    public void A_statement_without_accesses_needs_no_rule() => Assert.That(PolicyText.Set("rules: []\n").Allows(Statement(SqlAction.Select)), Is.True);

    [Test]
    public void Columns_that_the_catalog_does_not_know_are_granted_only_without_narrowing()
    {
        var star = SelectOf("public.orders", "*");
        Assert.That(Allow("actions: [select], objects: [public.orders]").Allows(star), Is.True);
        Assert.That(Allow("actions: [select], objects: [public.orders], except_columns: [public.orders.note]").Allows(star), Is.False);
        Assert.That(Allow("actions: [select], objects: [public.orders], except_columns: [public.customers.note]").Allows(star), Is.True);
        Assert.That(Allow("actions: [select], objects: [public.orders], columns: [public.orders.id]").Allows(star), Is.False);
    }

    [Test]
    public void A_tag_narrows_to_its_columns()
    {
        var set = PolicyText.Set("""
            tags: {open: [shop.public.orders.id, "**.total"]}
            rules: [{id: r, subjects: [any], effect: allow, actions: [select], objects: [public.orders], tags: [open]}]
            """ + "\n");
        Assert.That(set.Allows(SelectOf("public.orders", "id", "total")), Is.True);
        Assert.That(set.Allows(SelectOf("public.orders", "note")), Is.False);
    }

    [TestCase("park", "10.1.2.3", "orders-app", true)]
    [TestCase("kim", "10.1.2.3", "orders-app", false)]
    [TestCase("park", "10.2.2.3", "orders-app", false)]
    [TestCase("park", "10.1.9.9", "orders-app", false)]
    [TestCase("park", "::ffff:10.1.2.3", "orders-app", true)]
    [TestCase("park", "10.1.2.3", "psql", false)]
    [TestCase("park", null, "orders-app", false)]
    public void Keys_of_the_session_are_all_needed(string user, string? address, string application, bool allowed)
    {
        var set = PolicyText.Set("""
            groups: {staff: [user:park, {all: [user:lee, "role:a*"]}]}
            rules:
              - id: r
                subjects: [group:staff]
                from: [10.1.0.0/16]
                except_from: [10.1.9.0/24]
                applications: [orders-*]
                listeners: [shop-pg]
                actions: [select]
                objects: [public.orders]
                effect: allow
            """ + "\n");
        var subject = new Subject(user, "shop-pg", "shop") { Application = application, Address = address is null ? null : System.Net.IPAddress.Parse(address) };
        Assert.That(set.Allows(SelectOf("public.orders"), subject), Is.EqualTo(allowed));
    }

    [Test]
    public void A_list_is_or_and_all_is_and()
    {
        var set = PolicyText.Set("""
            rules: [{id: r, subjects: {all: [user:park, role:analyst]}, except: [role:leaver], effect: allow, actions: [select], objects: [public.orders]}]
            """ + "\n");
        Assert.That(set.Allows(SelectOf("public.orders"), Park), Is.True);
        Assert.That(set.Allows(SelectOf("public.orders"), Park with { Roles = [] }), Is.False);
        Assert.That(set.Allows(SelectOf("public.orders"), Park with { Roles = ["analyst", "leaver"] }), Is.False);
    }

    [Test]
    public void A_relation_that_does_not_exist_is_decided_as_if_in_the_current_schema()
    {
        var match = Allow("actions: [select], objects: [public.*]").Match(Park);
        var facts = SelectOf("ghost", "x");
        Assert.That(DecisionEngine.Plan(facts, match, "public").Decide(default).Verdict, Is.EqualTo(Verdict.Allow));
        Assert.That(DecisionEngine.Plan(facts, match, "private").Decide(default).Verdict, Is.EqualTo(Verdict.Deny));
        Assert.That(DecisionEngine.Plan(facts, match).Decide(default).Verdict, Is.EqualTo(Verdict.Deny));
    }
}
