using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Rules;
using static ProxyDb.Policy.Tests.Decisions.FactsOf;

namespace ProxyDb.Policy.Tests.Decisions;

/// <summary>policy-language.md §4 and §5, 3: which masks and filters an allow is bound to.</summary>
public class ObligationTests
{
    private const string Everything = """
        tags: {pii: [shop.public.customers.resident_no, "**.email"]}
        rules:
          - {id: all, subjects: [any], effect: allow, actions: [any, ddl], objects: ["**"], functions: ["**"]}

        """;

    private static readonly MaskTerms Email = new(MaskKind.Email);

    private static PolicySet With(params string[] rules) =>
        PolicyText.Set(Everything + string.Concat(rules.Select((r, i) => $"  - {{id: r{i + 1}, {r}}}\n")));

    private static Access ByStar(string table, string column) => Column(SqlAction.Select, table, column) with { ByStar = true };

    private static StatementFacts InsertInto(string table, params string[] columns) => Statement(
        SqlAction.Insert, [Object(SqlAction.Insert, table), .. columns.Select(c => Column(SqlAction.Insert, table, c))]);

    [Test]
    public void A_read_of_a_masked_column_is_bound_to_the_mask()
    {
        var decision = With("effect: mask, tags: [pii], mask: email").Decide(SelectOf("public.customers", "name", "email"));
        Assert.That(decision.Verdict, Is.EqualTo(Verdict.Allow));
        Assert.That(decision.Rules, Is.EqualTo(new[] { "all", "r1" }));
        Assert.That(decision.Obligations.Masks, Is.EqualTo(new[] { new ColumnMask(new ObjectName("public", "customers"), "email", Email, false, ["r1"]) }));
        Assert.That(decision.Obligations.Filters, Is.Empty);
    }

    [Test]
    public void A_statement_that_reads_nothing_masked_is_bound_to_nothing()
    {
        var set = With("effect: mask, tags: [pii], mask: email", "effect: filter, objects: [public.orders], where: \"id = 1\"");
        Assert.That(set.Decide(SelectOf("public.customers", "name")).Obligations, Is.SameAs(Obligations.None));
        Assert.That(set.Decide(SelectOf("public.customers")).Obligations.IsEmpty, "counting rows reads no column");
    }

    [Test]
    public void What_lies_beneath_is_masked_and_filtered_too()
    {
        var facts = Statement(
            SqlAction.Select,
            Object(SqlAction.Select, "public.v", relation: RelationKind.View),
            Column(SqlAction.Select, "public.v", "mail"),
            Object(SqlAction.Select, "public.customers", through: true),
            Column(SqlAction.Select, "public.customers", "email", through: true));
        var decision = With("effect: mask, tags: [pii], mask: email", "effect: filter, objects: [public.customers], where: \"id = 1\"").Decide(facts);
        Assert.That(decision.Obligations.Masks.Select(m => $"{m.Table}.{m.Column}"), Is.EqualTo(new[] { "public.customers.email" }));
        Assert.That(decision.Obligations.Filters.Select(f => $"{f.Table}: {f.Where.Text}"), Is.EqualTo(new[] { "public.customers: id = 1" }));
    }

    [TestCase("mask: email", "mask: null", MaskKind.Null, "r2")]
    [TestCase("mask: {constant: x}", "mask: email", MaskKind.Constant, "r1")]
    [TestCase("mask: {constant: x}", "mask: null", MaskKind.Null, "r2")]
    [TestCase("mask: email", "mask: email", MaskKind.Email, "r1 r2")]
    public void Null_beats_constant_beats_one_other(string first, string second, MaskKind kind, string rules)
    {
        var decision = With($"effect: mask, tags: [pii], {first}", $"effect: mask, columns: [public.customers.*], {second}").Decide(SelectOf("public.customers", "email"));
        Assert.That(decision.Obligations.Masks.Single().Mask.Kind, Is.EqualTo(kind));
        Assert.That(decision.Obligations.Masks.Single().Rules, Is.EqualTo(rules.Split(' ')));
        Assert.That(decision.Rules, Is.EqualTo(new[] { "all", "r1", "r2" }));
    }

