using System.Diagnostics;

namespace ProxyDb.Benchmarks.Ratios;

/// <summary>Point selects by key over TDS, outside of transactions: one statement a message, one thread a client.</summary>
internal static class TdsLoad
{
    /// <summary>Customers of the sample shop.</summary>
    private const int Rows = 100;

    /// <summary>Null when a client failed; the reason is told on standard error.</summary>
    /// <param name="contender">Who is measured.</param>
    /// <param name="isPrepared">sp_prepexec once and sp_execute; else sp_executesql.</param>
    /// <param name="clients">How many at once.</param>
    /// <param name="seconds">How long it runs.</param>
    public static Measurement? Measure(Contender contender, bool isPrepared, int clients, int seconds)
    {
        try
        {
            using var all = new Clients(contender.Port, isPrepared, clients);
            var before = contender.Cpu;
            var watch = Stopwatch.StartNew();
            var count = all.Run(done => watch.Elapsed.TotalSeconds < seconds);
            var cpu = contender.Cpu - before;
            return new Measurement(cpu.TotalMicroseconds / count, count / watch.Elapsed.TotalSeconds);
        }
        catch (AggregateException failure)
        {
            Console.Error.WriteLine($"\n  {contender.Name}: {failure.InnerExceptions[0].Message}");
            return null;
        }
    }

    /// <summary>A number of statements for each client; the number in all.</summary>
    public static long Statements(int port, bool isPrepared, int clients, int each)
    {
        using var all = new Clients(port, isPrepared, clients);
        return all.Run(done => done < each);
    }

    private sealed class Clients : IDisposable
    {
        private readonly TdsConnection[] _connections;

        public Clients(int port, bool isPrepared, int count)
        {
            try
            {
                _connections = [.. Enumerable.Range(0, count).Select(_ => new TdsConnection(port, isPrepared))];
            }
            catch (Exception failure)
            {
                throw new AggregateException(failure);
            }
        }

        /// <param name="goesOn">Asked before each statement, with how many its client has done.</param>
        public long Run(Func<long, bool> goesOn)
        {
            var counts = new long[_connections.Length];
            var failures = new Exception?[_connections.Length];
            var threads = _connections.Select((connection, i) => new Thread(() =>
            {
                try
                {
                    for (; goesOn(counts[i]); counts[i]++)
                        connection.Select(1 + (int)((counts[i] + i) % Rows));
                }
                catch (Exception failure)
                {
                    failures[i] = failure;
                }
            })).ToList();
            threads.ForEach(t => t.Start());
            threads.ForEach(t => t.Join());
            return failures.OfType<Exception>().ToList() is { Count: > 0 } all ? throw new AggregateException(all) : counts.Sum();
        }

        public void Dispose() => Array.ForEach(_connections, c => c.Dispose());
    }
}
