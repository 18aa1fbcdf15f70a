using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Benchmarks.Ratios;

/// <summary>One of those that run side by side; direct has no process of its own.</summary>
internal sealed record Contender(string Name, int Port, ChildProcess? Process)
{
    public static Contender Of(IGateway gateway) => new(gateway.Name, gateway.Port, gateway.Process);

    public TimeSpan Cpu => Process is null ? TimeSpan.Zero : ProcessUsage.Of(Process.Pid).Cpu;
}

/// <summary>One run of pgbench or sysbench over one contender.</summary>
/// <param name="CpuMicroseconds">CPU of the contender's process for one transaction, or statement.</param>
/// <param name="Throughput">Transactions, or statements, a second.</param>
internal readonly record struct Measurement(double CpuMicroseconds, double Throughput);
