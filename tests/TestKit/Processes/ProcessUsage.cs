using System.Globalization;

namespace ProxyDb.TestKit.Processes;

/// <summary>What the kernel says a process has used, read from /proc.</summary>
public readonly record struct ProcessUsage(TimeSpan Cpu, long ResidentBytes)
{
    private const int TicksPerSecond = 100;

    /// <summary>User and system time of all threads, and the resident set.</summary>
    public static ProcessUsage Of(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        var resident = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        var kib = long.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        return new ProcessUsage(TimeSpan.FromSeconds((double)ticks / TicksPerSecond), kib * 1024);
    }
}
