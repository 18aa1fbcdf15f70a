using System.Globalization;
using NUnit.Framework;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Tests.Rules;

/// <summary>policy-language.md §4: what a mask and a filter rule may say, and how a slip is reported.</summary>
public class MaskAndFilterRuleTests
{
    private static readonly string Tags = PolicyText.Head + "tags: {pii: [\"**.email\"], other: [\"**.phone\"]}\n";

    private static Rule Load(string keys) => PolicyText.Set($"rules:\n  - id: r\n    {keys}\n").Rules[^1];

    private static Rule Mask(string mask, string more = "") => Load($"effect: mask\n    columns: [public.t.c]\n    mask: {mask}\n{more}");

    private static Rule Filter(string where) => Load($"effect: filter\n    objects: [public.t]\n    where: {where}");

    private static string Fault(string rules)
    {
        var errors = PolicyText.Errors(Tags + rules);
        Assert.That(errors, Has.Count.EqualTo(1), string.Join("\n", errors));
        return errors[0].ToString();
    }

    private static string FaultOf(string where) => Fault($"rules:\n  - id: r\n    effect: filter\n    objects: [public.t]\n    where: \"{where}\"\n");

    [TestCase("null")]
    [TestCase("~")]
    [TestCase("\"null\"")]
    [TestCase("{null: true}")]
    [TestCase("{null: }")]
    public void A_null_mask_can_be_written_in_every_way_a_reader_would(string mask) =>
        Assert.That(Mask(mask).Mask, Is.EqualTo(new MaskTerms(MaskKind.Null)));

    [Test]
    public void Each_mask_reads_its_terms()
    {
        Assert.That(Mask("{constant: \"\"}").Mask, Is.EqualTo(new MaskTerms(MaskKind.Constant) { Constant = "" }));
        Assert.That(Mask("{constant: 7}").Mask, Is.EqualTo(new MaskTerms(MaskKind.Constant) { Constant = "7" }));
        Assert.That(Mask("{partial: {keep_last: 4}}").Mask, Is.EqualTo(new MaskTerms(MaskKind.Partial) { KeepLast = 4 }));
        Assert.That(
            Mask("{partial: {keep_first: 1, keep_last: 2, with: \"●\"}}").Mask,
            Is.EqualTo(new MaskTerms(MaskKind.Partial) { KeepFirst = 1, KeepLast = 2, With = "●" }));
        Assert.That(Mask("email").Mask, Is.EqualTo(new MaskTerms(MaskKind.Email)));
        Assert.That(Mask("{email: true}").Mask, Is.EqualTo(new MaskTerms(MaskKind.Email)));
        Assert.That(Mask("{date: month}").Mask, Is.EqualTo(new MaskTerms(MaskKind.Date) { Date = DatePart.Month }));
        Assert.That(Mask("{round: 0.5}").Mask, Is.EqualTo(new MaskTerms(MaskKind.Round) { Step = 0.5m }));
        Assert.That(Mask("hash").Mask, Is.EqualTo(new MaskTerms(MaskKind.Hash)));
        Assert.That(Mask("{token: {key: cards}}").Mask, Is.EqualTo(new MaskTerms(MaskKind.Token) { Key = "cards" }));
    }

    [Test]
    public void A_mask_says_what_may_be_written_and_where_it_holds()
    {
        var rule = Mask("email", "    writes: insert\n    applies_to: results\n    enforce: true");
        Assert.That((rule.Writes, rule.ResultsOnly, rule.Enforce), Is.EqualTo((MaskedWrites.Insert, true, true)));
        Assert.That((Mask("email").Writes, Mask("email").ResultsOnly, Mask("email").Enforce), Is.EqualTo((MaskedWrites.Deny, false, false)));
    }

    [TestCase("", "own.yaml:7:10: `mask` is empty; write `mask: null` to show nothing")]
    [TestCase("emial", "own.yaml:7:11: `emial` is no mask")]
    [TestCase("partial", "own.yaml:7:11: this mask needs its value")]
    [TestCase("{emial: true}", "unknown key `emial`; did you mean `email`?")]
    [TestCase("{null: false}", "own.yaml:7:18: write `null: true`")]
    [TestCase("{email: true, hash: true}", "a mask is exactly one of")]
    [TestCase("{constant: }", "a constant needs its text")]
    [TestCase("{partial: 4}", "`partial` is a mapping")]
    [TestCase("{partial: {keep_last: -1}}", "`-1` is outside 0 to 1000")]
    [TestCase("{partial: {with: \"ab\"}}", "`with` is the one character")]
    [TestCase("{date: day}", "`day` is not one of year, month")]
    [TestCase("{round: 0}", "`0` is no step")]
    [TestCase("{hash: {key: \"a b\"}}", "`a b` is no name of a key")]
    public void A_slip_in_a_mask_is_named_with_its_place(string mask, string fault)
    {
        var errors = PolicyText.Errors(Tags + $"rules:\n  - id: r\n    effect: mask\n    columns: [public.t.c]\n    mask: {mask}\n");
        Assert.That(errors.Select(e => e.ToString()), Has.Some.Contains(fault));
    }

