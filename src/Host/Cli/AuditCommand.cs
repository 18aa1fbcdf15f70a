using System.CommandLine;

namespace ProxyDb.Host.Cli;

/// <summary><c>proxydb audit tail|search|show|verify</c> (contracts.md §2).</summary>
public static class AuditCommand
{
    public static Command Create() => new("audit", "Read and verify the audit log.");
}
