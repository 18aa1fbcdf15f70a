using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace ProxyDb.Benchmarks.Parts;

/// <summary><c>run parts</c>: time and allocation of the pure parts, in this process, with BenchmarkDotNet.</summary>
internal static class PartsRun
{
    public static int Run(string[] arguments)
    {
        var isQuick = arguments is ["--quick"];
        if (arguments.Length > 0 && !isQuick)
        {
            Console.Error.WriteLine("usage: parts [--quick]");
            return 2;
        }

        var job = (isQuick ? Job.ShortRun : Job.Default).WithToolchain(InProcessEmitToolchain.Instance);
        var config = DefaultConfig.Instance.AddJob(job).WithOptions(ConfigOptions.JoinSummary)
            .WithArtifactsPath(Path.Combine("artifacts", "benchmarks", "parts"));
        BenchmarkRunner.Run([typeof(FrameBenchmarks), typeof(VerdictBenchmarks), typeof(MySqlParserBenchmarks), typeof(AuditBenchmarks)], config);
        return 0;
    }
}