    [TestCase("effect: mask, mask: email", "needs `columns` or `tags`")]
    [TestCase("effect: mask, tags: [pii]", "needs the key `mask`")]
    [TestCase("effect: mask, tags: [pii], mask: email, functions: [lower]", "`functions` can never match")]
    [TestCase("effect: mask, tags: [pii], mask: email, actions: [update]", "a mask is put on what is read")]
    [TestCase("effect: mask, tags: [pii], mask: email, where: \"a\"", "`where` belongs to `effect: filter`")]
    [TestCase("effect: filter, where: \"a = 1\"", "needs `objects`")]
    [TestCase("effect: filter, objects: [public.t]", "needs `where`")]
    [TestCase("effect: filter, objects: [public.t], where: \"a = 1\", tags: [pii]", "`tags` has no place in it")]
    [TestCase("effect: filter, objects: [public.t], where: \"a = 1\", writes: allow", "`writes` belongs to `effect: mask`")]
    [TestCase("effect: deny, tags: [pii], mask: null", "`mask` belongs to `effect: mask`")]
    [TestCase("effect: deny, objects: [public.t], star: narrow", "names no `columns` or `tags`")]
    [TestCase("effect: deny, tags: [pii], enforce: true", "`enforce` belongs to `effect: mask` or `effect: filter`")]
    [TestCase("effect: deny, catalog: narrow", "names `objects`, `columns` or `tags`")]
    [TestCase("effect: deny, functions: [pg_sleep], objects: [public.t], catalog: narrow", "names `objects`, `columns` or `tags`")]
    [TestCase("effect: deny, objects: [public.t], actions: [insert], catalog: narrow", "hides what may not be read")]
    [TestCase("effect: deny, objects: [public.t], conditions: {without_where: true}, catalog: narrow", "hides whatever the statement is")]
    [TestCase("effect: mask, tags: [pii], mask: email, catalog: narrow", "`catalog` belongs to `effect: deny`")]
    [TestCase("effect: deny, objects: [public.t], catalog: hide", "`hide` is not one of show, narrow")]
    [TestCase("effect: approve", "comes with a later release")]
    public void Keys_that_do_not_go_together_are_errors(string keys, string fault) =>
        Assert.That(Fault($"rules: [{{id: r, {keys}}}]\n"), Does.Contain(fault));

    [Test]
    public void A_condition_is_split_at_its_attributes()
    {
        var filter = Filter("\"branch_id IN ({{user.branches}}) AND level <= {{ user.level }} OR kind NOT IN ( {{user.kinds}} )\"").Filter!;
        Assert.That(filter.Parts, Is.EqualTo(new[]
        {
            new FilterPart("branch_id IN (", null),
            new FilterPart(null, "branches", IsList: true),
            new FilterPart(") AND level <= ", null),
            new FilterPart(null, "level"),
            new FilterPart(" OR kind NOT IN ( ", null),
            new FilterPart(null, "kinds", IsList: true),
            new FilterPart(" )", null),
        }));
        Assert.That(filter.Columns.Select(c => (c.Name, filter.Text.Substring(c.Start, c.Length))), Is.EqualTo(new[]
        {
            ("branch_id", "branch_id"), ("level", "level"), ("kind", "kind"),
        }));
    }

    [Test]
    public void An_attribute_beside_other_values_is_one_value() =>
        Assert.That(Filter("\"a IN ({{user.x}}, 'z') AND f = ({{user.y}})\"").Filter!.Parts.Count(p => p.IsList), Is.Zero);

    [Test]
    public void A_condition_may_use_literals_subqueries_and_its_own_alphabet()
    {
        var filter = Filter(
            "|\n      \"지점\" = '서울' AND owner IN (SELECT u.name FROM hr.users u WHERE team = {{user.team}}) AND lower(x) LIKE E'\\\\%a'").Filter!;
        Assert.That(filter.Columns.Select(c => filter.Text.Substring(c.Start, c.Length)), Is.EqualTo(new[] { "\"지점\"", "owner", "x" }));
    }

