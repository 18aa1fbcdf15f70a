using System.Net;
using System.Net.Security;

namespace ProxyDb.Host.Network;

/// <summary>
/// A transport of a <see cref="TurnLoop"/>: receiving, keeping, sending and closing, over the few calls a kind of socket has to
/// offer. Receiving is in <c>LoopTransport.Receiving.cs</c>, sending and closing in <c>LoopTransport.Sending.cs</c>.
/// </summary>
internal abstract partial class LoopTransport : Transport
{
    /// <summary>Result of a socket call that would have to wait.</summary>
    protected const int WouldBlock = -1;

    /// <summary>Result of a socket call that found the connection broken.</summary>
    protected const int Broken = -2;

    private TurnLoop _loop;
    private ITransportHandler? _handler;
    private TurnLoop? _moveTarget;
    private Action<Transport>? _moved;

    protected LoopTransport(TurnLoop loop, EndPoint? remote)
    {
        _loop = loop;
        RemoteEndPoint = remote;
    }

    /// <summary>Where a transport is in its life; each step is taken once.</summary>
    private enum Stage
    {
        Open,

        /// <summary>The owner is done with it; the queue is still being sent.</summary>
        Closing,

        /// <summary>All is sent and our side is shut; what the peer still sends is thrown away until it closes too.</summary>
        Draining,
        Closed,
    }

    public override EventLoop Loop => _loop;

    public override EndPoint? RemoteEndPoint { get; }

    public override ITransportHandler? Handler
    {
        get => _handler;
        set
        {
            _handler = value;
            if (value is not null && !_showing)
            {
                _reshow = true;
                if (_kept.Length > 0 || _readable || _hangup || _tls is not null || _end is not null)
                {
                    Schedule();
                }
            }
        }
    }

    /// <summary>The loop as its own kind of socket knows it.</summary>
    protected TurnLoop Turns => _loop;

    public override void MoveTo(EventLoop target, Action<Transport> moved)
    {
        if (_handler is not null || Queued > 0)
        {
            throw new InvalidOperationException("a transport moves only without a handler and with an empty send queue");
        }

        // From the list of posts, so that a move asked for while bytes are being shown happens after they were kept.
        _moveTarget = (TurnLoop)target;
        _moved = moved;
        _loop.Post(static transport => transport.LeaveForTarget(), this);
    }

    /// <summary>Takes up to <c>bytes.Length</c> bytes. 0 = the peer closed; <see cref="WouldBlock"/>; <see cref="Broken"/>.</summary>
    protected abstract int Receive(Span<byte> bytes);

    /// <summary>As <see cref="Receive"/> of one byte that stays where it is.</summary>
    protected abstract int Peek();

    /// <summary>Gives the front of the queue to the kernel. The count taken; <see cref="WouldBlock"/>; <see cref="Broken"/>.</summary>
    protected abstract int Send(SendQueue queue);

    /// <summary>Asks for <see cref="MarkReadable"/> once more bytes are there.</summary>
    protected abstract void AwaitReadable();

    /// <summary>Asks for <see cref="MarkWritable"/> once the kernel has room.</summary>
    protected abstract void AwaitWritable();

    protected abstract void ShutdownSend();

    /// <summary>Frees the descriptor.</summary>
    protected abstract void CloseSocket();

    /// <summary>Takes the socket from its loop: no event arrives after that.</summary>
    protected abstract void LeaveLoop();

    /// <summary>Gives the socket to the loop the transport is on now. False = that loop has no room for it.</summary>
    protected abstract bool EnterLoop();

    /// <summary>Whether <see cref="MarkReadable"/> says that the peer is gone; else a paused socket is looked at instead.</summary>
    protected virtual bool TellsHangup => true;

    /// <summary>Whether the kernel may still be reading the first block of the send queue.</summary>
    protected virtual bool IsSendPending => false;

    private void LeaveForTarget()
    {
        var target = _moveTarget!;
        if (_stage != Stage.Open)
        {
            return;
        }

        if (!ReferenceEquals(target, _loop))
        {
            LeaveLoop();
            _scheduled = false;
            _dirty = false;
            _loop = target;
        }

        target.Post(static transport => transport.EnterTarget(), this);
    }

    private void EnterTarget()
    {
        var moved = _moved!;
        _moveTarget = null;
        _moved = null;
        if (!EnterLoop())
        {
            MarkReadable(hangup: true, dead: true);
        }
        else if (_readable || _hangup)
        {
            Schedule();
        }

        moved(this);
    }

    /// <summary>Others come first, and what was queued is sent first.</summary>
    private void ScheduleNextTurn()
    {
        if (!_scheduled)
        {
            _scheduled = true;
            _loop.ScheduleNextTurn(this);
        }
    }

    private void Schedule()
    {
        if (!_scheduled && _stage != Stage.Closed)
        {
            _scheduled = true;
            _loop.Schedule(this);
        }
    }
}
