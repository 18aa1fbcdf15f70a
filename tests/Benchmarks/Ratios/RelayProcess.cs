using System.Globalization;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Benchmarks.Ratios;

/// <summary>The event loop as a bare relay (<see cref="Relay"/>), in a process of its own: the limit of what a gateway over it can reach.</summary>
internal sealed class RelayProcess : IDisposable
{
    private readonly ChildProcess _process;
    private readonly int _port = FreePort.Next();

    private RelayProcess(int target)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("the path of this program is not known");
        _process = ChildProcess.Start(program, ["relay", _port.ToString(CultureInfo.InvariantCulture), target.ToString(CultureInfo.InvariantCulture)]);
        FreePort.WaitUntilOpen(_port, _process, TimeSpan.FromSeconds(30));
    }

    public Contender Contender => new("relay", _port, _process);

    public static RelayProcess Start(int target) => new(target);

    public void Dispose() => _process.Dispose();
}
