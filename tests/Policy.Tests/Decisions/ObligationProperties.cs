using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Rules;
using static ProxyDb.Policy.Tests.Decisions.FactsOf;

namespace ProxyDb.Policy.Tests.Decisions;

/// <summary>What must hold of masks and filters for any rules and any statement.</summary>
public class ObligationProperties
{
    private const string Allow = "effect: allow, subjects: [any], actions: [any], objects: [\"**\"]";

    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(60);

    private static readonly Gen<string> Mask =
        from columns in Gen.Elements("public.a.x", "\"public.*.x\"", "\"**.y\"", "\"public.b.*\"")
        from mask in Gen.Elements("null", "{constant: k}", "email", "hash", "{partial: {keep_last: 2}}")
        from more in Gen.Elements("", ", applies_to: results", ", writes: insert", ", writes: allow", ", mode: shadow", ", subjects: [user:kim]")
        select $"effect: mask, columns: [{columns}], mask: {mask}{more}";

    private static readonly Gen<string> Filter =
        from objects in Gen.Elements("public.a", "\"public.*\"", "\"**\"")
        from condition in Gen.Elements("id = 1", "b IN ({{user.x}})")
        select $"effect: filter, objects: [{objects}], where: \"{condition}\"";

    private static readonly Gen<string[]> Rules = Gen.Frequency((3, Mask), (1, Filter)).ListOf(5).Select(l => l.ToArray());

    private static readonly Gen<Access> Access =
        from action in Gen.Elements(SqlAction.Select, SqlAction.Select, SqlAction.Update, SqlAction.Insert)
        from table in Gen.Elements("public.a", "public.b", "audit.log")
        from column in Gen.Elements(null, "x", "y", "z", "*")
        from through in Gen.Elements(false, false, true)
        select column is null ? Object(action, table, through) : Column(action, table, column, through);

    private static readonly Gen<StatementFacts> Facts = Access.ListOf(4).Select(a => Statement(SqlAction.Select, [.. a]));

    /// <summary>Null when the loader refuses rules that contradict each other.</summary>
    private static PolicySet? Load(params IEnumerable<string> rules)
    {
        var text = PolicyText.Head + "rules:\n" + string.Concat(rules.Prepend(Allow).Select((r, i) => $"  - {{id: r{i}, {r}}}\n"));
        var errors = new Policy.Documents.DocumentErrors();
        var set = PolicyLoader.Load(new Dictionary<string, string> { ["own.yaml"] = text, ["base.yaml"] = PolicyText.EmptyBase }, errors);
        Assert.That(errors.Where(e => !e.IsWarning && !e.Message.Contains("put different masks", StringComparison.Ordinal)), Is.Empty);
        return set;
    }

    [Test]
    public void Every_read_of_a_masked_column_is_bound_to_one_mask_that_a_matching_rule_asks_for() =>
        Prop.ForAll(Rules.ToArbitrary(), Facts.ToArbitrary(), (rules, facts) =>
        {
            if (Load(rules) is not { } set || set.Decide(facts) is not { Verdict: Verdict.Allow } decision)
            {
                return true;
            }

            var masks = decision.Obligations.Masks;
            var expected = facts.Accesses.Where(a => a is { Kind: AccessKind.Column, Action: SqlAction.Select })
                .Where(a => set.Rules.Any(r => Applies(r) && r.Columns!.MayCover(a.Name, a.Column, "shop"))).Select(a => (a.Name, a.Column)).ToHashSet();
            return expected.SetEquals(masks.Select(m => (m.Table, (string?)m.Column)))
                && masks.Select(m => (m.Table, m.Column)).Distinct().Count() == masks.Length
                && masks.All(m => m.Rules.Length > 0 && m.Rules.All(id => set.Rules.Single(r => r.Id == id).Mask == m.Mask));

            static bool Applies(Rule rule) => rule is { Effect: RuleEffect.Mask, Shadow: false, Subjects: null };
        }).Check(Quick);

    [Test]
    public void A_null_mask_is_never_weakened_and_a_constant_only_by_null() =>
        Prop.ForAll(Rules.ToArbitrary(), Facts.ToArbitrary(), (rules, facts) =>
        {
            if (Load(rules) is not { } set || Load([.. rules, "effect: mask, columns: [\"**.x\"], mask: null"]) is not { } stricter)
            {
                return true;
            }

            var (before, after) = (set.Decide(facts), stricter.Decide(facts));
            return after.Obligations.Masks.Where(m => m.Column == "x").All(m => m.Mask.Kind == MaskKind.Null)
                && (after.Verdict == Verdict.Deny || before.Verdict == Verdict.Deny
                    || before.Obligations.Masks.Where(m => m.Column != "x").SequenceEqual(after.Obligations.Masks.Where(m => m.Column != "x")));
        }).Check(Quick);

    [Test]
    public void Another_filter_never_frees_a_statement_of_one() =>
        Prop.ForAll(Rules.ToArbitrary(), Filter.ToArbitrary(), Facts.ToArbitrary(), (rules, filter, facts) =>
        {
            if (Load(rules) is not { } set || Load([.. rules, filter]) is not { } more)
            {
                return true;
            }

            var (before, after) = (set.Decide(facts), more.Decide(facts));
            return before.Verdict == after.Verdict && before.Obligations.Filters.All(after.Obligations.Filters.Contains);
        }).Check(Quick);

    [Test]
    public void The_order_of_rules_changes_no_mask() =>
        Prop.ForAll(Rules.ToArbitrary(), Facts.ToArbitrary(), (rules, facts) =>
        {
            if (Load(rules) is not { } set || Load(rules.Reverse()) is not { } reversed)
            {
                return true;
            }

            var (x, y) = (set.Decide(facts), reversed.Decide(facts));
            return x.Verdict == y.Verdict && Text(x).SetEquals(Text(y));

            static HashSet<string> Text(Decision decision) =>
                [.. decision.Obligations.Masks.Select(m => $"{m.Table}.{m.Column} {m.Mask} {m.ResultsOnly} {m.Writes}"), .. decision.Obligations.Filters.Select(f => $"{f.Table} {f.Where.Text}")];
        }).Check(Quick);

    [Test]
    public void Masks_and_filters_never_grant() =>
        Prop.ForAll(Rules.ToArbitrary(), Facts.ToArbitrary(), (rules, facts) =>
        {
            var text = "rules:\n" + string.Concat(rules.Select((r, i) => $"  - {{id: r{i}, {r}}}\n"));
            return Load(rules) is null || facts.Accesses.All(a => a.Through) || !PolicyText.Set(text).Allows(facts);
        }).Check(Quick);
}
