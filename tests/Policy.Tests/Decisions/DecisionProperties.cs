using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Rules;
using static ProxyDb.Policy.Tests.Decisions.FactsOf;

namespace ProxyDb.Policy.Tests.Decisions;

/// <summary>What must hold for any rules and any statement.</summary>
public class DecisionProperties
{
    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(40);

    private static readonly Gen<string> Objects = Gen.Elements("public.a", "public.b", "shop.public.a", "public.*", "\"**\"", "audit.**", "\"**.a\"");

    private static readonly Gen<string> Subjects = Gen.Elements("any", "user:park", "role:analyst", "user:kim");

    private static readonly Gen<string> Actions = Gen.Elements("select", "update", "read", "write", "any");

    private static readonly Gen<string> Extra = Gen.Elements(
        "", ", columns: [public.a.x]", ", except_columns: [public.*.y]", ", databases: [shop]", ", except_objects: [public.b]", ", except: [user:kim]");

    private static readonly Gen<string> Rule =
        from effect in Gen.Elements("allow", "allow", "deny", "audit")
        from subject in Subjects
        from action in Actions
        from name in Objects
        from extra in Extra
        select $"subjects: [\"{subject}\"], effect: {effect}, actions: [{action}], objects: [{name}]{extra}";

    private static readonly Gen<string[]> Rules = Rule.ListOf(8).Select(l => l.ToArray());

    private static readonly Gen<Access> Access =
        from action in Gen.Elements(SqlAction.Select, SqlAction.Update)
        from table in Gen.Elements("public.a", "public.b", "audit.log", "archive.public.a", "ghost")
        from column in Gen.Elements(null, "x", "y", "*")
        from through in Gen.Elements(false, false, false, true)
        select column is null ? Object(action, table, through) : Column(action, table, column, through);

    private static readonly Gen<StatementFacts> Facts = Access.ListOf(3).Select(a => Statement(SqlAction.Select, [.. a]));

    private static PolicySet Load(IEnumerable<string> rules) =>
        PolicyText.Set("rules:\n" + string.Concat(rules.Select((r, i) => $"  - {{id: r{i}, {r}}}\n")));

    [Test]
    public void The_order_of_rules_and_files_changes_no_decision() =>
        Prop.ForAll(Rules.ToArbitrary(), Facts.ToArbitrary(), (rules, facts) =>
        {
            var text = rules.Select((r, i) => $"{{id: r{i}, {r}}}").ToArray();
            var one = PolicyText.Set(("a.yaml", PolicyText.Head + $"rules: [{string.Join(", ", text)}]\n"), ("base.yaml", PolicyText.EmptyBase));
            var many = PolicyText.Set([("base.yaml", PolicyText.EmptyBase), .. text.Select((t, i) => ($"{9 - i}.yaml", PolicyText.Head + $"rules: [{t}]\n"))]);
            var (x, y) = (one.Decide(facts), many.Decide(facts));
            return x.Verdict == y.Verdict && x.Rules.ToHashSet().SetEquals(y.Rules) && x.Tags.SequenceEqual(y.Tags);
        }).Check(Quick);

    [Test]
    public void Another_deny_never_allows_more() =>
        Prop.ForAll(Rules.ToArbitrary(), Rule.ToArbitrary(), Facts.ToArbitrary(), (rules, rule, facts) =>
        {
            var deny = rule.Replace("effect: allow", "effect: deny", StringComparison.Ordinal);
            return !Load([.. rules, deny]).Allows(facts) || Load(rules).Allows(facts) || deny.Contains("audit", StringComparison.Ordinal);
        }).Check(Quick);

    [Test]
    public void Another_allow_never_denies_more() =>
        Prop.ForAll(Rules.ToArbitrary(), Rule.ToArbitrary(), Facts.ToArbitrary(), (rules, rule, facts) =>
        {
            var allow = rule.Replace("effect: deny", "effect: allow", StringComparison.Ordinal);
            return !Load(rules).Allows(facts) || Load([.. rules, allow]).Allows(facts);
        }).Check(Quick);

    [Test]
    public void A_deny_of_an_access_beats_every_allow_of_it() =>
        Prop.ForAll(Rules.ToArbitrary(), Access.ToArbitrary(), (rules, access) =>
        {
            var set = Load([.. rules, "subjects: [any], effect: allow, actions: [any], objects: [\"**\"]", "effect: deny, objects: [\"**\"]"]);
            return !set.Allows(Statement(SqlAction.Select, access));
        }).Check(Quick);

    [Test]
    public void One_more_access_never_turns_a_denial_into_an_allow() =>
        Prop.ForAll(Rules.ToArbitrary(), Facts.ToArbitrary(), Access.ToArbitrary(), (rules, facts, access) =>
        {
            var set = Load(rules);
            return set.Allows(facts) || !set.Allows(Statement(SqlAction.Select, [.. facts.Accesses, access]));
        }).Check(Quick);

    [Test]
    public void Shadow_rules_never_change_the_verdict() =>
        Prop.ForAll(Rules.ToArbitrary(), Rule.ToArbitrary(), Facts.ToArbitrary(), (rules, rule, facts) =>
            Load(rules).Allows(facts) == Load([.. rules, "mode: shadow, " + rule]).Allows(facts)).Check(Quick);
}
