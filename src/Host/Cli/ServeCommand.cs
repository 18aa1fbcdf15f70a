using System.CommandLine;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Gateway;
using ProxyDb.Host.Telemetry;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Cli;

/// <summary><c>proxydb serve --config F</c>: runs the gateway until it is told to stop; SIGTERM drains.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var config = SharedOptions.Config();
        var command = new Command("serve", "Run the gateway. SIGTERM or SIGINT drains it.") { config };
        command.SetAction((result, stop) => RunAsync(result.GetRequiredValue(config).ToString(), stop));
        return command;
    }

    private static async Task<int> RunAsync(string file, CancellationToken stop)
    {
        var errors = new DocumentErrors();
        var options = ConfigurationLoader.Load(file, ConfigurationLoader.ProcessEnvironment(), errors);
        if (options is not null)
        {
            using var logs = Logging.Create();
            if (await GatewayHost.RunAsync(options, logs, errors, null, stop).ConfigureAwait(false))
            {
                return ExitCode.Fine;
            }
        }

        foreach (var error in errors.Where(static e => !e.IsWarning))
        {
            await Console.Error.WriteLineAsync(error.ToString()).ConfigureAwait(false);
        }

        return ExitCode.Unusable;
    }
}
