namespace ProxyDb.Policy.Sql;

/// <summary>Where an analysis runs: what any thread's stack bears runs here, longer texts get a stack for the guard's limits.</summary>
internal static class AnalysisStack
{
    private const int SmallText = 8 * 1024;

    private const int LargeStack = 16 * 1024 * 1024;

    /// <summary>Whether a text of this length needs a stack of its own.</summary>
    public static bool IsNeeded(int length) => length > SmallText;

    /// <param name="size">Of the stack, in bytes.</param>
    public static AnalysisResult Run(Func<AnalysisResult> analyze, int size = LargeStack)
    {
        AnalysisResult? result = null;
        var thread = new Thread(() => result = analyze(), size)
        {
            IsBackground = true,
            Name = "sql-analysis",
        };
        thread.Start();
        thread.Join();
        return result ?? new AnalysisResult([], new AnalysisError("unsupported", 0, "the analysis ended without a result"));
    }
}
