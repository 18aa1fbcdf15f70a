using System.Runtime.ExceptionServices;

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
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() => (result, failure) = Guarded(analyze), size)
        {
            IsBackground = true,
            Name = "sql-analysis",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result ?? new AnalysisResult([], new AnalysisError("unsupported", 0, "the analysis ended without a result"));
    }

    /// <summary>A failure is the caller's: on a thread of its own it would end the process.</summary>
    private static (AnalysisResult? Result, ExceptionDispatchInfo? Failure) Guarded(Func<AnalysisResult> analyze)
    {
        try
        {
            return (analyze(), null);
        }
        catch (Exception fault)
        {
            return (null, ExceptionDispatchInfo.Capture(fault));
        }
    }
}
