using System.Net.Sockets;
using ProxyDb.TestKit.Relays;

namespace ProxyDb.TestKit.MySql.Raw;

/// <summary>Writes down every packet of connections past their login, in both directions. Connections in clear only.</summary>
public sealed class RecordingMySqlRelay(int backendPort) : SocketRelay(backendPort)
{
    private readonly Lock _gate = new();
    private readonly List<(bool ToBackend, byte Sequence, byte[] Payload)> _packets = [];

    /// <summary>What was said since the last call.</summary>
    public IReadOnlyList<(bool ToBackend, byte Sequence, byte[] Payload)> Take()
    {
        lock (_gate)
        {
            var taken = _packets.ToArray();
            _packets.Clear();
            return taken;
        }
    }

    protected override void Serve(Socket gateway)
    {
        using var near = new NetworkStream(gateway, ownsSocket: true);
        using var backend = Connect();
        using var far = new NetworkStream(backend, ownsSocket: false);
        var isLoggedIn = false;
        Start(() =>
        {
            while (Read(far) is { } packet)
            {
                Note(toBackend: false, packet, Volatile.Read(ref isLoggedIn));
                if (packet[4] == 0)
                    Volatile.Write(ref isLoggedIn, true);
                near.Write(packet);
            }

            gateway.Shutdown(SocketShutdown.Send);
        });
        while (Read(near) is { } packet)
        {
            Note(toBackend: true, packet, Volatile.Read(ref isLoggedIn));
            far.Write(packet);
        }
    }

    private static byte[]? Read(NetworkStream stream)
    {
        var header = new byte[4];
        if (stream.ReadAtLeast(header, 4, throwOnEndOfStream: false) < 4)
            return null;
        var packet = new byte[4 + (header[0] | (header[1] << 8) | (header[2] << 16))];
        header.CopyTo(packet, 0);
        stream.ReadExactly(packet.AsSpan(4));
        return packet;
    }

    private void Note(bool toBackend, byte[] packet, bool isLoggedIn)
    {
        if (!isLoggedIn)
            return;
        lock (_gate)
            _packets.Add((toBackend, packet[3], packet[4..]));
    }
}