    [Test]
    public void Two_others_that_meet_refuse_the_statement_and_name_both_rules()
    {
        var set = With("effect: mask, tags: [pii], mask: email", "effect: mask, columns: [public.customers.*], mask: hash");
        var decision = set.Decide(SelectOf("public.customers", "email"));
        Assert.That(decision.Verdict, Is.EqualTo(Verdict.Deny));
        Assert.That(decision.Message, Is.EqualTo(
            "rules `r1` and `r2` put different masks on column `public.customers.email`; leave it out of the statement, or ask the owners of the policy to decide for one"));
        Assert.That(decision.Rules, Is.EquivalentTo(new[] { "all", "r1", "r2" }));
        Assert.That(decision.Obligations.IsEmpty);
        Assert.That(set.Allows(SelectOf("public.customers", "name")), "only r2");
        Assert.That(
            With("effect: mask, tags: [pii], mask: email", "effect: mask, columns: [public.customers.*], mask: hash", "effect: mask, columns: [public.**], mask: null")
                .Allows(SelectOf("public.customers", "email")), "null beats both");
    }

    [Test]
    public void Of_differing_terms_the_stricter_holds()
    {
        var mask = With(
                "effect: mask, tags: [pii], mask: email, applies_to: results, writes: allow",
                "effect: mask, columns: [public.customers.*], mask: email, writes: insert")
            .Decide(SelectOf("public.customers", "email")).Obligations.Masks.Single();
        Assert.That((mask.ResultsOnly, mask.Writes), Is.EqualTo((false, MaskedWrites.Insert)));
        Assert.That(
            With("effect: mask, tags: [pii], mask: email, applies_to: results").Decide(SelectOf("public.customers", "email")).Obligations.Masks.Single().ResultsOnly);
    }

    [Test]
    public void All_filters_of_a_table_hold_in_file_order()
    {
        var decision = With(
                "effect: filter, objects: [public.customers], where: \"branch_id IN ({{user.branches}})\"",
                "effect: filter, objects: [\"public.*\"], where: \"NOT deleted\"",
                "effect: filter, objects: [public.orders], where: \"a = 1\"")
            .Decide(SelectOf("public.customers"));
        Assert.That(decision.Obligations.Filters.Select(f => f.Rule), Is.EqualTo(new[] { "r1", "r2" }));
    }

    [TestCase(SqlAction.Select, true)]
    [TestCase(SqlAction.Insert, true)]
    [TestCase(SqlAction.Update, true)]
    [TestCase(SqlAction.Delete, true)]
    [TestCase(SqlAction.Truncate, true)]
    [TestCase(SqlAction.Copy, true)]
    [TestCase(SqlAction.Lock, true)]
    [TestCase(SqlAction.Ddl, true)]
    [TestCase(SqlAction.Metadata, false)]
    [TestCase(SqlAction.Maintain, false)]
    public void A_filter_holds_for_whatever_touches_rows(SqlAction action, bool bound) =>
        Assert.That(
            With("effect: filter, objects: [public.customers], where: \"a = 1\"").Decide(Statement(action, Object(action, "public.customers"))).Obligations.Filters.Length,
            Is.EqualTo(bound ? 1 : 0));

    [Test]
    public void A_sequence_has_no_rows_to_filter() =>
        Assert.That(
            With("effect: filter, objects: [\"public.*\"], where: \"a = 1\"")
                .Decide(Statement(SqlAction.Select, Object(SqlAction.Select, "public.s", relation: RelationKind.Sequence))).Obligations.IsEmpty);

