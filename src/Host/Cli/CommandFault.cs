namespace ProxyDb.Host.Cli;

/// <summary>Ends a command with one line for the user and an exit code; the only exception whose text is shown as it is.</summary>
public sealed class CommandFault(string message, int exitCode = ExitCode.Unusable) : Exception(message)
{
    public int Code { get; } = exitCode;
}
