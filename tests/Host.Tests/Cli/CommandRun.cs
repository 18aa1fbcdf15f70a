using ProxyDb.Host.Cli;

namespace ProxyDb.Host.Tests.Cli;

/// <summary>One command line, run in this process, and what it printed.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    public string All => Output + Error;

    /// <param name="line">Arguments; a line of standard input is given by the other overload.</param>
    public static Task<CommandRun> Of(params string[] line) => WithInput("", line);

    /// <summary>With text on standard input; tests that use it do not run in parallel, for a process has one.</summary>
    public static async Task<CommandRun> WithInput(string input, params string[] line)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var before = Console.In;
        Console.SetIn(new StringReader(input));
        try
        {
            var code = await CommandLine.RunAsync(Program.Root(), line, output, error, CancellationToken.None);
            return new CommandRun(code, output.ToString(), error.ToString());
        }
        finally
        {
            Console.SetIn(before);
        }
    }
}
