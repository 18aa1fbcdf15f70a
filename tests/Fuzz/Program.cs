using System.Globalization;
using ProxyDb.Fuzz;
using ProxyDb.Fuzz.MySql;

// proxydb-fuzz TARGET SECONDS [SEED]   mutates the corpus of one target; a crasher is written beside it
// proxydb-fuzz seed                    writes the seeds of the targets that make their own
// proxydb-fuzz list
// proxydb-fuzz differential SECONDS [SEED]   our parser of MySQL against PREPARE of a MariaDB it starts
return args switch
{
    ["list"] => List(),
    ["seed"] => Seed(),
    ["differential", var seconds] => PrepareDifferential.Run(double.Parse(seconds, CultureInfo.InvariantCulture), Environment.TickCount),
    ["differential", var seconds, var seed] => PrepareDifferential.Run(
        double.Parse(seconds, CultureInfo.InvariantCulture), int.Parse(seed, CultureInfo.InvariantCulture)),
    [var target, var seconds] => Fuzzer.Run(target, double.Parse(seconds, CultureInfo.InvariantCulture), Environment.TickCount),
    [var target, var seconds, var seed] => Fuzzer.Run(
        target, double.Parse(seconds, CultureInfo.InvariantCulture), int.Parse(seed, CultureInfo.InvariantCulture)),
    _ => Usage(),
};

static int List()
{
    foreach (var target in FuzzTarget.All)
    {
        Console.WriteLine(target.Name);
    }

    return 0;
}

static int Seed()
{
    foreach (var target in FuzzTarget.All)
    {
        foreach (var (name, bytes) in target.Seeds())
        {
            Corpus.Write(target.Name, name, bytes);
        }
    }

    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("usage: list | seed | differential SECONDS [SEED] | TARGET SECONDS [SEED]");
    return 2;
}
