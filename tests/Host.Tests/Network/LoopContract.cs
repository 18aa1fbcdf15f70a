using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using ProxyDb.Host.Network;

namespace ProxyDb.Host.Tests.Network;

/// <summary>Two started loops of one kind, and plain blocking sockets as peers.</summary>
[TestFixture("epoll")]
[TestFixture("sockets")]
internal abstract class LoopContract(string transport)
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ConcurrentQueue<Exception> _faults = new();
    private readonly List<IDisposable> _peers = [];
    private EventLoop[] _loops = [];

    protected EventLoop Loop => _loops[0];

    public TimeSpan Limit => Patience;

    protected EventLoop OtherLoop => _loops[1];

    /// <summary>Exceptions of callbacks the loops reported; a test that wants them takes them out.</summary>
    protected ConcurrentQueue<Exception> Faults => _faults;

    [SetUp]
    public void StartLoops()
    {
        if (transport == "epoll" && !OperatingSystem.IsLinux())
        {
            Assert.Ignore("epoll is there on linux only");
        }

        _loops = EventLoops.Create(transport, 2);
        foreach (var loop in _loops)
        {
            loop.Faulted += (_, e) => _faults.Enqueue(e);
            loop.Start();
        }
    }

    [TearDown]
    public void StopLoops()
    {
        foreach (var peer in _peers)
        {
            peer.Dispose();
        }

        _peers.Clear();
        foreach (var loop in _loops)
        {
            loop.Dispose();
        }

        Assert.That(_faults, Is.Empty);
    }

    /// <summary>Runs on the loop and waits for the result.</summary>
    protected static T On<T>(EventLoop loop, Func<T> function)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(() =>
        {
            try
            {
                done.SetResult(function());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return Wait(done.Task);
    }

    protected static void On(EventLoop loop, Action action) => On(loop, () =>
    {
        action();
        return true;
    });

    protected static T Wait<T>(Task<T> task)
    {
        Assert.That(Task.WaitAny([task], Patience), Is.Zero, "nothing happened");
        return task.GetAwaiter().GetResult();
    }

    protected static void Eventually(Func<bool> condition, string what) =>
        Assert.That(SpinWait.SpinUntil(
            () =>
            {
                Thread.Sleep(2);
                return condition();
            },
            Patience), what);

    /// <summary>A connected pair: a transport of the loop, with the handler, and a blocking socket.</summary>
    protected (Transport Transport, Socket Peer) Pair(ITransportHandler? handler, EventLoop? loop = null)
    {
        loop ??= Loop;
        var accepted = new TaskCompletionSource<Transport>(TaskCreationOptions.RunContinuationsAsynchronously);
        var address = loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), 16, t =>
        {
            t.Handler = handler;
            accepted.SetResult(t);
        });
        var peer = Peer(address);
        var connected = Wait(accepted.Task);
        loop.StopListening();
        return (connected, peer);
    }

    protected Socket Peer(EndPoint address)
    {
        var peer = Disposed(new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        peer.Connect(address);
        peer.NoDelay = true;
        peer.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        peer.SendTimeout = (int)Patience.TotalMilliseconds;
        return peer;
    }

    protected T Disposed<T>(T peer)
        where T : IDisposable
    {
        _peers.Add(peer);
        return peer;
    }

    protected static byte[] ReadExactly(Socket peer, int count)
    {
        var bytes = new byte[count];
        for (var got = 0; got < count;)
        {
            var read = peer.Receive(bytes, got, count - got, SocketFlags.None);
            Assert.That(read, Is.Positive, "the connection ended early");
            got += read;
        }

        return bytes;
    }

    /// <summary>The connection is over and brought nothing; whether in order or by a reset is not promised.</summary>
    protected static void AssertEnds(Socket peer)
    {
        try
        {
            Assert.That(peer.Receive(new byte[16]), Is.Zero);
        }
        catch (SocketException e)
        {
            Assert.That(e.SocketErrorCode, Is.EqualTo(SocketError.ConnectionReset));
        }
    }

    protected static byte[] Pattern(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}