    [TestCase("a = 1 AND", "own.yaml:7:22: not a condition of PostgreSQL: syntax error at end of input", Description = "at the end of the text")]
    [TestCase("a = = 1", "own.yaml:7:17: not a condition of PostgreSQL: syntax error")]
    [TestCase("a) OR (b", "not a condition of PostgreSQL")]
    [TestCase("a ORDER BY b", "not a condition of PostgreSQL")]
    [TestCase("true) UNION SELECT (1", "not a condition of PostgreSQL")]
    [TestCase("a = 1; DROP TABLE x", "leave `;` out")]
    [TestCase("a = 1 -- note", "no comments")]
    [TestCase("a = 1 /* note */", "no comments")]
    [TestCase("a = $1", "no parameters of its own")]
    [TestCase("a = '{{user.x}}'", "own.yaml:7:18: an attribute is a value")]
    [TestCase("a = 'x {{user.x}} y'", "own.yaml:7:20: an attribute is a value")]
    [TestCase("a = $q$ {{user.x}} $q$", "an attribute is a value")]
    [TestCase("col{{user.x}} = 1", "an attribute is a value")]
    [TestCase("a = {{user.x", "own.yaml:7:17: `{{` without `}}`")]
    [TestCase("a = user.x}}", "`}}` without `{{`")]
    [TestCase("a = {{env.HOME}}", "`{{env.HOME}}` is not known")]
    [TestCase("a = {{user.}}", "`` is no name of an attribute")]
    [TestCase("a = ANY ({{user.x}})", "write a list as IN")]
    [TestCase("a IN (SELECT b FROM other)", "own.yaml:7:33: `other` needs its schema")]
    [TestCase("t.a = 1", "own.yaml:7:13: columns of the protected table are written bare")]
    [TestCase("mine(a) = 1", "the function `mine` is no built-in")]
    [TestCase("count(a) = 1", "`count` is of several rows")]
    [TestCase("a IN (SELECT 1 FROM s.t FOR UPDATE)", "only reads")]
    public void A_slip_in_a_condition_is_named_with_its_place(string where, string fault) => Assert.That(FaultOf(where), Does.Contain(fault));

    [Test]
    public void The_place_in_a_block_text_is_its_line() =>
        Assert.That(
            Fault("rules:\n  - id: r\n    effect: filter\n    objects: [public.t]\n    where: |\n      a = 1\n      AND AND b\n"),
            Does.StartWith("own.yaml:9:1: not a condition"));

    [Test]
    public void A_filter_narrowed_to_some_actions_is_warned_of() =>
        Assert.That(
            PolicyText.Errors(Tags + "rules: [{id: r, effect: filter, objects: [public.t], where: \"a = 1\", actions: [select]}]\n").Select(e => e.ToString()),
            Has.Exactly(1).Contains("warning: the filter `r` does not hold"));

    [TestCase("subjects: [any], tags: [pii], mask: email", "subjects: [user:a], tags: [pii], mask: {constant: x}", false, Description = "constant beats one other")]
    [TestCase("subjects: [any], tags: [pii], mask: null", "subjects: [user:a], tags: [pii], mask: {constant: x}", false)]
    [TestCase("subjects: [any], tags: [pii], mask: email", "subjects: [user:a], tags: [pii], mask: email", false)]
    [TestCase("subjects: [any], tags: [pii], mask: email", "subjects: [user:a], tags: [pii], mask: hash", true)]
    [TestCase("tags: [pii], mask: email", "subjects: [user:a], columns: [\"**.email\"], mask: hash", true)]
    [TestCase("subjects: [user:a], tags: [pii], mask: {constant: x}", "subjects: [user:b, user:a], tags: [pii], mask: {constant: y}", true)]
    [TestCase("subjects: [user:a], tags: [pii], mask: email", "subjects: [user:b], tags: [pii], mask: hash", false)]
    [TestCase("tags: [pii], mask: email, except: [user:a]", "subjects: [user:a], tags: [pii], mask: hash", false)]
    [TestCase("tags: [pii], mask: email", "tags: [other], mask: hash", false)]
    [TestCase("tags: [pii], mask: email, mode: shadow", "tags: [pii], mask: hash", false)]
    public void Two_masks_of_equal_strength_on_one_pattern_are_an_error(string first, string second, bool conflict)
    {
        var errors = PolicyText.Errors(Tags + string.Create(CultureInfo.InvariantCulture,
            $"rules:\n  - {{id: m1, effect: mask, {first}}}\n  - {{id: m2, effect: mask, {second}}}\n"));
        Assert.That(
            errors.Select(e => e.ToString()),
            conflict ? Has.Exactly(1).StartsWith("own.yaml:5:1: the rules `m1` (own.yaml:4) and `m2` put different masks on `**.email`") : Is.Empty);
    }
}
