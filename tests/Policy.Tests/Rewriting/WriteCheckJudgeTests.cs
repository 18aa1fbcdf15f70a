using System.Collections.Immutable;
using NUnit.Framework;
using ProxyDb.Policy.Rewriting;

namespace ProxyDb.Policy.Tests.Rewriting;

public sealed class WriteCheckJudgeTests
{
    [TestCase(ValueForm.Exact, int.MaxValue, "S01", "S01", true)]
    [TestCase(ValueForm.Exact, int.MaxValue, "S01", "s01", false)]
    [TestCase(ValueForm.Text, int.MaxValue, "S01", "S01", true)]
    [TestCase(ValueForm.Text, int.MaxValue, "S01 ", "S01", false)]
    [TestCase(ValueForm.Text, 3, "S011", "S011", false, Description = "too long for the column: what is stored is not this")]
    [TestCase(ValueForm.PaddedText, 3, "S01  ", "S01", true)]
    [TestCase(ValueForm.Number, 0, "7", "7", true)]
    [TestCase(ValueForm.Number, 0, "+007", "7.0", true)]
    [TestCase(ValueForm.Number, 0, "-0", "0", true)]
    [TestCase(ValueForm.Number, 0, "-7", "7", false)]
    [TestCase(ValueForm.Number, 0, "7.5", "7.5", false, Description = "an integer column rounds it")]
    [TestCase(ValueForm.Number, 2, "7.50", "7.5", true)]
    [TestCase(ValueForm.Number, 2, "7.505", "7.505", false)]
    [TestCase(ValueForm.Number, 2, "7e0", "7e0", false)]
    [TestCase(ValueForm.Number, 2, "", "", false)]
    [TestCase(ValueForm.Number, 2, ".", ".", false)]
    [TestCase(ValueForm.Boolean, int.MaxValue, "t", "TRUE", true)]
    [TestCase(ValueForm.Boolean, int.MaxValue, "t", "f", false)]
    [TestCase(ValueForm.Boolean, int.MaxValue, "yes", "yes", false)]
    [TestCase(ValueForm.Uuid, int.MaxValue, "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", true)]
    [TestCase(ValueForm.Unknown, int.MaxValue, "a", "a", false)]
    public void A_value_holds_only_when_it_is_surely_an_allowed_one(ValueForm form, int limit, string written, string allowed, bool holds)
    {
        var check = new WriteCheck(1, "c", null, ["other", allowed], "r") { Type = new ComparedType(form, limit) };
        Assert.That(WriteCheckJudge.Holds(check, written, []), Is.EqualTo(holds));
    }

    [Test]
    public void An_attribute_is_asked_at_each_execution()
    {
        var list = new WriteCheck(1, "branch", "branches", [], "r") { IsList = true, Type = new ComparedType(ValueForm.Text) };
        ImmutableArray<string> branches = ["S01", "S02"];
        Assert.That(WriteCheckJudge.Holds(list, "S02", branches), Is.True);
        Assert.That(WriteCheckJudge.Holds(list, "S03", branches), Is.False);
        Assert.That(WriteCheckJudge.Holds(list, "S02", []), Is.False);

        var scalar = list with { IsList = false };
        Assert.That(WriteCheckJudge.Holds(scalar, "S02", branches), Is.False, "one value or none counts");
        Assert.That(WriteCheckJudge.Holds(scalar, "S02", ["S02"]), Is.True);
    }

    [Test]
    public void A_literal_of_the_text_is_judged_in_place_of_a_bound_value()
    {
        var check = new WriteCheck(0, "branch", "branches", [], "r") { Literal = "S01", IsList = true, Type = new ComparedType(ValueForm.Text) };
        Assert.That(WriteCheckJudge.Holds(check, "", ["S01"]), Is.True);
        Assert.That(WriteCheckJudge.Holds(check, "S02", ["S02"]), Is.False);
        Assert.That(WriteCheckJudge.Holds(check with { Literal = null }, "", [""]), Is.False, "NULL satisfies nothing");
    }
}
