using System.Buffers.Binary;
using System.Net.Sockets;
using NUnit.Framework;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Network;
using ProxyDb.Host.Tests.Network;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Host.Tests.Backends;

internal sealed class CodedTransportTests(string transport) : LoopContract(transport)
{
    [Test]
    public void The_handler_sees_plain_bytes_however_the_wrapped_ones_are_cut()
    {
        var (handler, peer, _) = Coded(new ScriptedHandler());
        var sent = Flipped([.. "one"u8, .. "two"u8], [.. "three"u8]);
        foreach (var one in sent)
        {
            peer.Send([one]);
        }

        Eventually(() => handler.Shown.Sum(s => s.Length) == 11, "all is shown");
        Assert.That(handler.Shown.SelectMany(s => s), Is.EqualTo("onetwothree"u8.ToArray()));
    }

    [Test]
    public void What_is_not_consumed_is_shown_again_in_front_of_what_follows()
    {
        var handler = new ScriptedHandler { Received = static (_, bytes) => bytes.Length < 6 ? 0 : 6 };
        var (_, peer, _) = Coded(handler);
        peer.Send(Flipped([.. "abc"u8]));
        Eventually(() => handler.Shown.Count == 1, "the first part");
        peer.Send(Flipped([.. "defgh"u8]));
        Eventually(() => handler.Shown.Any(s => s.AsSpan().SequenceEqual("abcdefgh"u8)), "both");
        peer.Send(Flipped([.. "ijkl"u8]));
        Eventually(() => handler.Shown.Any(s => s.AsSpan().SequenceEqual("ghijkl"u8)), "the rest and the next");
    }

    [Test]
    public void A_paused_handler_sees_what_was_unwrapped_already_when_it_resumes()
    {
        var handler = new ScriptedHandler();
        handler.Received = (t, bytes) =>
        {
            if (handler.Shown.Count == 1)
            {
                t.PauseReading();
                return 1;
            }

            return bytes.Length;
        };
        var (_, peer, coded) = Coded(handler);
        peer.Send(Flipped([.. "abc"u8], [.. "def"u8]));
        Eventually(() => handler.Shown.Count == 1, "the first look");
        peer.Send(Flipped([.. "ghi"u8]));
        Thread.Sleep(30);
        Assert.That(handler.Shown, Has.Count.EqualTo(1));
        On(Loop, coded.ResumeReading);
        Eventually(() => handler.Shown.Skip(1).Sum(s => s.Length) == 8, "the rest");
        Assert.That(handler.Shown.Skip(1).SelectMany(s => s), Is.EqualTo("bcdefghi"u8.ToArray()));
    }

    [Test]
    public void The_end_comes_after_everything_that_was_sent_before_it()
    {
        var handler = new ScriptedHandler();
        handler.Received = (t, bytes) =>
        {
            if (handler.Shown.Count == 1)
            {
                t.PauseReading();
                return 0;
            }

            return bytes.Length;
        };
        var (_, peer, coded) = Coded(handler);
        peer.Send(Flipped([.. "last words"u8]));
        peer.Shutdown(SocketShutdown.Both);
        Eventually(() => handler.Shown.Count == 1, "the first look");
        Thread.Sleep(30);
        Assert.That(handler.Closed.IsCompleted, Is.False);
        On(Loop, coded.ResumeReading);
        Assert.That(Wait(handler.Closed), Is.EqualTo(TransportEnd.PeerClosed));
        Assert.That(handler.Shown.Last(), Is.EqualTo("last words"u8.ToArray()));
        Assert.That(handler.ClosedCount, Is.EqualTo(1));
    }

    [Test]
    public void Bytes_that_cannot_be_unwrapped_end_the_connection()
    {
        var (handler, peer, _) = Coded(new ScriptedHandler());
        peer.Send([0, 0, 1]);
        Assert.That(Wait(handler.Closed), Is.EqualTo(TransportEnd.Failed));
    }

