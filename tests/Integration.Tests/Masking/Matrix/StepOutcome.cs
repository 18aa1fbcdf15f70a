namespace ProxyDb.Integration.Tests.Masking.Matrix;

/// <summary>What a client saw of one statement.</summary>
/// <param name="Lines">Columns with their types, rows, tags, in the order they came.</param>
/// <param name="SqlState">Of the error that ended it; null after success.</param>
/// <param name="Message">The error's text.</param>
public sealed record StepOutcome(List<string> Lines, string? SqlState = null, string Message = "")
{
    /// <summary>What begins the line of a row, whose order may not count.</summary>
    public const string Row = "| ";

    /// <summary>Codes that the gateway refuses with; the service login may do everything, so the server has no reason to.</summary>
    public bool IsRefusal => SqlState is "42501" or "0A000" or "54001";

    /// <summary>The lines, with rows sorted when their order does not count.</summary>
    public IEnumerable<string> Comparable(bool isOrdered, bool isUntagged = false)
    {
        var lines = isUntagged ? Lines.Where(l => !l.StartsWith("tag ", StringComparison.Ordinal) && !l.StartsWith("affected ", StringComparison.Ordinal)).ToList() : Lines;
        return isOrdered ? lines : lines.Where(l => !IsRow(l)).Concat(lines.Where(IsRow).Order(StringComparer.Ordinal));
    }

    private static bool IsRow(string line) => line.StartsWith(Row, StringComparison.Ordinal);
}
