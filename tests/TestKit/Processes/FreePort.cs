using System.Net;
using System.Net.Sockets;

namespace ProxyDb.TestKit.Processes;

/// <summary>Ports on loopback that nobody listens on; no port is given out twice in one run.</summary>
public static class FreePort
{
    private static readonly HashSet<int> Given = [];

    public static int Next()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            lock (Given)
            {
                if (Given.Add(port))
                    return port;
            }
        }
    }

    /// <summary>Waits until somebody accepts connections on the port; a process that has ended is an error.</summary>
    public static void WaitUntilOpen(int port, ChildProcess owner, TimeSpan limit) =>
        Wait.Until(
            () => IsOpen(port) || (owner.HasExited ? throw new InvalidOperationException($"`{owner.Name}` ended: {owner.Output}") : false),
            limit,
            () => $"`{owner.Name}` does not listen on {port}: {owner.Output}");

    public static bool IsOpen(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
