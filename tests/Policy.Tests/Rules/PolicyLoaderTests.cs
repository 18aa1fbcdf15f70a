using NUnit.Framework;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Tests.Rules;

public class PolicyLoaderTests
{
    private static string Rule(string lines) => PolicyText.Head + "rules:\n  - id: r\n    subjects: [any]\n" + lines;

    private static DocumentError Single(string text)
    {
        var errors = PolicyText.Errors(text);
        Assert.That(errors, Has.Count.EqualTo(1), string.Join("\n", errors));
        return errors[0];
    }

    [Test]
    public void The_floor_and_the_base_load_without_a_warning()
    {
        var errors = new DocumentErrors();
        var set = PolicyLoader.Load(new Dictionary<string, string>(), errors);
        Assert.That(errors, Is.Empty);
        Assert.That(set!.Rules.Select(r => r.Id), Does.Contain("floor-sessions").And.Contain("base-transaction"));
        Assert.That(set.Version, Does.Match("^sha256:[0-9a-f]{64}$"));
    }

    [TestCase("    effect: deny\n    efect: allow\n", 6, 5, "unknown key `efect`; did you mean `effect`?")]
    [TestCase("    effect: allow\n    actions: [selct]\n    objects: [a.b]\n", 6, 15, "`selct` is no action; did you mean `select`?")]
    [TestCase("    effect: allow\n    actions: [select]\n    objects: [orders]\n", 7, 15, "`orders` is not schema.name or database.schema.name; for any number of parts write `**`")]
    [TestCase("    effect: allow\n    actions: [select]\n    objects: [a.b.]\n", 7, 15, "`a.b.` has an empty part")]
    [TestCase("    effect: allow\n    actions: [select]\n    objects: [a.x**]\n", 7, 15, "`a.x**`: `**` stands alone between dots")]
    [TestCase("    effect: allow\n    functions: [\"@unsafe\"]\n", 6, 17, "`@unsafe` is no set of functions; the only one is @safe")]
    [TestCase("    effect: deny\n    columns: [customers.card_no]\n", 6, 15, "`customers.card_no` is not schema.table.column or database.schema.table.column; for any number of parts write `**`")]
    [TestCase("    effect: deny\n    tags: [pii.none]\n", 6, 12, "no tag `pii.none` is defined")]
    [TestCase("    effect: deny\n    from: [10.1.2.3/8]\n", 6, 12, "`10.1.2.3/8` has bits set after the prefix; write `10.0.0.0/8` for the network, or the address alone")]
    [TestCase("    effect: deny\n    from: [office]\n", 6, 12, "`office` is no network; write an address or CIDR such as 10.1.0.0/16")]
    [TestCase("    effect: deny\n    except: [group:dba]\n", 6, 14, "no group `dba` is defined")]
    [TestCase("    effect: deny\n    except: [park]\n", 6, 14, "`park` is no subject; write user:NAME, group:NAME, role:NAME or any")]
    [TestCase("    effect: deny\n    except: [approval:unmask]\n", 6, 14, "the subject `approval:` comes with a later release")]
    [TestCase("    effect: deny\n    except: [end_user:kim]\n", 6, 14, "the subject `end_user:` comes with a later release")]
    [TestCase("    effect: denny\n", 5, 13, "`denny` is not one of allow, deny, limit, audit, mask, filter, approve; did you mean `deny`?")]
    [TestCase("    effect: approve\n", 5, 13, "the effect `approve` comes with a later release")]
    [TestCase("    effect: deny\n    conditions: {rows_over: 1000/day}\n", 6, 29, "`rows_over` comes with a later release")]
    [TestCase("    effect: deny\n    conditions: {affected_over: 10}\n", 6, 33, "`affected_over` comes with a later release")]
    [TestCase("    effect: deny\n    conditions: {first_seen_shape: true}\n", 6, 36, "`first_seen_shape` comes with a later release")]
    [TestCase("    effect: deny\n    conditions: {end_user: present}\n", 6, 28, "`end_user` comes with a later release")]
    [TestCase("    effect: deny\n    conditions: {without_where: maybe}\n", 6, 33, "`maybe` is neither true nor false")]
    [TestCase("    effect: deny\n    conditions: {time: {outside: \"Mon-Fry 09:00-19:00\", zone: UTC}}\n", 6, 34, "`Mon-Fry 09:00-19:00` is not a time of the week; write days, hours or both: `Mon-Fri 09:00-19:00`")]
    [TestCase("    effect: deny\n    conditions: {time: {zone: UTC}}\n", 6, 24, "`time` needs either `inside` or `outside`")]
    [TestCase("    effect: deny\n    conditions: {time: {inside: Mon, zone: Asia/Soul}}\n", 6, 44, "the time zone `Asia/Soul` is not known here; write a name such as Asia/Seoul, and have tzdata installed")]
    [TestCase("    effect: deny\n    valid_until: soon\n", 6, 18, "`soon` is not a date; write 2027-12-31 or 2027-12-31T18:00+09:00")]
    [TestCase("    effect: deny\n    mode: shaddow\n", 6, 11, "`shaddow` is not one of enforce, shadow")]
    [TestCase("    effect: limit\n", 3, 5, "`effect: limit` needs the block `limit`")]
    [TestCase("    effect: limit\n    limit: {rate: 120/min}\n", 6, 19, "`rate` comes with a later release")]
    [TestCase("    effect: limit\n    limit: {rows: many}\n", 6, 19, "`many` is not a whole number")]
    [TestCase("    effect: limit\n    limit: {timeout: 60}\n", 6, 22, "`60` is not a duration; write a number and a unit: ms, s, min, h or d")]
    [TestCase("    effect: audit\n    audit: {level: loud}\n", 6, 20, "`loud` is not one of full, standard, minimal")]
    [TestCase("    effect: deny\n    limit: {rows: 1}\n", 6, 12, "`limit` belongs to `effect: limit`, and this rule's effect is another")]
    [TestCase("    effect: deny\n    overrides_floor: [floor-kill]\n", 6, 22, "only an allow can open a part of the floor")]
    [TestCase("    effect: deny\n    actions: []\n", 6, 14, "the list is empty; leave the key out, or name something")]
    [TestCase("    effect: deny\n    message: 7\n    objects: public.orders\n    direct: perhaps\n", 8, 13, "`perhaps` is neither true nor false")]
    public void An_error_names_its_place_and_the_remedy(string lines, int line, int column, string message)
    {
        var error = Single(Rule(lines));
        Assert.That(error, Is.EqualTo(new DocumentError("own.yaml", line, column, message)));
    }

