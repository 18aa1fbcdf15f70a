namespace ProxyDb.Integration.Tds.Tests.Masking.Matrix;

/// <summary>What a client saw of one statement.</summary>
/// <param name="Lines">Columns with their classes of type, rows, ends, in the order they came.</param>
/// <param name="ErrorCode">Of the error that ended it; 0 after success.</param>
/// <param name="Message">The error's text.</param>
internal sealed record StepOutcome(List<string> Lines, int ErrorCode = 0, string Message = "")
{
    /// <summary>What begins the line of a row, whose order may not count.</summary>
    public const string Row = "| ";

    /// <summary>A connection that has ended.</summary>
    public const int Lost = -1;

    public bool IsError => ErrorCode != 0;

    /// <summary>The number that the gateway refuses with; the service login may do everything, so the server has no reason to.</summary>
    public bool IsRefusal => ErrorCode is 229;

    /// <summary>The lines, with rows sorted when their order does not count.</summary>
    public IEnumerable<string> Comparable(bool isOrdered) =>
        isOrdered ? Lines : Lines.Where(l => !IsRow(l)).Concat(Lines.Where(IsRow).Order(StringComparer.Ordinal));

    private static bool IsRow(string line) => line.StartsWith(Row, StringComparison.Ordinal);
}
