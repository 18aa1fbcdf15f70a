using System.Net.Sockets;
using System.Text;

namespace ProxyDb.TestKit.Postgres.Raw;

/// <summary>Writes down every message of connections past their login, in both directions.</summary>
public sealed class RecordingRelay(int backendPort) : PostgresRelay(backendPort)
{
    private readonly Lock _gate = new();
    private readonly List<(bool ToBackend, char Kind, byte[] Body)> _messages = [];

    /// <summary>Connections whose start-up packet contains this are passed on and not written down.</summary>
    public string Unrecorded { get; init; } = "proxydb catalog";

    /// <summary>What was said since the last call.</summary>
    public IReadOnlyList<(bool ToBackend, char Kind, byte[] Body)> Take()
    {
        lock (_gate)
        {
            var taken = _messages.ToArray();
            _messages.Clear();
            return taken;
        }
    }

    protected override void Serve(Socket gateway)
    {
        using var near = new NetworkStream(gateway, ownsSocket: true);
        using var backend = Connect();
        using var far = new NetworkStream(backend, ownsSocket: false);
        var isLoggedIn = false;
        if (Read(near, untyped: true) is not { } startup)
            return;
        far.Write(startup);
        var isRecorded = !Encoding.UTF8.GetString(startup).Contains(Unrecorded, StringComparison.Ordinal);
        Start(() =>
        {
            while (Read(far, untyped: false) is { } message)
            {
                Note(toBackend: false, message, Volatile.Read(ref isLoggedIn));
                if (message[0] == 'Z' && isRecorded)
                    Volatile.Write(ref isLoggedIn, true);
                near.Write(message);
            }

            gateway.Shutdown(SocketShutdown.Send);
        });
        while (Read(near, untyped: false) is { } message)
        {
            Note(toBackend: true, message, Volatile.Read(ref isLoggedIn));
            far.Write(message);
        }
    }

    private void Note(bool toBackend, byte[] message, bool isLoggedIn)
    {
        if (!isLoggedIn)
            return;
        lock (_gate)
            _messages.Add((toBackend, (char)message[0], message[5..]));
    }
}
