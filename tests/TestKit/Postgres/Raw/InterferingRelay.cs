using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace ProxyDb.TestKit.Postgres.Raw;

/// <summary>
/// A relay between a gateway and a real PostgreSQL that plays the hostile server: it passes everything on, message by message,
/// until a message of the gateway contains <see cref="Trigger"/>; then <see cref="Attack"/> is sent in the server's place.
/// </summary>
public sealed class InterferingRelay(int backendPort) : PostgresRelay(backendPort)
{
    private volatile int _closedAttacks;

    /// <summary>A text in a Query or Parse that starts the attack.</summary>
    public string Trigger { get; init; } = "hostile";

    /// <summary>What the gateway gets instead of an answer; the connection stays open afterwards unless <see cref="CloseAfterAttack"/>.</summary>
    public byte[] Attack { get; set; } = [];

    public bool CloseAfterAttack { get; set; }

    /// <summary>Sent instead of the server's first answer to a start-up packet when not null; what comes then is kept in <see cref="AfterGreeting"/>.</summary>
    public byte[]? Greeting { get; set; }

    /// <summary>Everything the gateway said after <see cref="Greeting"/>.</summary>
    public ConcurrentQueue<byte> AfterGreeting { get; } = new();

    /// <summary>Attacks after which the connection has been closed.</summary>
    public int Closed => _closedAttacks;

    protected override void Serve(Socket gateway)
    {
        using var fromGateway = new NetworkStream(gateway, ownsSocket: true);
        if (Greeting is { } greeting)
        {
            _ = Read(fromGateway, untyped: true);
            fromGateway.Write(greeting);
            for (int next; (next = fromGateway.ReadByte()) >= 0;)
                AfterGreeting.Enqueue((byte)next);
            return;
        }

        using var backend = Connect();
        using var toBackend = new NetworkStream(backend, ownsSocket: false);
        Start(() =>
        {
            toBackend.CopyTo(fromGateway);
            gateway.Shutdown(SocketShutdown.Send);
        });
        PassOn(fromGateway, toBackend);
    }

    private void PassOn(NetworkStream fromGateway, NetworkStream toBackend)
    {
        var untyped = true;
        while (Read(fromGateway, untyped) is { } message)
        {
            untyped = untyped && IsRequestBeforeStartup(message);
            if (message[0] is (byte)'Q' or (byte)'P' && Encoding.UTF8.GetString(message).Contains(Trigger, StringComparison.Ordinal))
            {
                if (CloseAfterAttack)
                {
                    WriteAndClose(fromGateway);
                    return;
                }

                fromGateway.Write(Attack);

                // The rest of the pipeline is nobody's any more.
                while (fromGateway.ReadByte() >= 0)
                {
                }

                return;
            }

            toBackend.Write(message);
        }
    }

    /// <summary>The gateway may be gone before it has read all of a long attack: that is an end, too.</summary>
    private void WriteAndClose(NetworkStream fromGateway)
    {
        try
        {
            fromGateway.Write(Attack);
        }
        finally
        {
            fromGateway.Close();
            Interlocked.Increment(ref _closedAttacks);
        }
    }

    private static bool IsRequestBeforeStartup(byte[] message) =>
        message.Length == 8 && BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(4)) is 80877103 or 80877104;
}
