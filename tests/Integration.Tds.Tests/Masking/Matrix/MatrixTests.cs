using System.Text;
using NUnit.Framework;

namespace ProxyDb.Integration.Tds.Tests.Masking.Matrix;

/// <summary>
/// Every statement under every policy, in every way a client can ask: columns, rows and effects are those of a database with equivalent
/// views, or the statement is refused and stands in refusals.txt. No byte of a hidden value reaches the client.
/// </summary>
[Category("Gateway")]
public sealed class MatrixTests
{
    private readonly RefusalList _refusals = new();

    private static MatrixFixture Fixture => MaskingSetup.Matrix;

    /// <summary>A keyed mask is put on the rows of one statement: beside others it is refused, whatever it shows.</summary>
    public static IEnumerable<TestCaseData> Cells() =>
        from policy in MatrixPolicy.All
        from mode in Enum.GetValues<MatrixMode>()
        where policy != MatrixPolicy.Keyed || mode != MatrixMode.LongBatch
        select new TestCaseData(policy.Name, mode);

    [OneTimeTearDown]
    public void WriteRefusals()
    {
        if (RefusalList.IsUpdate)
            _refusals.Write();
    }

    [Test]
    public void The_lists_are_long_enough()
    {
        Assert.That(MatrixCase.All, Has.Count.GreaterThanOrEqualTo(150));
        Assert.That(MatrixCase.All.Select(c => c.Id), Is.Unique);
        Assert.That(_refusals.Listed.Select(r => r.Id).Except(MatrixCase.All.Select(c => c.Id)), Is.Empty, "refusals.txt names statements that are not there");
    }

    [Test]
    public void The_views_answer_and_show_nothing_hidden([Values("none", "mask", "filter", "both", "keyed")] string policyName)
    {
        var policy = MatrixPolicy.All.Single(p => p.Name == policyName);
        var failed = new List<string>();
        var shown = new StringBuilder();
        foreach (var entry in MatrixCase.All.Where(e => !e.IsWrite))
        {
            var outcomes = Fixture.Expected(policy, isOld: false, entry);
            if (outcomes[^1].IsError)
                failed.Add($"{entry.Id}: {outcomes[^1].ErrorCode} {outcomes[^1].Message}");
            shown.AppendJoin('\n', outcomes.SelectMany(o => o.Lines));
        }

        Assert.That(failed, Has.Count.AtMost(9), string.Join('\n', failed));
        var all = shown.ToString();
        Assert.That(Fixture.Hidden[policy.Name].Where(h => all.Contains(h.Text, StringComparison.OrdinalIgnoreCase)).Select(h => h.Text), Is.Empty);
        if (policy == MatrixPolicy.None)
            Assert.That(Fixture.Hidden["both"].Where(h => !all.Contains(h.Text, StringComparison.OrdinalIgnoreCase)).Select(h => h.Text), Is.Empty, "what is hidden is there to be found");
    }

    [TestCaseSource(nameof(Cells))]
    public void Statements_answer_as_equivalent_views_would(string policyName, MatrixMode mode)
    {
        var policy = MatrixPolicy.All.Single(p => p.Name == policyName);
        var cell = new MatrixCell(Fixture, policy, mode, _refusals);
        cell.Run();
        cell.AssertNothingWrong();
    }
}
