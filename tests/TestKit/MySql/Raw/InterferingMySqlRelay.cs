using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using ProxyDb.TestKit.Relays;

namespace ProxyDb.TestKit.MySql.Raw;

/// <summary>
/// A relay between a gateway and a real MariaDB that plays the hostile server: it passes everything on, packet by packet, until a
/// command of the gateway contains <see cref="Trigger"/>; then <see cref="Attack"/> is sent in the server's place. Connections in clear only.
/// </summary>
public sealed class InterferingMySqlRelay(int backendPort) : SocketRelay(backendPort)
{
    private volatile int _closedAttacks;

    /// <summary>A text in a command that starts the attack.</summary>
    public string Trigger { get; init; } = "hostile";

    /// <summary>Bytes the gateway gets instead of an answer; the connection stays open afterwards unless <see cref="CloseAfterAttack"/>.</summary>
    public byte[] Attack { get; set; } = [];

    public bool CloseAfterAttack { get; set; }

    /// <summary>Sent instead of the server's greeting when not null; what the gateway answers is kept in <see cref="AfterGreeting"/>.</summary>
    public byte[]? Greeting { get; set; }

    /// <summary>Everything the gateway said after <see cref="Greeting"/>, or after an attack.</summary>
    public ConcurrentQueue<byte> AfterGreeting { get; } = new();

    /// <summary>Attacks after which the connection has been closed.</summary>
    public int Closed => _closedAttacks;

    protected override void Serve(Socket gateway)
    {
        using var near = new NetworkStream(gateway, ownsSocket: true);
        if (Greeting is { } greeting)
        {
            near.Write(greeting);
            Keep(near);
            return;
        }

        using var backend = Connect();
        using var far = new NetworkStream(backend, ownsSocket: false);
        Start(() =>
        {
            far.CopyTo(near);
            gateway.Shutdown(SocketShutdown.Send);
        });
        PassOn(near, far);
    }

    private void PassOn(NetworkStream near, NetworkStream far)
    {
        var header = new byte[4];
        while (near.ReadAtLeast(header, 4, throwOnEndOfStream: false) == 4)
        {
            var payload = new byte[header[0] | (header[1] << 8) | (header[2] << 16)];
            near.ReadExactly(payload);
            if (header[3] == 0 && Encoding.UTF8.GetString(payload).Contains(Trigger, StringComparison.Ordinal))
            {
                if (CloseAfterAttack)
                {
                    WriteAndClose(near);
                    return;
                }

                near.Write(Attack);

                Keep(near);
                return;
            }

            far.Write([.. header, .. payload]);
        }
    }

    /// <summary>The gateway may be gone before it has read all of a long attack: that is an end, too.</summary>
    private void WriteAndClose(NetworkStream near)
    {
        try
        {
            near.Write(Attack);
        }
        finally
        {
            near.Close();
            Interlocked.Increment(ref _closedAttacks);
        }
    }

    private void Keep(NetworkStream near)
    {
        for (int next; (next = near.ReadByte()) >= 0;)
            AfterGreeting.Enqueue((byte)next);
    }
}
