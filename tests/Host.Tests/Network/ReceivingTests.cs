using System.Net.Sockets;
using NUnit.Framework;
using ProxyDb.Host.Network;

namespace ProxyDb.Host.Tests.Network;

internal sealed class ReceivingTests(string transport) : LoopContract(transport)
{
    [Test]
    public void What_is_written_comes_back()
    {
        var (_, peer) = Pair(ScriptedHandler.Echo());
        peer.Send("hello"u8);
        Assert.That(ReadExactly(peer, 5), Is.EqualTo("hello"u8.ToArray()));
    }

    /// <summary>Messages of a length byte and that many bytes, echoed only once complete.</summary>
    [Test]
    public void Messages_split_at_any_byte_are_seen_whole()
    {
        var handler = new ScriptedHandler { Received = EchoWholeMessages };
        var (_, peer) = Pair(handler);
        byte[] sent = [3, 1, 2, 3, 1, 9, 0, 5, 1, 2, 3, 4, 5];
        for (var split = 1; split < sent.Length; split++)
        {
            peer.Send(sent.AsSpan(0, split));
            Thread.Yield();
            peer.Send(sent.AsSpan(split));
            Assert.That(ReadExactly(peer, sent.Length), Is.EqualTo(sent), $"split at {split}");
        }
    }

    [TestCase(100)]
    [TestCase(16 << 10)]
    [TestCase(17 << 10)]
    [TestCase(300 << 10)]
    [TestCase(3 << 20)]
    public void A_handler_may_wait_for_a_message_of_any_length(int length)
    {
        var sent = Pattern(length);
        var whole = new TaskCompletionSource<byte[]>();
        var handler = new ScriptedHandler
        {
            Received = (_, bytes) =>
            {
                if (bytes.Length < length)
                {
                    return 0;
                }

                whole.TrySetResult(bytes.ToArray());
                return bytes.Length;
            },
        };
        var (connected, peer) = Pair(handler);
        peer.Send(sent);
        Assert.That(Wait(whole.Task), Is.EqualTo(sent));
        Assert.That(On(Loop, () => connected.HasUnconsumed), Is.False);
        Assert.That(((TurnLoop)Loop).Slab.RentedCount, Is.Zero, "an idle transport holds no buffer");
    }

    [Test]
    public void Kept_bytes_are_shown_in_front_of_new_ones()
    {
        var (connected, peer) = Pair(new ScriptedHandler { Received = (_, _) => 0 });
        var handler = (ScriptedHandler)connected.Handler!;
        peer.Send("ab"u8);
        Eventually(() => handler.Shown.Count == 1, "the first bytes are shown");
        Assert.That(On(Loop, () => connected.HasUnconsumed));
        peer.Send("cd"u8);
        Eventually(() => handler.Shown.Count == 2, "the next bytes are shown");
        Assert.That(handler.Shown.Last(), Is.EqualTo("abcd"u8.ToArray()));
    }

    [Test]
    public void A_paused_transport_shows_nothing_and_then_everything()
    {
        var handler = new ScriptedHandler
        {
            Received = (t, _) =>
            {
                t.PauseReading();
                return 1;
            },
        };
        var (connected, peer) = Pair(handler);
        peer.Send("abc"u8);
        Eventually(() => handler.Shown.Count == 1, "the first bytes are shown");
        peer.Send("de"u8);
        On(Loop, () => { });
        Assert.That(handler.Shown, Has.Count.EqualTo(1));
        handler.Received = (_, bytes) => bytes.Length;
        On(Loop, connected.ResumeReading);
        Eventually(() => handler.Shown.Skip(1).Sum(b => b.Length) == 4, "the rest is shown");
        Assert.That(handler.Shown.ElementAt(1)[0], Is.EqualTo((byte)'b'));
    }

    [Test]
    public void Resuming_shows_kept_bytes_though_nothing_new_arrived()
    {
        var handler = new ScriptedHandler
        {
            Received = (t, _) =>
            {
                t.PauseReading();
                return 0;
            },
        };
        var (connected, peer) = Pair(handler);
        peer.Send("abc"u8);
        Eventually(() => handler.Shown.Count == 1, "the bytes are shown");
        handler.Received = (_, bytes) => bytes.Length;
        On(Loop, connected.ResumeReading);
        Eventually(() => handler.Shown.Count == 2, "the bytes are shown again");
        Assert.That(handler.Shown.Last(), Is.EqualTo("abc"u8.ToArray()));
    }

