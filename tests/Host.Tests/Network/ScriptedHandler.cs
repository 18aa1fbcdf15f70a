using System.Collections.Concurrent;
using ProxyDb.Host.Network;

namespace ProxyDb.Host.Tests.Network;

/// <summary>Records what it is told; what it does with bytes is the test's.</summary>
internal sealed class ScriptedHandler : ITransportHandler
{
    private readonly TaskCompletionSource<TransportEnd> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Returns the count consumed; consumes all by default.</summary>
    public ReceivedAction Received { get; set; } = static (_, bytes) => bytes.Length;

    public Action<Transport> Drained { get; set; } = static _ => { };

    public delegate int ReceivedAction(Transport transport, ReadOnlySpan<byte> bytes);

    /// <summary>Every call of OnReceived, as the bytes shown.</summary>
    public ConcurrentQueue<byte[]> Shown { get; } = new();

    public int ClosedCount { get; private set; }

    public Task<TransportEnd> Closed => _closed.Task;

    public static ScriptedHandler Echo() => new()
    {
        Received = static (transport, bytes) =>
        {
            transport.Write(bytes);
            return bytes.Length;
        },
    };

    public int OnReceived(Transport transport, ReadOnlySpan<byte> bytes)
    {
        Shown.Enqueue(bytes.ToArray());
        return Received(transport, bytes);
    }

    public void OnDrained(Transport transport) => Drained(transport);

    public void OnClosed(Transport transport, TransportEnd end)
    {
        ClosedCount++;
        _closed.TrySetResult(end);
    }
}
