using ProxyDb.TestKit.Processes;

namespace ProxyDb.TestKit.Gateways;

/// <summary>HAProxy in TCP mode with one thread: the price of a bare relay.</summary>
public sealed class HaProxyProcess : IGateway
{
    private readonly TemporaryDirectory _directory = new("haproxy");

    private HaProxyProcess(GatewayOptions options)
    {
        Port = FreePort.Next();
        var configuration = _directory.Write("haproxy.cfg", $"""
            global
              nbthread 1
              maxconn 4000
            defaults
              mode tcp
              timeout connect 5s
              timeout client 10m
              timeout server 10m
            listen database
              bind 127.0.0.1:{Port}
              server backend 127.0.0.1:{options.BackendPort}

            """);
        Process = ChildProcess.Start(Prerequisite.Program("haproxy", "haproxy"), ["-db", "-q", "-f", configuration]);
        FreePort.WaitUntilOpen(Port, Process, TimeSpan.FromSeconds(10));
    }

    public string Name => "HAProxy";

    public int Port { get; }

    public ChildProcess Process { get; }

    public static HaProxyProcess Start(GatewayOptions options) => new(options);

    public void Dispose()
    {
        Process.Dispose();
        _directory.Dispose();
    }
}
