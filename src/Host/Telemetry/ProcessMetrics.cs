using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace ProxyDb.Host.Telemetry;

/// <summary>What operators expect of every process: CPU, memory, descriptors, garbage collection, threads.</summary>
internal static class ProcessMetrics
{
    public static string Version { get; } =
        typeof(ProcessMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static void Render(StringBuilder output)
    {
        using var process = Process.GetCurrentProcess();
        One(output, "process_cpu_seconds_total", "counter", "User and system time.", process.TotalProcessorTime.TotalSeconds);
        One(output, "process_resident_memory_bytes", "gauge", "Resident memory.", process.WorkingSet64);
        One(
            output, "process_start_time_seconds", "gauge", "Start, seconds since 1970.",
            new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0);
        if (Directory.Exists("/proc/self/fd"))
        {
            One(output, "process_open_fds", "gauge", "Open descriptors.", Directory.EnumerateFileSystemEntries("/proc/self/fd").Count());
        }

        One(output, "dotnet_gc_heap_bytes", "gauge", "Managed heap.", GC.GetTotalMemory(false));
        One(output, "dotnet_gc_allocated_bytes_total", "counter", "Bytes ever allocated.", GC.GetTotalAllocatedBytes());
        One(output, "dotnet_gc_pause_seconds_total", "counter", "Time spent paused.", GC.GetTotalPauseDuration().TotalSeconds);
        PrometheusText.Head(output, "dotnet_gc_collections_total", "counter", "Collections.");
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            PrometheusText.Sample(
                output, "dotnet_gc_collections_total",
                MetricLabels.Of(("generation", generation.ToString(System.Globalization.CultureInfo.InvariantCulture))),
                GC.CollectionCount(generation));
        }

        One(output, "dotnet_threadpool_threads", "gauge", "Threads of the pool.", ThreadPool.ThreadCount);
        One(output, "dotnet_threadpool_queue_length", "gauge", "Work items that wait.", ThreadPool.PendingWorkItemCount);
        PrometheusText.Head(output, "proxydb_build_info", "gauge", "Version of this process.");
        PrometheusText.Sample(output, "proxydb_build_info", MetricLabels.Of(("version", Version)), 1);
    }

    private static void One(StringBuilder output, string name, string type, string help, double value)
    {
        PrometheusText.Head(output, name, type, help);
        PrometheusText.Sample(output, name, MetricLabels.None, value);
    }
}
