using System.Collections.Concurrent;

namespace ProxyDb.Host.Gateway;

/// <summary>Threads with big stacks for what must not hold up a loop: long texts. Parsers recurse, pool threads have 1.5 MiB.</summary>
internal static class AnalysisWorkers
{
    private const int StackSize = 16 << 20;

    private static readonly BlockingCollection<(Action Work, TaskCompletionSource Done)> Queue = Start();

    public static Task Run(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Queue.Add((work, done));
        return done.Task;
    }

    private static BlockingCollection<(Action, TaskCompletionSource)> Start()
    {
        var queue = new BlockingCollection<(Action Work, TaskCompletionSource Done)>();
        for (var i = 0; i < Math.Clamp(Environment.ProcessorCount, 1, 4); i++)
        {
            new Thread(() => Loop(queue), StackSize) { IsBackground = true, Name = "proxydb-analysis" }.Start();
        }

        return queue;
    }

    private static void Loop(BlockingCollection<(Action Work, TaskCompletionSource Done)> queue)
    {
        foreach (var (work, done) in queue.GetConsumingEnumerable())
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception fault)
            {
                // The waiting session sees the failure; the thread serves the others.
                done.SetException(fault);
            }
        }
    }
}