    [TestCase("", false, false)]
    [TestCase(", writes: deny", false, false)]
    [TestCase(", writes: insert", true, false)]
    [TestCase(", writes: allow", true, true)]
    [TestCase(", actions: [select]", false, false)]
    public void Who_is_under_a_mask_may_not_write_the_column(string keys, bool inserts, bool updates)
    {
        var set = With("effect: mask, tags: [pii], mask: email" + keys);
        var update = Statement(SqlAction.Update, Object(SqlAction.Update, "public.customers"), Column(SqlAction.Update, "public.customers", "email"));
        Assert.That(set.Allows(InsertInto("public.customers", "name", "email")), Is.EqualTo(inserts));
        Assert.That(set.Allows(update), Is.EqualTo(updates));
        Assert.That(set.Allows(InsertInto("public.customers", "name")), Is.True);
    }

    [Test]
    public void The_refusal_of_a_write_says_why_and_what_opens_it()
    {
        var decision = With("effect: mask, tags: [pii], mask: email, description: personal data").Decide(InsertInto("public.customers", "email"));
        Assert.That(decision.Message, Is.EqualTo(
            "column `public.customers.email` is masked for you by rule `r1`; it cannot be written; leave it out of the statement, or ask the owners of the policy for `writes`"));
        Assert.That((decision.Rules[0], decision.Hint, decision.Reason), Is.EqualTo(("r1", "personal data", RefusalReason.Policy)));
    }

    [Test]
    public void Columns_that_nobody_knows_may_be_the_masked_one()
    {
        var set = With("effect: mask, columns: [public.customers.email], mask: email, writes: allow");
        Assert.That(set.Decide(SelectOf("public.customers", "*")).Message, Is.EqualTo(
            "the columns of `public.customers` are not known, and rule `r1` may mask one of them; name a table that exists"));
        Assert.That(set.Allows(SelectOf("public.orders", "*")), Is.True);
        Assert.That(set.Allows(InsertInto("public.customers", "*")), Is.True, "it may be written");
    }

    [Test]
    public void A_routine_nobody_can_read_is_refused_where_data_is_masked_or_filtered()
    {
        var facts = Statement(SqlAction.Call, StatementFlags.Opaque, Object(SqlAction.Call, "public.p", relation: RelationKind.Routine));
        Assert.That(With("effect: mask, tags: [pii], mask: email").Decide(facts).Message, Does.StartWith("a routine whose body cannot be read may touch what rule `r1` masks"));
        Assert.That(With("effect: filter, objects: [public.t], where: \"a = 1\"").Allows(facts), Is.False);
        Assert.That(With("effect: mask, tags: [pii], mask: email, databases: [other]").Allows(facts), Is.True);
    }

    [Test]
    public void Shadow_rules_and_observation_record_and_do_not_apply_unless_enforced()
    {
        var facts = SelectOf("public.customers", "email");
        var shadow = With("effect: mask, tags: [pii], mask: email, mode: shadow").Decide(facts);
        Assert.That((shadow.Obligations.IsEmpty, shadow.Shadow.Single()), Is.EqualTo((true, "r1")));
        var set = With("effect: mask, tags: [pii], mask: email", "effect: filter, objects: [\"public.*\"], where: \"a = 1\", enforce: true");
        var observed = set.Decide(facts, enforcement: Enforcement.Observe);
        Assert.That(observed.Shadow, Is.EqualTo(new[] { "r1" }));
        Assert.That(observed.Obligations.Masks, Is.Empty);
        Assert.That(observed.Obligations.Filters.Select(f => f.Rule), Is.EqualTo(new[] { "r2" }));
        Assert.That(set.Decide(InsertInto("public.customers", "email"), enforcement: Enforcement.Observe).Verdict, Is.EqualTo(Verdict.Allow));
        Assert.That(
            With("effect: mask, tags: [pii], mask: email, enforce: true").Decide(InsertInto("public.customers", "email"), enforcement: Enforcement.Observe).Verdict,
            Is.EqualTo(Verdict.Deny));
    }

    [Test]
    public void Subjects_times_and_databases_of_a_mask_count()
    {
        var facts = SelectOf("public.customers", "email");
        Assert.That(With("effect: mask, subjects: [user:kim], tags: [pii], mask: email").Decide(facts).Obligations.IsEmpty);
        Assert.That(With("effect: mask, databases: [other], tags: [pii], mask: email").Decide(facts).Obligations.IsEmpty);
        Assert.That(With("effect: mask, valid_until: 2020-01-01, tags: [pii], mask: email").Decide(facts).Obligations.IsEmpty);
    }

