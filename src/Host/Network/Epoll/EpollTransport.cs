using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ProxyDb.Host.Network.Epoll;

/// <summary>
/// A connected descriptor. Readiness to read is edge-triggered; readiness to write is asked for the first time the kernel has no
/// room, and stays asked for.
/// </summary>
internal sealed unsafe class EpollTransport(EpollLoop loop, int descriptor, int slot, EndPoint? remote, bool awaitsWritable)
    : LoopTransport(loop, remote), IEpollTarget
{
    public const uint ReadEvents = Libc.EpollIn | Libc.EpollRdHup | Libc.EpollEdge;

    private const int SegmentsMax = 32;

    private int _slot = slot;
    private bool _awaitsWritable = awaitsWritable;

    public int Descriptor => descriptor;

    private EpollLoop Epoll => (EpollLoop)Turns;

    public void OnEvents(int events)
    {
        const int End = Libc.EpollRdHup | Libc.EpollHup | Libc.EpollErr;
        if ((events & (Libc.EpollIn | End)) != 0)
        {
            MarkReadable((events & End) != 0, (events & Libc.EpollErr) != 0);
        }

        if ((events & (Libc.EpollOut | Libc.EpollHup | Libc.EpollErr)) != 0)
        {
            MarkWritable();
        }
    }

    public void Abandon() => Close();

    /// <summary>Into the set of its loop; false = the loop has no room for it.</summary>
    public bool Enter() => EnterLoop();

    protected override int Receive(Span<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            return Receive(start, bytes.Length, 0);
        }
    }

    protected override int Peek()
    {
        byte one;
        return Receive(&one, 1, Libc.MsgPeek);
    }

    protected override int Send(SendQueue queue)
    {
        // Blocks are pinned: their addresses hold without `fixed`.
        var count = Math.Min(queue.ChunkCount, SegmentsMax);
        var segments = stackalloc Libc.Segment[SegmentsMax];
        for (var i = 0; i < count; i++)
        {
            var chunk = queue.Chunk(i).Span;
            segments[i] = new Libc.Segment { Start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(chunk)), Length = chunk.Length };
        }

        while (true)
        {
            nint sent;
            if (count == 1)
            {
                sent = Libc.Send(descriptor, segments[0].Start, segments[0].Length, Libc.MsgNoSignal);
            }
            else
            {
                var message = new Libc.MessageHeader { Segments = segments, SegmentCount = count };
                sent = Libc.SendMessage(descriptor, &message, Libc.MsgNoSignal);
            }

            if (sent >= 0)
            {
                return (int)sent;
            }

            if (ResultOf(Marshal.GetLastSystemError()) is { } result)
            {
                return result;
            }
        }
    }

    protected override void AwaitReadable()
    {
        // Edge-triggered: the next byte raises an event by itself.
    }

    protected override void AwaitWritable()
    {
        if (!_awaitsWritable)
        {
            // Changing the set looks at the descriptor again, so that room made since the send is not missed.
            _awaitsWritable = true;
            Epoll.Set.Modify(_slot, ReadEvents | Libc.EpollOut);
        }
    }

    protected override void ShutdownSend() => _ = Libc.Shutdown(descriptor, Libc.ShutWr);

    protected override void CloseSocket()
    {
        if (_slot >= 0)
        {
            Epoll.Set.Release(_slot);
            _slot = -1;
        }

        _ = Libc.Close(descriptor);
    }

    protected override void LeaveLoop()
    {
        Epoll.Set.Remove(_slot);
        _slot = -1;
    }

    protected override bool EnterLoop()
    {
        _slot = Epoll.Set.Add(this, ReadEvents | (_awaitsWritable ? Libc.EpollOut : 0u), out _);
        return _slot >= 0;
    }

    private int Receive(byte* start, int length, int flags)
    {
        while (true)
        {
            var got = Libc.Receive(descriptor, start, length, flags);
            if (got >= 0)
            {
                return (int)got;
            }

            if (ResultOf(Marshal.GetLastSystemError()) is { } result)
            {
                return result;
            }
        }
    }

    /// <summary>Null = the call was interrupted and is to be made again.</summary>
    private static int? ResultOf(int errno) => errno switch
    {
        Libc.EIntr => null,
        Libc.EAgain => WouldBlock,
        _ => Broken,
    };
}
