using System.Text;
using NUnit.Framework;

namespace ProxyDb.Integration.Tds.Tests.Masking.Matrix;

/// <summary>All statements under one policy in one mode.</summary>
internal sealed class MatrixCell(MatrixFixture fixture, MatrixPolicy policy, MatrixMode mode, RefusalList refusals)
{
    private readonly List<string> _wrong = [];
    private readonly HashSet<string> _refused = [];
    private readonly HashSet<string> _ran = [];
    private readonly List<HiddenValue> _hidden = fixture.Hidden[policy.Name];

    /// <summary>Runs the statements at the database of views and through the gateway, one by one.</summary>
    public void Run()
    {
        using var views = fixture.Client(policy, IsOld ? MatrixMode.OldBatch : MatrixMode.Batch, isThrough: false);
        using var through = fixture.Client(policy, mode, isThrough: true);
        fixture.Tap(policy).Take();
        foreach (var entry in MatrixCase.All.Where(through.CanRun))
        {
            var expected = entry.IsWrite ? views.Run(entry, entry.StepsAtTheDatabase(policy.Name)) : fixture.Expected(policy, IsOld, entry);
            var actual = through.Run(entry, entry.Steps);
            LookForLeaks(entry.Id, fixture.Tap(policy).Take());
            Judge(entry, IsCursor ? [.. expected.Select(WithoutCounts)] : expected, actual);
            if (entry.IsWrite)
                CompareTables(entry, actual);
        }
    }

    private bool IsOld => mode is MatrixMode.OldBatch or MatrixMode.OldPrepared;

    private bool IsCursor => mode is MatrixMode.Cursor or MatrixMode.PreparedCursor;

    private static StepOutcome WithoutCounts(StepOutcome outcome) =>
        outcome with { Lines = [.. outcome.Lines.Where(l => !l.EndsWith(" rows", StringComparison.Ordinal) || l.StartsWith(StepOutcome.Row, StringComparison.Ordinal))] };

    public void AssertNothingWrong()
    {
        _wrong.AddRange(_ran.Where(id => refusals.Listed.Contains((id, policy.Name)) && !_refused.Contains(id) && !RefusalList.IsUpdate && mode == MatrixMode.Batch)
            .Select(id => $"{id}: is refused no more; take it out of refusals.txt"));
        TestContext.Out.WriteLine($"{policy}, {mode}: {_ran.Count} statements, {_refused.Count} refused, {_wrong.Count} wrong");
        if (_wrong.Count > 0)
            Assert.Fail($"{_wrong.Count} of {_ran.Count} under `{policy}` are wrong\n{string.Join('\n', _wrong.Take(60))}");
    }

    private void Judge(MatrixCase entry, IReadOnlyList<StepOutcome> expected, IReadOnlyList<StepOutcome> actual)
    {
        _ran.Add(entry.Id);
        for (var step = 0; step < Math.Max(expected.Count, actual.Count); step++)
        {
            var (want, got) = (expected.ElementAtOrDefault(step), actual.ElementAtOrDefault(step));
            if (want is null || got is null)
            {
                _wrong.Add($"{entry.Id}: {expected.Count} steps directly, {actual.Count} through: {Last(expected)} / {Last(actual)}");
                return;
            }

            if (got.IsRefusal)
            {
                // An error either way is no loss. The database may find out later: a PREPARE is judged when it is executed.
                if (!expected.Skip(step).Any(o => o.IsError))
                    Refuse(entry, got);
                return;
            }

            // A cursor fails when it is opened, before it has told its columns.
            if (IsCursor && want.IsError && got.ErrorCode == want.ErrorCode)
                return;
            if (got.ErrorCode != want.ErrorCode || !want.Comparable(entry.IsOrdered).SequenceEqual(got.Comparable(entry.IsOrdered)))
            {
                _wrong.Add($"{entry.Id}: {Difference(entry, want, got)}");
                return;
            }
        }
    }

    private void Refuse(MatrixCase entry, StepOutcome got)
    {
        _refused.Add(entry.Id);
        refusals.See(entry.Id, policy.Name, got.Message);
        if (!refusals.Has(entry.Id, policy.Name))
            _wrong.Add($"{entry.Id}: is refused and not in refusals.txt: {got.ErrorCode} {got.Message} (the views answer)");
    }

    private void CompareTables(MatrixCase entry, IReadOnlyList<StepOutcome> actual)
    {
        var got = fixture.Databases.State(MatrixDatabases.Real);
        var views = fixture.Databases.State(MatrixDatabases.Of(policy));
        // A statement that was refused where the views allow it has been judged; it must not have done anything.
        var want = actual[^1].IsRefusal ? fixture.Databases.OriginState : views;
        for (var table = 0; table < got.Length; table++)
        {
            if (got[table] != want[table])
                _wrong.Add($"{entry.Id}: rows differ afterwards\n{FirstDifference(want[table].Split('\n'), got[table].Split('\n'))}");
        }

        fixture.Databases.Restore(MatrixDatabases.Real, got);
        fixture.Databases.Restore(MatrixDatabases.Of(policy), views);
    }

    private void LookForLeaks(string id, List<byte[]> received)
    {
        foreach (var hidden in _hidden)
        {
            if (received.Exists(hidden.IsIn))
                _wrong.Add($"{id}: LEAK: `{hidden.Text}` came to the client");
        }
    }

    private static string Last(IReadOnlyList<StepOutcome> outcomes) => $"{outcomes[^1].ErrorCode} {outcomes[^1].Message}";

    private string Difference(MatrixCase entry, StepOutcome want, StepOutcome got) => want.ErrorCode != got.ErrorCode
        ? $"the views say {want.ErrorCode} {want.Message}, through {got.ErrorCode} {got.Message}{(got.ErrorCode == StepOutcome.Lost ? $"\n{fixture.LogTail}" : "")}"
        : "\n" + FirstDifference([.. want.Comparable(entry.IsOrdered)], [.. got.Comparable(entry.IsOrdered)]);

    private static string FirstDifference(string[] want, string[] got)
    {
        var at = 0;
        while (at < want.Length && at < got.Length && want[at] == got[at])
            at++;
        var text = new StringBuilder();
        foreach (var (name, lines) in (IEnumerable<(string, string[])>)[("views  ", want), ("through", got)])
            text.Append("    ").Append(name).Append(' ').AppendLine(string.Join("\n            ", lines.Skip(at).Take(3).Append($"({lines.Length} lines)")));
        return text.ToString().TrimEnd();
    }
}