    [TestCase("rules:\n  - subjects: [any]\n    effect: deny\n", 3, 5, "the key `id` is missing")]
    [TestCase("rules:\n  - id: a b\n    effect: deny\n", 3, 9, "`a b` is no rule id; use letters, digits, `-`, `_`, `.` and `:`")]
    [TestCase("rules:\n  - id: a\n    effect: allow\n    functions: [lower]\n", 3, 5, "an allow needs `subjects`; write `subjects: [any]` for everybody")]
    [TestCase("ruls: []\n", 2, 1, "unknown key `ruls`; did you mean `rules`?")]
    [TestCase("approvals: {x: {}}\n", 2, 12, "`approvals` comes with a later release")]
    [TestCase("groups: {a: [group:b], b: [group:a]}\n", 2, 28, "the group `a` contains itself")]
    [TestCase("groups: {a: [user:x]}\nrules:\n  - {id: r, subjects: [group:aa], effect: deny}\n", 4, 24, "no group `aa` is defined; did you mean `a`?")]
    [TestCase("tags: {pii: [email]}\n", 2, 14, "`email` is not schema.table.column or database.schema.table.column; for any number of parts write `**`")]
    [TestCase("rules:\n  - {id: r, effect: deny}\n  - {id: r, effect: deny}\n", 4, 10, "the rule id `r` is used already, in own.yaml:3")]
    [TestCase("rules:\n  - {id: base-x, subjects: [any], effect: allow, functions: [lower], overrides_floor: [floor-kil]}\n", 3, 1, "the floor has no rule `floor-kil`; did you mean `floor-kill`?")]
    public void An_error_of_a_file_names_its_place_too(string text, int line, int column, string message) =>
        Assert.That(Single(PolicyText.Head + text), Is.EqualTo(new DocumentError("own.yaml", line, column, message)));

    [Test]
    public void All_errors_of_all_files_come_at_once()
    {
        var errors = new DocumentErrors();
        var set = PolicyLoader.Load(
            new Dictionary<string, string>
            {
                ["a.yaml"] = Rule("    efect: deny\n    mode: x\n"),
                ["b.yaml"] = "proxydb: policy/v2\n",
                ["c.yaml"] = "rules: [",
                ["d.yaml"] = "proxydb: cases/v1\ncases: []\n",
                ["floor.yaml"] = "proxydb: policy/v1\nrules: []\n",
            },
            errors);
        Assert.That(set, Is.Null);
        Assert.That(errors.Select(e => $"{e.File}:{e.Line}"), Is.EquivalentTo(new[] { "a.yaml:5", "a.yaml:6", "a.yaml:3", "b.yaml:1", "c.yaml:2", "floor.yaml:1" })
            .Or.EquivalentTo(new[] { "a.yaml:5", "a.yaml:6", "a.yaml:3", "b.yaml:1", "c.yaml:1", "floor.yaml:1" }));
    }