    [Test]
    public void What_is_written_in_one_turn_travels_together_and_before_the_end()
    {
        var (_, peer, coded) = Coded(new ScriptedHandler());
        On(Loop, () =>
        {
            coded.Write("good"u8);
            coded.Write("bye"u8);
            coded.CloseAfterFlush();
        });
        Assert.That(ReadExactly(peer, 9), Is.EqualTo(Flipped([.. "goodbye"u8])));
        Assert.That(peer.Receive(new byte[1]), Is.Zero);
    }

    [Test]
    public void Much_arrives_in_order_and_a_slow_reader_is_noticed()
    {
        var drained = new TaskCompletionSource<bool>();
        var (_, peer, coded) = Coded(new ScriptedHandler { Drained = _ => drained.TrySetResult(true) });
        var part = new byte[10_000];
        Random.Shared.NextBytes(part);
        On(Loop, () =>
        {
            for (var i = 0; i < 600; i++)
            {
                coded.Write(part);
            }

            Assert.That(coded.IsCongested, Is.True);
        });
        for (var left = 6_000_000; left > 0;)
        {
            var head = ReadExactly(peer, 2);
            var length = BinaryPrimitives.ReadUInt16BigEndian(head);
            var body = ReadExactly(peer, length);
            Assert.That(body[0], Is.EqualTo((byte)~part[(6_000_000 - left) % part.Length]));
            left -= length;
        }

        Assert.That(Wait(drained.Task), Is.True);
    }

    [Test]
    public void It_moves_to_another_loop_with_what_was_not_shown()
    {
        var first = new ScriptedHandler { Received = static (_, _) => 0 };
        var (_, peer, coded) = Coded(first);
        peer.Send(Flipped([.. "abc"u8]));
        Eventually(() => !first.Shown.IsEmpty, "the first look");
        var second = new ScriptedHandler();
        var moved = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        On(Loop, () =>
        {
            coded.Handler = null;
            coded.MoveTo(OtherLoop, t =>
            {
                t.Handler = second;
                moved.SetResult(ReferenceEquals(t, coded) && OtherLoop.IsCurrent);
            });
        });
        Assert.That(Wait(moved.Task), Is.True);
        peer.Send(Flipped([.. "def"u8]));
        Eventually(() => second.Shown.Sum(s => s.Length) == 6, "all on the other loop");
        On(OtherLoop, () => coded.Write("ok"u8));
        Assert.That(ReadExactly(peer, 4), Is.EqualTo(Flipped([.. "ok"u8])));
    }

    private (ScriptedHandler Handler, Socket Peer, CodedTransport Coded) Coded(ScriptedHandler handler)
    {
        var (inner, peer) = Pair(null);
        return (handler, peer, On(Loop, () => new CodedTransport(inner, new Flip()) { Handler = handler }));
    }

    private static byte[] Flipped(params byte[][] parts)
    {
        var all = new WireBuffer();
        foreach (var part in parts)
        {
            new Flip().Encode(part, all);
        }

        return all.Written.ToArray();
    }

    /// <summary>Two bytes of length, then every bit the other way round; a length of 0 is a fault.</summary>
    private sealed class Flip : IByteCodec
    {
        public int Decode(ReadOnlySpan<byte> travelled, WireBuffer plain)
        {
            if (travelled.Length < 2)
            {
                return 0;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(travelled);
            if (length == 0)
            {
                WireFault.Throw("an empty frame");
            }

            if (travelled.Length < 2 + length)
            {
                return 0;
            }

            foreach (var one in travelled.Slice(2, length))
            {
                plain.WriteByte((byte)~one);
            }

            return 2 + length;
        }

        public void Encode(ReadOnlySpan<byte> plain, WireBuffer travelled)
        {
            travelled.WriteInt16((short)plain.Length);
            foreach (var one in plain)
            {
                travelled.WriteByte((byte)~one);
            }
        }
    }
}
