using System.Diagnostics;
using System.Security.Cryptography;

namespace ProxyDb.Fuzz;

/// <summary>Runs mutations of a target's corpus for a while. The first crasher ends the run and is kept as a file.</summary>
public static class Fuzzer
{
    /// <returns>0 when nothing was found, 1 for a crasher, 2 for an unknown target or an empty corpus.</returns>
    public static int Run(string name, double seconds, int seed)
    {
        var target = FuzzTarget.All.FirstOrDefault(target => target.Name == name);
        var corpus = Corpus.FilesOf(name).Select(File.ReadAllBytes).ToArray();
        if (target is null || corpus.Length == 0)
        {
            Console.Error.WriteLine($"no target `{name}`, or no corpus for it; see `list` and `seed`");
            return 2;
        }

        var random = new Random(seed);
        var mutator = new Mutator(random);
        var clock = Stopwatch.StartNew();
        long runs = 0;
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            var input = mutator.Mutate(corpus[random.Next(corpus.Length)], corpus[random.Next(corpus.Length)]);
            runs++;
            try
            {
                target.Fuzz(input);
            }
            catch (Exception exception)
            {
                var file = $"crash-{Convert.ToHexStringLower(SHA256.HashData(input))[..16]}";
                Corpus.Write(name, file, input);
                Console.Error.WriteLine($"{name}: run {runs} of seed {seed} crashed, kept as {file}\n{exception}");
                return 1;
            }
        }

        Console.WriteLine($"{name}: {runs} runs of seed {seed}, no crash");
        return 0;
    }
}