    [Test]
    public void A_plan_gives_equal_obligations_out_as_one_object_whatever_the_time()
    {
        var set = With(
            "effect: mask, tags: [pii], mask: email",
            "effect: limit, limit: {rows: 5}, conditions: {time: {inside: \"00:00-12:00\", zone: UTC}}",
            "effect: filter, objects: [public.customers], where: \"a = 1\", conditions: {time: {inside: \"20:00-24:00\", zone: UTC}}");
        var plan = DecisionEngine.Plan(SelectOf("public.customers", "email"), set.Match(Park));
        Obligations At(int hour) => plan.Decide(new DecisionContext(Noon.Date.AddHours(hour).ToUniversalTime())).Obligations;
        Assert.That(plan.IsConstant, Is.False);
        Assert.That(At(6), Is.SameAs(At(14)));
        Assert.That(At(22), Is.Not.EqualTo(At(14)));
        Assert.That(At(22).Filters, Has.Length.EqualTo(1));
        var constant = DecisionEngine.Plan(SelectOf("public.customers", "email"), With("effect: mask, tags: [pii], mask: email").Match(Park));
        Assert.That(constant.Decide(default), Is.SameAs(constant.Decide(new DecisionContext(Noon))));
    }

    [Test]
    public void A_star_leaves_out_what_a_narrow_rule_denies()
    {
        var star = Statement(
            SqlAction.Select, Object(SqlAction.Select, "public.customers"), ByStar("public.customers", "name"), ByStar("public.customers", "email"));
        var set = With("effect: deny, tags: [pii], star: narrow", "effect: mask, tags: [pii], mask: email");
        var decision = set.Decide(star);
        Assert.That(decision.Verdict, Is.EqualTo(Verdict.Allow));
        Assert.That(decision.Obligations.Hidden, Is.EqualTo(new[] { new HiddenColumn(new ObjectName("public", "customers"), "email", "r1") }));
        Assert.That(decision.Obligations.IsEmpty, Is.False);
        Assert.That(decision.Obligations.Masks, Is.Empty);
        Assert.That(set.Allows(SelectOf("public.customers", "email")), Is.False, "named");
        Assert.That(set.Allows(Statement(SqlAction.Select, ByStar("public.customers", "*"))), Is.False, "nobody knows what the star stands for");
        Assert.That(set.Allows(Statement(SqlAction.Select, ByStar("public.v", "mail"), Column(SqlAction.Select, "public.customers", "email", through: true))), Is.False);
        Assert.That(With("effect: deny, tags: [pii], star: narrow", "effect: deny, tags: [pii]").Allows(star), Is.False, "another deny does not narrow");
        Assert.That(With("effect: deny, tags: [pii]").Allows(star), Is.False);
    }

    [Test]
    public void A_star_leaves_out_what_a_narrow_allow_excepts()
    {
        var star = Statement(
            SqlAction.Select, Object(SqlAction.Select, "public.customers"), ByStar("public.customers", "name"), ByStar("public.customers", "email"));
        const string allow = "subjects: [any], effect: allow, actions: [select], objects: [public.customers]";
        foreach (var columns in new[] { "except_columns: [public.customers.email]", "columns: [public.customers.name]" })
        {
            var narrow = PolicyText.Set($"rules: [{{id: a, {allow}, {columns}, star: narrow}}]\n");
            Assert.That(narrow.Decide(star).Obligations.Hidden.Select(h => $"{h.Column} {h.Rule}"), Is.EqualTo(new[] { "email a" }), columns);
            Assert.That(narrow.Allows(SelectOf("public.customers", "email")), Is.False, columns);
            Assert.That(PolicyText.Set($"rules: [{{id: a, {allow}, {columns}}}]\n").Allows(star), Is.False, columns);
        }
    }
}
