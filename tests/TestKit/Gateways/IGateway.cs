using ProxyDb.TestKit.Processes;

namespace ProxyDb.TestKit.Gateways;

/// <summary>Something that listens like a PostgreSQL and stands in front of one.</summary>
public interface IGateway : IDisposable
{
    string Name { get; }

    int Port { get; }

    ChildProcess Process { get; }
}
