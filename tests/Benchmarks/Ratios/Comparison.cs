using System.Globalization;

namespace ProxyDb.Benchmarks.Ratios;

/// <summary>Contenders measured in turn, A B A B, and what is told of them: the ratios of neighbouring runs to a peer.</summary>
internal sealed class Comparison(ScenarioOptions options, Report report)
{
    private const int WarmingRounds = 3;

    /// <summary>The same number of runs of each; a run that failed is null, and so are the ratios it would be part of.</summary>
    public Dictionary<Contender, List<Measurement?>> Alternate(Contender[] contenders, Func<Contender, Measurement?> measure)
    {
        var runs = contenders.ToDictionary(c => c, _ => new List<Measurement?>());
        // Caches are warm and the code is compiled before anything counts.
        for (var warming = 0; warming < WarmingRounds; warming++)
        {
            foreach (var contender in contenders)
                measure(contender);
        }

        for (var pair = 0; pair < options.Pairs; pair++)
        {
            Console.Error.Write($"\r  round {pair + 1} of {options.Pairs} ");
            foreach (var contender in contenders)
                runs[contender].Add(measure(contender));
        }

        Console.Error.WriteLine();
        return runs;
    }

    public void ReportRatios(string scenario, Contender contender, Dictionary<Contender, List<Measurement?>> runs, string peerName)
    {
        var pairs = new List<(Measurement Mine, Measurement Peer)>();
        foreach (var (mine, peer) in runs[contender].Zip(runs.First(r => r.Key.Name == peerName).Value))
        {
            if (mine is { } m && peer is { } p)
                pairs.Add((m, p));
        }

        if (pairs.Count < options.Pairs)
            report.Failed(scenario, contender.Name, $"{options.Pairs - pairs.Count} of {options.Pairs} pairs failed");
        if (pairs.Count == 0)
            return;
        var throughput = new Series(pairs.Select(p => p.Mine.Throughput)).Median.ToString("F0", CultureInfo.InvariantCulture) + " tps";
        if (contender.Process is not null)
        {
            var cpu = new Series(pairs.Select(p => p.Mine.CpuMicroseconds)).Median.ToString("F1", CultureInfo.InvariantCulture) + " µs";
            report.Ratio(
                scenario, contender.Name, peerName, "CPU", new Series(pairs.Select(p => p.Mine.CpuMicroseconds / p.Peer.CpuMicroseconds)), cpu);
        }

        report.Ratio(
            scenario, contender.Name, peerName, "throughput", new Series(pairs.Select(p => p.Mine.Throughput / p.Peer.Throughput)), throughput);
    }
}
