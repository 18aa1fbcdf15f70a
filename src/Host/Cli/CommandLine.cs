using System.CommandLine;
using System.CommandLine.Help;

namespace ProxyDb.Host.Cli;

/// <summary>Runs one command line: parse errors, faults and surprises become a line on standard error and an exit code.</summary>
public static class CommandLine
{
    /// <param name="root">All commands.</param>
    /// <param name="arguments">As given to the process.</param>
    /// <param name="output">Answers.</param>
    /// <param name="error">Everything else.</param>
    /// <param name="cancel">Ends the command in order.</param>
    public static async Task<int> RunAsync(
        RootCommand root, string[] arguments, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            foreach (var fault in parsed.Errors)
            {
                await error.WriteLineAsync("proxydb: " + Lower(fault.Message)).ConfigureAwait(false);
            }

            await error.WriteLineAsync($"try `{Path(parsed.CommandResult)} --help`").ConfigureAwait(false);
            return ExitCode.Unusable;
        }

        try
        {
            var invocation = new InvocationConfiguration
            {
                Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(invocation, cancel).ConfigureAwait(false);
        }
        catch (CommandFault fault)
        {
            await error.WriteLineAsync("proxydb: " + fault.Message).ConfigureAwait(false);
            return fault.Code;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
        {
            // Files and sockets the user named; their messages name them and hold no content.
            await error.WriteLineAsync("proxydb: " + Lower(fault.Message)).ConfigureAwait(false);
            return ExitCode.Unusable;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.No;
        }
        catch (Exception fault)
        {
            await error.WriteLineAsync(
                $"proxydb: internal error ({fault.GetType().Name} in {fault.TargetSite?.DeclaringType?.Name}.{fault.TargetSite?.Name}); "
                + "please report it with the command line").ConfigureAwait(false);
            return ExitCode.Internal;
        }
    }

    private static string Path(System.CommandLine.Parsing.CommandResult command) =>
        command.Parent is System.CommandLine.Parsing.CommandResult parent ? Path(parent) + " " + command.Command.Name : "proxydb";

    private static string Lower(string message) =>
        message.Length == 0 ? message : char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.').Replace('\'', '`');
}
