using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using ProxyDb.Host.Network;

namespace ProxyDb.Host.Tests.Network;

internal sealed class LoopTests(string transport) : LoopContract(transport)
{
    [Test]
    public void Posts_keep_the_order_of_each_caller()
    {
        var seen = new List<(int Caller, int Number)>();
        Parallel.For(0, 4, caller =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                var number = i;
                Loop.Post(() => seen.Add((caller, number)));
            }
        });
        Eventually(() => On(Loop, () => seen.Count) == 8_000, "all posts ran");
        foreach (var caller in seen.GroupBy(s => s.Caller))
        {
            Assert.That(caller.Select(s => s.Number), Is.Ordered.Ascending);
        }
    }

    [Test]
    public void Posts_run_on_the_thread_of_the_loop()
    {
        Assert.That(On(Loop, () => (Loop.IsCurrent, OtherLoop.IsCurrent)), Is.EqualTo((true, false)));
        Assert.That(Loop.IsCurrent, Is.False);
    }

    [Test]
    public void Timers_fire_in_the_order_of_their_times_and_once()
    {
        var fired = new List<int>();
        On(Loop, () =>
        {
            foreach (var ms in new[] { 60, 20, 40, 0 })
            {
                Loop.CreateTimer(() => fired.Add(ms)).Start(TimeSpan.FromMilliseconds(ms));
            }
        });
        Eventually(() => On(Loop, () => fired.Count) >= 4, "the timers fired");
        Assert.That(fired, Is.EqualTo(new[] { 0, 20, 40, 60 }));
    }

    [Test]
    public void A_stopped_timer_does_not_fire_and_an_armed_again_one_fires_later()
    {
        var fired = new List<string>();
        On(Loop, () =>
        {
            var stopped = Loop.CreateTimer(() => fired.Add("stopped"));
            stopped.Start(TimeSpan.FromMilliseconds(5));
            var late = Loop.CreateTimer(() => fired.Add("late"));
            late.Start(TimeSpan.FromMilliseconds(5));
            late.Start(TimeSpan.FromMilliseconds(40));
            var early = Loop.CreateTimer(() => fired.Add("early"));
            early.Start(TimeSpan.FromHours(1));
            early.Start(TimeSpan.FromMilliseconds(20));
            stopped.Stop();
        });
        Eventually(() => On(Loop, () => fired.Contains("late")), "the timer fired");
        Assert.That(fired, Is.EqualTo(new[] { "early", "late" }));
    }

    [Test]
    public void A_refused_connection_is_told()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var (connected, failure) = Connect((IPEndPoint)closed.LocalEndPoint!, Patience);
        Assert.That(connected, Is.Null);
        Assert.That((failure as SocketException)?.SocketErrorCode, Is.EqualTo(SocketError.ConnectionRefused));
    }

    [Test]
    public void A_connection_that_is_not_answered_times_out()
    {
        // A listener whose backlog is full drops further connection requests.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var fillers = Enumerable.Range(0, 4).Select(_ => Disposed(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)));
        foreach (var filler in fillers.ToArray())
        {
            _ = filler.ConnectAsync(full.LocalEndPoint!);
        }

        var (connected, failure) = Connect(full.LocalEndPoint!, TimeSpan.FromMilliseconds(200));
        Assert.That(connected, Is.Null);
        Assert.That((failure as SocketException)?.SocketErrorCode, Is.EqualTo(SocketError.TimedOut));
    }

    [Test]
    public void Names_are_resolved_and_unknown_ones_told()
    {
        var address = Loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), 16, static _ => { });
        var (connected, failure) = Connect(new DnsEndPoint("localhost", address.Port), Patience);
        Assert.That(failure, Is.Null);
        Assert.That((connected?.RemoteEndPoint as IPEndPoint)?.Port, Is.EqualTo(address.Port));
        Assert.That(Connect(new DnsEndPoint("no-such-host.invalid", 1), Patience).Failure, Is.InstanceOf<SocketException>());
    }

    [Test]
    public void Ipv6_and_unix_sockets_connect()
    {
        if (!Socket.OSSupportsIPv6)
        {
            Assert.Ignore("no IPv6 on this machine");
        }

        var address = Loop.Listen(new IPEndPoint(IPAddress.IPv6Loopback, 0), 16, static t => t.Handler = ScriptedHandler.Echo());
        AssertEcho(address);
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, Path.GetRandomFileName());
        using var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        unix.Bind(new UnixDomainSocketEndPoint(path));
        unix.Listen(1);
        var (connected, failure) = Connect(new UnixDomainSocketEndPoint(path), Patience);
        Assert.That(failure, Is.Null);
        using var peer = unix.Accept();
        On(Loop, () => connected!.Write("x"u8));
        Assert.That(ReadExactly(peer, 1), Is.EqualTo("x"u8.ToArray()));
        File.Delete(path);
    }

    [Test]
    public void Both_ends_may_be_transports_of_one_loop() =>
        AssertEcho(Loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), 16, static t => t.Handler = ScriptedHandler.Echo()));

    [Test]
    public void A_moved_transport_takes_its_kept_bytes_along()
    {
        var (connected, peer) = Pair(new ScriptedHandler { Received = (_, _) => 0 });
        peer.Send("ab"u8);
        Eventually(() => On(Loop, () => connected.HasUnconsumed), "the bytes are kept");
        var handler = new ScriptedHandler();
        for (var i = 0; i < 5; i++)
        {
            var (from, to) = i % 2 == 0 ? (Loop, OtherLoop) : (OtherLoop, Loop);
            var moved = new TaskCompletionSource<(bool Current, EventLoop Loop)>();
            On(from, () =>
            {
                connected.Handler = null;
                connected.MoveTo(to, t => moved.SetResult((to.IsCurrent, t.Loop)));
            });
            Assert.That(Wait(moved.Task), Is.EqualTo((true, to)));
        }

        peer.Send("cd"u8);
        On(OtherLoop, () => connected.Handler = handler);
        Eventually(() => handler.Shown.Sum(b => b.Length) == 4, "all bytes are shown");
        Assert.That(handler.Shown.SelectMany(b => b), Is.EqualTo("abcd"u8.ToArray()));
        On(OtherLoop, () => connected.Write("ok"u8));
        Assert.That(ReadExactly(peer, 2), Is.EqualTo("ok"u8.ToArray()));
        peer.Dispose();
        Assert.That(Wait(handler.Closed), Is.EqualTo(TransportEnd.PeerClosed));
    }

    [Test]
    public void A_handler_may_move_its_transport_in_the_middle_of_receiving()
    {
        var second = new ScriptedHandler();
        var first = new ScriptedHandler
        {
            Received = (t, _) =>
            {
                t.Handler = null;
                t.MoveTo(OtherLoop, moved => moved.Handler = second);
                return 1;
            },
        };
        var (_, peer) = Pair(first);
        peer.Send("abc"u8);
        Eventually(() => !second.Shown.IsEmpty, "the bytes are shown on the other loop");
        Assert.That(second.Shown.First(), Is.EqualTo("bc"u8.ToArray()));
    }

    [Test]
    public void Loops_share_a_port()
    {
        var accepted = new int[2];
        var address = Loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), 64, _ => accepted[0]++);
        OtherLoop.Listen(address, 64, _ => accepted[1]++);
        On(OtherLoop, () => { });
        for (var i = 0; i < 40; i++)
        {
            Peer(address);
        }

        Eventually(() => On(Loop, () => accepted[0]) + On(OtherLoop, () => accepted[1]) == 40, "all are accepted");
        Assert.That(accepted, Has.All.Positive);
    }

    [Test]
    public void A_thousand_connections_come_and_go()
    {
        var address = Loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), 256, static t => t.Handler = ScriptedHandler.Echo());
        var before = Descriptors();
        for (var round = 0; round < 10; round++)
        {
            var peers = Enumerable.Range(0, 100).Select(_ => Peer(address)).ToArray();
            foreach (var peer in peers)
            {
                peer.Send("ping"u8);
            }

            foreach (var peer in peers)
            {
                Assert.That(ReadExactly(peer, 4), Is.EqualTo("ping"u8.ToArray()));
                peer.Dispose();
            }
        }

        Eventually(() => Descriptors() <= before + 4, "all descriptors are closed");
        Assert.That(On(Loop, () => ((TurnLoop)Loop).Slab.RentedCount), Is.Zero);
    }

    [Test]
    public void A_stopped_loop_closes_its_connections()
    {
        var (_, peer) = Pair(new ScriptedHandler());
        Loop.Stop();
        AssertEnds(peer);
    }

    private static int Descriptors() => OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0;

    private void AssertEcho(EndPoint address)
    {
        var (connected, failure) = Connect(address, Patience);
        Assert.That(failure, Is.Null);
        var handler = new ScriptedHandler();
        On(Loop, () =>
        {
            connected!.Handler = handler;
            connected.Write("hello"u8);
        });
        Eventually(() => handler.Shown.Sum(b => b.Length) == 5, "the echo comes back");
    }

    private (Transport? Connected, Exception? Failure) Connect(EndPoint address, TimeSpan timeout)
    {
        var done = new TaskCompletionSource<(Transport?, Exception?)>(TaskCreationOptions.RunContinuationsAsynchronously);
        Loop.Connect(address, timeout, (t, e) => done.SetResult((t, e)));
        return Wait(done.Task);
    }
}
