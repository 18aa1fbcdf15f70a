using System.Net.Sockets;
using ProxyDb.TestKit.Relays;

namespace ProxyDb.TestKit.MySql.Raw;

/// <summary>Takes capabilities out of a server's greeting and passes everything else on as it is: an older server, or one without a feature.</summary>
public sealed class CapabilityRelay(int backendPort, MySqlCapability without) : SocketRelay(backendPort)
{
    protected override void Serve(Socket gateway)
    {
        using var near = new NetworkStream(gateway, ownsSocket: true);
        using var backend = Connect();
        using var far = new NetworkStream(backend, ownsSocket: false);
        var header = new byte[4];
        far.ReadExactly(header);
        var greeting = new byte[header[0] | (header[1] << 8) | (header[2] << 16)];
        far.ReadExactly(greeting);
        Remove(greeting);
        near.Write([.. header, .. greeting]);
        Start(() =>
        {
            far.CopyTo(near);
            gateway.Shutdown(SocketShutdown.Send);
        });
        near.CopyTo(far);
    }

    // Version, thread id, eight bytes and a zero stand before the lower half; character set and status before the upper one.
    private void Remove(byte[] greeting)
    {
        if (greeting[0] != 10)
            return;
        var lower = Array.IndexOf(greeting, (byte)0, 1) + 1 + 4 + 9;
        var bits = (uint)without;
        greeting[lower] &= (byte)~bits;
        greeting[lower + 1] &= (byte)~(bits >> 8);
        greeting[lower + 5] &= (byte)~(bits >> 16);
        greeting[lower + 6] &= (byte)~(bits >> 24);
    }
}
