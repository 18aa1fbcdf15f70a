using System.Globalization;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.TestKit.Gateways;

/// <summary>A running <c>proxydb serve</c> with its own configuration, users, policies and audit in a temporary directory.</summary>
public sealed class ProxyDbProcess : IGateway
{
    public const string AdminUser = "operator";
    public const string AdminPassword = "operator-secret";

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private readonly TemporaryDirectory _directory = new("gateway");
    private readonly GatewayOptions _options;

    private ProxyDbProcess(GatewayOptions options)
    {
        _options = options;
        Port = FreePort.Next();
        AdminPort = FreePort.Next();
        StateDirectory = options.StateDirectory ?? _directory.Path;
        ConfigurationFile = ProxyDbConfiguration.Write(_directory, options, Port, AdminPort);
        Process = StartProcess();
    }

    public string Name => "ProxyDb";

    public int Port { get; }

    public int AdminPort { get; }

    public ChildProcess Process { get; private set; }

    public string ConfigurationFile { get; }

    public string StateDirectory { get; }

    public string AuditDirectory => Path.Combine(StateDirectory, "audit");

    public string PolicyDirectory => _directory["policies"];

    /// <summary>From the start of the process to the first 200 of <c>/readyz</c>.</summary>
    public TimeSpan TimeToReady { get; private set; }

    public static ProxyDbProcess Start(GatewayOptions options) => new(options);

    /// <summary>Writes the configuration and tries to start; for configurations that must be refused. Exit code and output.</summary>
    public static (int ExitCode, string Output) StartExpectingRefusal(GatewayOptions options)
    {
        using var directory = new TemporaryDirectory("refusal");
        var file = ProxyDbConfiguration.Write(directory, options, FreePort.Next(), FreePort.Next());
        using var process = ChildProcess.Start(ProxyDbExecutable.Path, ["serve", "--config", file], directory: directory.Path);
        return process.WaitForExit(StartLimit) ? (process.ExitCode, process.Output) : throw new TimeoutException("proxydb serves what it should refuse");
    }

    /// <summary>Starts again over the same configuration and state after the process has ended.</summary>
    public void StartAgain()
    {
        Process.Dispose();
        Process = StartProcess();
    }

    /// <summary>SIGTERM and the wait for the end; the exit code.</summary>
    public int Stop(TimeSpan limit)
    {
        Process.Terminate();
        return Process.WaitForExit(limit) ? Process.ExitCode : throw new TimeoutException($"proxydb did not stop: {Process.Output}");
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        Process.Kill();
        Process.WaitForExit(TimeSpan.FromSeconds(10));
    }

    /// <summary>A path of the admin port: status code and body.</summary>
    public (int Status, string Body) Get(string path)
    {
        using var response = Http.GetAsync(new Uri($"http://127.0.0.1:{AdminPort}{path}")).GetAwaiter().GetResult();
        return ((int)response.StatusCode, response.Content.ReadAsStringAsync().GetAwaiter().GetResult());
    }

    public PrometheusText Metrics() => PrometheusText.Parse(Get("/metrics").Body);

    public void Dispose()
    {
        Process.Terminate();
        Process.WaitForExit(TimeSpan.FromSeconds(8));
        Process.Dispose();
        _directory.Dispose();
    }

    private bool IsReady()
    {
        try
        {
            return Get("/readyz").Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private ChildProcess StartProcess()
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var environment = new Dictionary<string, string>(_options.Environment) { ["DOTNET_gcServer"] = "0" };
        var process = ChildProcess.Start(ProxyDbExecutable.Path, ["serve", "--config", ConfigurationFile], environment, directory: _directory.Path);
        try
        {
            Wait.Until(() => process.HasExited || IsReady(), StartLimit, () => $"proxydb is not ready: {process.Output}");
            TimeToReady = System.Diagnostics.Stopwatch.GetElapsedTime(started);
            return process.HasExited
                ? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"proxydb ended with {process.ExitCode}: {process.Output}"))
                : process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }
}