    [Test]
    public void A_handler_that_hands_over_leaves_the_rest_to_the_next_one()
    {
        var second = new ScriptedHandler();
        var first = new ScriptedHandler
        {
            Received = (t, _) =>
            {
                t.Handler = second;
                return 2;
            },
        };
        var (_, peer) = Pair(first);
        peer.Send("abcd"u8);
        Eventually(() => !second.Shown.IsEmpty, "the second handler sees bytes");
        Assert.That(second.Shown.First(), Is.EqualTo("cd"u8.ToArray()));
        Assert.That(first.Shown, Has.Count.EqualTo(1));
    }

    [Test]
    public void Without_a_handler_bytes_wait()
    {
        var (connected, peer) = Pair(null);
        peer.Send("abc"u8);
        On(Loop, () => { });
        var handler = new ScriptedHandler();
        On(Loop, () => connected.Handler = handler);
        Eventually(() => handler.Shown.Count == 1, "the bytes are shown");
    }

    [Test]
    public void A_half_close_is_told_after_the_last_bytes()
    {
        var handler = new ScriptedHandler();
        var (_, peer) = Pair(handler);
        peer.Send(Pattern(100_000));
        peer.Shutdown(SocketShutdown.Send);
        Assert.That(Wait(handler.Closed), Is.EqualTo(TransportEnd.PeerClosed));
        Assert.That(handler.Shown.Sum(b => b.Length), Is.EqualTo(100_000));
    }

    [Test]
    public void After_a_half_close_the_queue_is_still_sent()
    {
        var (_, peer) = Pair(ScriptedHandler.Echo());
        peer.Send("last words"u8);
        peer.Shutdown(SocketShutdown.Send);
        Assert.That(ReadExactly(peer, 10), Is.EqualTo("last words"u8.ToArray()));
        Assert.That(peer.Receive(new byte[1]), Is.Zero);
    }

    [Test]
    public void A_peer_that_leaves_while_reading_is_paused_is_told()
    {
        var handler = new ScriptedHandler();
        var (connected, peer) = Pair(handler);
        On(Loop, connected.PauseReading);
        peer.Dispose();
        Assert.That(Wait(handler.Closed), Is.EqualTo(TransportEnd.PeerClosed));
    }

    [Test]
    public void A_peer_that_leaves_while_reading_is_paused_and_bytes_are_left_is_told_after_them()
    {
        var handler = new ScriptedHandler();
        var (connected, peer) = Pair(handler);
        On(Loop, connected.PauseReading);
        peer.Send("last words"u8);
        peer.Dispose();
        On(Loop, () => { });
        Assert.That(handler.ClosedCount, Is.Zero);
        On(Loop, connected.ResumeReading);
        Assert.That(Wait(handler.Closed), Is.EqualTo(TransportEnd.PeerClosed));
        Assert.That(handler.Shown.Sum(b => b.Length), Is.EqualTo(10));
    }

    [Test]
    public void A_reset_is_told_as_a_failure()
    {
        var handler = new ScriptedHandler();
        var (_, peer) = Pair(handler);
        peer.LingerState = new LingerOption(true, 0);
        peer.Dispose();
        Assert.That(Wait(handler.Closed), Is.EqualTo(TransportEnd.Failed));
    }

    [Test]
    public void A_handler_that_throws_loses_its_connection_only()
    {
        var (_, good) = Pair(ScriptedHandler.Echo());
        var handler = new ScriptedHandler { Received = (_, _) => throw new InvalidOperationException("a bug") };
        var (_, bad) = Pair(handler);
        bad.Send("x"u8);
        Assert.That(Wait(handler.Closed), Is.EqualTo(TransportEnd.Failed));
        Assert.That(Faults.TryDequeue(out var fault) ? fault.Message : null, Is.EqualTo("a bug"));
        good.Send("y"u8);
        Assert.That(ReadExactly(good, 1), Is.EqualTo("y"u8.ToArray()));
    }

    private static int EchoWholeMessages(Transport transport, ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && bytes.Length - at > bytes[at])
        {
            var length = bytes[at] + 1;
            transport.Write(bytes.Slice(at, length));
            at += length;
        }

        return at;
    }
}
