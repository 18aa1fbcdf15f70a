using ProxyDb.TestKit.Processes;

namespace ProxyDb.TestKit.Gateways;

/// <summary>No gateway at all: both sides of a comparison are the database.</summary>
public sealed class DirectGateway(int port) : IGateway
{
    public string Name => "direct";

    public int Port => port;

    public ChildProcess Process => throw new NotSupportedException("there is no gateway process");

    public void Dispose()
    {
        // Nothing was started.
    }
}
