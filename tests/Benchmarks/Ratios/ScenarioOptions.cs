using System.Globalization;

namespace ProxyDb.Benchmarks.Ratios;

/// <summary>What <c>run postgres</c> or <c>run mysql</c> was asked for.</summary>
internal sealed record ScenarioOptions
{
    public required string[] Scenarios { get; init; }

    /// <summary>Rounds of A B A B.</summary>
    public int Pairs { get; init; } = 9;

    public int Seconds { get; init; } = 4;

    public int IdleClients { get; init; } = 10_000;

    public string? Output { get; init; }

    /// <param name="arguments">Those of the command line, after the name of the database.</param>
    /// <param name="all">The scenarios there are, in the order they run without <c>--only</c>.</param>
    /// <exception cref="ArgumentException">An option is unknown or its value wrong.</exception>
    public static ScenarioOptions Parse(string[] arguments, string[] all)
    {
        var options = new ScenarioOptions { Scenarios = all };
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--quick" => options with { Pairs = 3, Seconds = 2, IdleClients = 2000 },
                "--pairs" => options with { Pairs = Number(arguments, ++i) },
                "--seconds" => options with { Seconds = Number(arguments, ++i) },
                "--only" => options with { Scenarios = Text(arguments, ++i).Split(',') },
                "--output" => options with { Output = Text(arguments, ++i) },
                var unknown => throw new ArgumentException($"unknown option `{unknown}`"),
            };
        }

        return options.Scenarios.Except(all).FirstOrDefault() is { } wrong
            ? throw new ArgumentException($"unknown scenario `{wrong}`; there are {string.Join(", ", all)}")
            : options;
    }

    /// <summary>Runs the scenarios asked for, prints the table and writes the JSON; the exit code.</summary>
    public static int Run(string[] arguments, string[] all, Action<ScenarioOptions, Report> run)
    {
        ScenarioOptions options;
        try
        {
            options = Parse(arguments, all);
        }
        catch (ArgumentException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }

        var report = new Report();
        run(options, report);
        report.Print(Console.Out);
        if (options.Output is { } path)
            report.Write(path);
        return 0;
    }

    private static string Text(string[] arguments, int index) =>
        index < arguments.Length ? arguments[index] : throw new ArgumentException($"`{arguments[index - 1]}` needs a value");

    private static int Number(string[] arguments, int index) =>
        int.TryParse(Text(arguments, index), CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new ArgumentException($"`{arguments[index - 1]}` needs a number above zero");
}
