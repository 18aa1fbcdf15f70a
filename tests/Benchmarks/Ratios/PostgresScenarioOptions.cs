using System.Globalization;

namespace ProxyDb.Benchmarks.Ratios;

/// <summary>What <c>run postgres</c> was asked for.</summary>
internal sealed record PostgresScenarioOptions
{
    public static readonly string[] AllScenarios = ["simple", "extended", "prepared", "masked", "clients", "idle", "start", "allocations"];

    public string[] Scenarios { get; init; } = AllScenarios;

    /// <summary>Rounds of A B A B.</summary>
    public int Pairs { get; init; } = 9;

    public int Seconds { get; init; } = 4;

    public int IdleClients { get; init; } = 10_000;

    public string? Output { get; init; }

    public static PostgresScenarioOptions Parse(string[] arguments)
    {
        var options = new PostgresScenarioOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--quick" => options with { Pairs = 3, Seconds = 2, IdleClients = 2000 },
                "--pairs" => options with { Pairs = Number(arguments, ++i) },
                "--seconds" => options with { Seconds = Number(arguments, ++i) },
                "--only" => options with { Scenarios = arguments[++i].Split(',') },
                "--output" => options with { Output = arguments[++i] },
                var unknown => throw new ArgumentException($"unknown option `{unknown}`"),
            };
        }

        return options.Scenarios.Except(AllScenarios).FirstOrDefault() is { } wrong
            ? throw new ArgumentException($"unknown scenario `{wrong}`; there are {string.Join(", ", AllScenarios)}")
            : options;
    }

    private static int Number(string[] arguments, int index) =>
        index < arguments.Length && int.TryParse(arguments[index], CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new ArgumentException($"`{arguments[index - 1]}` needs a number above zero");
}