    [TestCase("    effect: allow\n    actions: [session]\n", "an allow grants what it names, and this one names no objects, functions, settings or facilities")]
    [TestCase("    effect: allow\n    objects: [a.b]\n", "an allow of objects needs `actions`")]
    [TestCase("    effect: deny\n    objects: [a.b]\n    functions: [f]\n", "all keys of such a rule must match one access, and nothing is object, function, setting and facility at once; write one rule for each")]
    [TestCase("    effect: deny\n    except: [any]\n", "`except` takes everybody out")]
    [TestCase("    effect: deny\n    actions: [insert]\n    conditions: {without_where: true}\n", "`without_where` speaks of select, update and delete")]
    [TestCase("    effect: deny\n    objects: [a.b]\n    except_objects: [\"**\"]\n", "`except_objects` takes every object out")]
    [TestCase("    effect: deny\n    valid_from: 2027-01-02\n    valid_until: 2027-01-01\n", "`valid_from` is not before `valid_until`")]
    public void A_rule_that_can_never_fire_is_a_warning(string lines, string reason)
    {
        var warning = Single(Rule(lines));
        Assert.That(warning.IsWarning, Is.True);
        Assert.That(warning.Message, Is.EqualTo("the rule `r` can never fire: " + reason));
    }

    [Test]
    public void A_rule_on_a_forgeable_application_name_alone_is_a_warning() =>
        Assert.That(Single(Rule("    effect: allow\n    applications: [DBeaver*]\n    functions: [lower]\n")).Message, Does.Contain("any client can claim"));

    [Test]
    public void A_facility_that_nothing_needs_is_a_warning() =>
        Assert.That(
            Single(Rule("    effect: deny\n    facilities: [programm]\n")),
            Is.EqualTo(new DocumentError("own.yaml", 6, 18, "no statement needs a facility `programm`; did you mean `program`?", IsWarning: true)));

    [Test]
    public void Opening_the_floor_is_a_warning() =>
        Assert.That(
            Single(Rule("    effect: allow\n    functions: [pg_cancel_backend]\n    overrides_floor: [floor-kill]\n")),
            Is.EqualTo(new DocumentError("own.yaml", 3, 1, "the rule `r` opens the part `floor-kill` of the floor", IsWarning: true)));

    [Test]
    public void The_floor_itself_may_lie_in_the_directory() =>
        Assert.That(PolicyText.Set(("policies/floor.yaml", EmbeddedPolicies.Text("floor.yaml"))).Rules, Is.Not.Empty);

    [Test]
    public void A_base_in_the_directory_replaces_the_embedded_one()
    {
        var set = PolicyText.Set(("conf/base.yaml", PolicyText.EmptyBase));
        Assert.That(set.Rules.All(r => r.IsFloor));
    }

    [Test]
    public void The_version_changes_with_any_content_and_not_with_the_directory_or_line_ends()
    {
        var text = PolicyText.Head + "rules: []\n";
        var version = PolicyText.Set(("a.yaml", text)).Version;
        Assert.That(PolicyText.Set(("/etc/x/a.yaml", text.Replace("\n", "\r\n", StringComparison.Ordinal))).Version, Is.EqualTo(version));
        Assert.That(PolicyText.Set(("a.yaml", text + "# note\n")).Version, Is.Not.EqualTo(version));
        Assert.That(PolicyText.Set(("b.yaml", text)).Version, Is.Not.EqualTo(version));
    }

    [Test]
    public void Every_key_of_a_rule_is_either_read_or_refused_by_name()
    {
        foreach (var key in PolicyKeys.LaterRule)
        {
            var errors = PolicyText.Errors(Rule($"    effect: deny\n    {key}: {{x: 1}}\n"));
            Assert.That(errors.Select(e => e.Message), Has.Some.EqualTo($"`{key}` comes with a later release"), key);
        }

        foreach (var key in PolicyKeys.LaterConditions)
        {
            Assert.That(PolicyText.Errors(Rule($"    effect: deny\n    conditions: {{{key}: 1}}\n")).Select(e => e.Message), Is.EqualTo(new[] { $"`{key}` comes with a later release" }));
        }
    }
}
