using System.CommandLine;

namespace ProxyDb.Host.Cli;

/// <summary><c>proxydb policy check|test|explain</c> (policy-language.md §7).</summary>
public static class PolicyCommand
{
    public static Command Create() => new("policy", "Check, test and explain policies, off line.")
    {
        PolicyCheckCommand.Create(),
        PolicyTestCommand.Create(),
        PolicyExplainCommand.Create(),
    };

    internal static Argument<DirectoryInfo> Directory() => new("DIR") { Description = "The directory of policies and cases." };

    internal static Option<FileInfo?> Catalog() =>
        new("--catalog") { Description = "A catalog file, as `proxydb catalog dump` writes it: the tables and columns that names are looked up in." };
}
