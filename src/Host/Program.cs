using System.CommandLine;
using System.Runtime.InteropServices;
using ProxyDb.Host.Cli;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await CommandLine.RunAsync(Root(), args, Console.Out, Console.Error, stop.Token).ConfigureAwait(false);

// The first signal asks for an orderly end; the runtime's own handling of a second one is left alone.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}

/// <summary>The command `proxydb` and all it can do; each command is made by a type of its own.</summary>
internal static partial class Program
{
    internal static RootCommand Root() => new("A gateway between applications and their databases: every statement decided, every decision recorded.")
    {
        ServeCommand.Create(),
        CheckCommand.Create(),
        UserCommand.Create(),
        AdminCommand.Create(),
        AuditCommand.Create(),
        DoctorCommand.Create(),
        PolicyCommand.Create(),
        AnalyzeCommand.Create(),
        CatalogCommand.Create(),
    };
}
