using System.Net.Sockets;
using NUnit.Framework;
using ProxyDb.Host.Network;

namespace ProxyDb.Host.Tests.Network;

internal sealed class SendingTests(string transport) : LoopContract(transport)
{
    [Test]
    public void A_large_queue_arrives_in_order()
    {
        var (connected, peer) = Pair(new ScriptedHandler());
        var sent = Pattern(5 << 20);
        On(Loop, () =>
        {
            for (var at = 0; at < sent.Length; at += 7_777)
            {
                connected.Write(sent.AsSpan(at, Math.Min(7_777, sent.Length - at)));
            }
        });
        Assert.That(ReadExactly(peer, sent.Length), Is.EqualTo(sent));
        Eventually(() => On(Loop, () => connected.Queued) == 0, "the queue is empty");
        Assert.That(((TurnLoop)Loop).Slab.RentedCount, Is.Zero);
    }

    [Test]
    public void A_slow_reader_holds_the_producer_back()
    {
        var produced = 0L;
        var most = 0;
        var chunk = Pattern(32 << 10);
        const long Total = 24 << 20;
        void Produce(Transport t)
        {
            while (produced < Total && !t.IsCongested)
            {
                t.Write(chunk);
                produced += chunk.Length;
                most = Math.Max(most, t.Queued);
            }
        }

        var (connected, peer) = Pair(new ScriptedHandler { Drained = Produce });
        On(Loop, () => Produce(connected));
        Thread.Sleep(50);
        Assert.That(On(Loop, () => produced), Is.LessThan(Total));
        var read = ReadExactly(peer, (int)Total);
        Assert.That(read.AsSpan((int)Total - chunk.Length).ToArray(), Is.EqualTo(chunk));
        Assert.That(most, Is.LessThanOrEqualTo(Transport.HighWater + chunk.Length));
    }

    [Test]
    public void Closing_after_the_flush_loses_nothing()
    {
        var handler = new ScriptedHandler();
        var (connected, peer) = Pair(handler);
        var sent = Pattern(2 << 20);
        peer.Send(Pattern(50_000)); // unread bytes must not turn the close into a reset
        On(Loop, () =>
        {
            connected.PauseReading();
            connected.Write(sent);
            connected.CloseAfterFlush();
            connected.Write("too late"u8);
        });
        Assert.That(ReadExactly(peer, sent.Length), Is.EqualTo(sent));
        Assert.That(peer.Receive(new byte[1]), Is.Zero);
        peer.Dispose();
        On(Loop, () => { });
        Assert.That(handler.ClosedCount, Is.Zero);
    }

    [Test]
    public void A_peer_that_does_not_read_is_cut_off_after_the_grace_period()
    {
        var (connected, peer) = Pair(new ScriptedHandler());
        On(Loop, () =>
        {
            connected.Write(Pattern(32 << 20));
            connected.CloseAfterFlush();
        });
        Eventually(() => On(Loop, () => connected.Queued) == 0, "the queue is given up");
        Assert.That(() => ReadExactly(peer, 32 << 20), Throws.Exception);
    }

    [Test]
    public void Close_drops_the_queue_and_calls_nobody()
    {
        var handler = new ScriptedHandler();
        var (connected, peer) = Pair(handler);
        On(Loop, () =>
        {
            connected.Write("never sent"u8);
            connected.Close();
        });
        AssertEnds(peer);
        On(Loop, () => { });
        Assert.That(handler.ClosedCount, Is.Zero);
        Assert.That(((TurnLoop)Loop).Slab.RentedCount, Is.Zero);
    }

    [Test]
    public void Closing_while_bytes_are_shown_is_allowed()
    {
        var handler = new ScriptedHandler
        {
            Received = (t, _) =>
            {
                t.Close();
                return 0;
            },
        };
        var (_, peer) = Pair(handler);
        peer.Send("x"u8);
        AssertEnds(peer);
        On(Loop, () => { });
        Assert.That(handler.ClosedCount, Is.Zero);
        Assert.That(((TurnLoop)Loop).Slab.RentedCount, Is.Zero);
    }

    [Test]
    public void A_congested_session_learns_that_its_peer_was_reset_though_it_reads_nothing()
    {
        var handler = new ScriptedHandler();
        var (connected, peer) = Pair(handler);
        peer.Send("unread"u8);
        On(Loop, () =>
        {
            connected.PauseReading();
            connected.Write(Pattern(16 << 20));
        });
        peer.LingerState = new LingerOption(true, 0);
        peer.Dispose();
        Assert.That(Wait(handler.Closed), Is.EqualTo(TransportEnd.Failed));
        Assert.That(On(Loop, () => connected.Queued), Is.Zero);
    }

    [Test]
    public void Hooks_run_before_anything_of_the_turn_is_sent()
    {
        var (connected, peer) = Pair(new ScriptedHandler());
        var hook = new CountingHook();
        On(Loop, () => Loop.AddTurnHook(hook));
        var queuedAtHook = -1;
        hook.Action = () => queuedAtHook = Math.Max(queuedAtHook, connected.Queued);
        On(Loop, () => connected.Write("abc"u8));
        ReadExactly(peer, 3);
        Assert.That(On(Loop, () => queuedAtHook), Is.EqualTo(3));
    }

    [Test]
    public void An_early_flush_runs_the_hooks_first()
    {
        var (connected, peer) = Pair(new ScriptedHandler());
        var hook = new CountingHook();
        On(Loop, () => Loop.AddTurnHook(hook));
        var order = On(Loop, () =>
        {
            var order = new List<int>();
            hook.Action = () => order.Add(connected.Queued);
            connected.Write("abc"u8);
            Loop.FlushEarly(connected);
            order.Add(connected.Queued);
            hook.Action = () => { };
            return order;
        });
        Assert.That(order, Is.EqualTo(new[] { 3, 0 }));
        ReadExactly(peer, 3);
    }

    [Test]
    public void What_a_hook_could_not_record_is_not_sent()
    {
        var handler = new ScriptedHandler();
        var (connected, peer) = Pair(handler);
        var hook = new CountingHook();
        On(Loop, () => Loop.AddTurnHook(hook));
        On(Loop, () =>
        {
            hook.Action = () =>
            {
                hook.Action = () => { };
                throw new IOException("the spool is full");
            };
            connected.Write("secret"u8);
        });
        Assert.That(Wait(handler.Closed), Is.EqualTo(TransportEnd.Failed));
        AssertEnds(peer);
        Assert.That(Faults.TryDequeue(out var fault) ? fault.Message : null, Is.EqualTo("the spool is full"));
    }

    private sealed class CountingHook : ITurnHook
    {
        public Action Action { get; set; } = () => { };

        public void BeforeSends() => Action();
    }
}
