using System.Globalization;
using System.Net;
using ProxyDb.Host.Network;

namespace ProxyDb.Benchmarks;

/// <summary>
/// A relay of bytes over the event loop and nothing else: what the loop itself costs. <c>relay LISTEN_PORT TARGET_PORT [TRANSPORT]</c>,
/// where the target is a port of this machine or the path of a unix socket.
/// </summary>
internal static class Relay
{
    public static int Run(string[] arguments)
    {
        var listen = new IPEndPoint(IPAddress.Loopback, int.Parse(arguments[0], CultureInfo.InvariantCulture));
        EndPoint target = int.TryParse(arguments[1], CultureInfo.InvariantCulture, out var port)
            ? new IPEndPoint(IPAddress.Loopback, port)
            : new System.Net.Sockets.UnixDomainSocketEndPoint(arguments[1]);
        using var loop = EventLoops.Create(arguments.Length > 2 ? arguments[2] : "epoll", 1)[0];
        loop.Faulted += static (_, e) => Console.Error.WriteLine(e);
        loop.Listen(listen, 512, client => loop.Connect(target, TimeSpan.FromSeconds(10), (server, _) => Join(client, server)));
        loop.Start();
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static void Join(Transport client, Transport? server)
    {
        if (server is null)
        {
            client.Close();
            return;
        }

        client.Handler = new Side(server);
        server.Handler = new Side(client);
    }

    /// <summary>Gives what one transport receives to the other.</summary>
    private sealed class Side(Transport other) : ITransportHandler
    {
        public int OnReceived(Transport transport, ReadOnlySpan<byte> bytes)
        {
            other.Write(bytes);
            if (other.IsCongested)
            {
                transport.PauseReading();
            }

            return bytes.Length;
        }

        public void OnDrained(Transport transport) => other.ResumeReading();

        public void OnClosed(Transport transport, TransportEnd end) => other.CloseAfterFlush();
    }
}
