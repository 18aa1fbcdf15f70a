using ProxyDb.TestKit.Processes;

namespace ProxyDb.TestKit.Gateways;

/// <summary>The built <c>proxydb</c>: <c>PROXYDB_EXECUTABLE</c>, else the artifacts folder beside the running assembly.</summary>
public static class ProxyDbExecutable
{
    private static readonly Lazy<string?> Located = new(Locate);
    private static readonly Lazy<bool> Serving = new(AsksForServe);

    public static string Path
    {
        get
        {
            if (Located.Value is null)
                Prerequisite.Missing("`proxydb` is not built: dotnet build src/Host");
            return Located.Value;
        }
    }

    /// <summary>Whether the executable already has a <c>serve</c> command.</summary>
    public static bool CanServe => Located.Value is not null && Serving.Value;

    /// <summary>Runs a command of proxydb to its end.</summary>
    public static (int ExitCode, string Output, string Error) Run(IEnumerable<string> arguments, string? input = null) =>
        ChildProcess.Execute(Path, arguments, input: input);

    private static bool AsksForServe()
    {
        var (_, output, error) = Run(["serve", "--help"]);
        return (output + error).Contains("--config", StringComparison.Ordinal);
    }

    private static string? Locate()
    {
        if (Environment.GetEnvironmentVariable("PROXYDB_EXECUTABLE") is { Length: > 0 } given)
            return given;
        var flavour = AppContext.BaseDirectory.TrimEnd('/').EndsWith("release", StringComparison.Ordinal) ? "release" : "debug";
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var bin = System.IO.Path.Combine(directory.FullName, "artifacts/bin/ProxyDb.Host");
            string[] candidates = [$"{bin}/{flavour}/proxydb", $"{bin}/release/proxydb", $"{bin}/debug/proxydb"];
            if (candidates.FirstOrDefault(File.Exists) is { } found)
                return found;
        }

        return null;
    }
}
