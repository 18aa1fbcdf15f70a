using System.Net.Sockets;
using NUnit.Framework;
using ProxyDb.Host.Network;

namespace ProxyDb.Host.Tests.Network;

/// <summary>A round trip in steady state allocates nothing: measured on the whole process, so nothing else may run.</summary>
[NonParallelizable]
internal sealed class AllocationTests(string transport) : LoopContract(transport)
{
    private const int RoundTrips = 5_000;
    private const int Windows = 6;

    /// <summary>What the test's own surroundings may allocate meanwhile.</summary>
    private const int SlackBytes = 1_000;

    [Test]
    public void A_round_trip_allocates_nothing()
    {
        var (connected, peer) = Pair(null);
        On(Loop, () => connected.Handler = new EchoHandler(Loop));
        AssertAllocatesNothing(
            bytes => peer.Send(bytes),
            (bytes, at, count) => peer.Receive(bytes, at, count, SocketFlags.None));
    }

    [Test]
    public void A_round_trip_under_tls_allocates_nothing()
    {
        var (connected, peer) = Pair(null);
        using var client = TlsPeers.StartServer(this, connected, peer);
        On(Loop, () => connected.Handler = new EchoHandler(Loop));
        AssertAllocatesNothing(client.Write, client.Read);
    }

    private static void RoundTrip(byte[] buffer, Action<byte[]> send, Func<byte[], int, int, int> receive)
    {
        send(buffer);
        for (var got = 0; got < buffer.Length;)
        {
            got += receive(buffer, got, buffer.Length - got);
        }
    }

    /// <summary>The best of a few windows: timers of the runtime and the test's host allocate now and then.</summary>
    private static void AssertAllocatesNothing(Action<byte[]> send, Func<byte[], int, int, int> receive)
    {
        var buffer = new byte[100];
        var least = long.MaxValue;
        for (var window = 0; window < Windows && least > SlackBytes; window++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < RoundTrips; i++)
            {
                RoundTrip(buffer, send, receive);
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.That(least, Is.LessThanOrEqualTo(SlackBytes), $"bytes of {RoundTrips} round trips together");
    }

    /// <summary>Keeps a part, arms and stops a timer and posts, as a session does for a statement.</summary>
    private sealed class EchoHandler : ITransportHandler
    {
        private static readonly Action<EchoHandler> Count = static handler => handler._posts++;
        private readonly EventLoop _loop;
        private readonly ILoopTimer _timer;
        private long _posts;

        public EchoHandler(EventLoop loop)
        {
            _loop = loop;
            _timer = loop.CreateTimer(static () => { });
        }

        public int OnReceived(Transport transport, ReadOnlySpan<byte> bytes)
        {
            _timer.Start(TimeSpan.FromSeconds(30));
            if (bytes.Length < 100)
            {
                return 0;
            }

            transport.Write(bytes[..100]);
            _loop.Post(Count, this);
            _timer.Stop();
            return 100;
        }

        public void OnDrained(Transport transport)
        {
            // Never above the high-water mark here.
        }

        public void OnClosed(Transport transport, TransportEnd end) => _timer.Stop();
    }
}
