using System.Net;
using System.Net.Sockets;

namespace ProxyDb.Host.Network.Sockets;

/// <summary>
/// A connected <see cref="Socket"/>. It waits for bytes with a receive of zero bytes and for room with a send in the background;
/// both complete on a thread of the pool and are posted to the loop.
/// </summary>
internal sealed class SocketTransport : LoopTransport
{
    private readonly Socket _socket;
    private readonly SocketAsyncEventArgs _receive = new();
    private readonly SocketAsyncEventArgs _send = new();
    private bool _isReceivePending;
    private bool _isSendPending;
    private bool _closed;

    public SocketTransport(SocketLoop loop, Socket socket, EndPoint? remote)
        : base(loop, remote)
    {
        _socket = socket;
        _receive.SetBuffer(Memory<byte>.Empty);
        _receive.Completed += (_, _) => PostReadable();
        _send.Completed += (_, _) => PostSent();
    }

    protected override bool TellsHangup => false;

    protected override bool IsSendPending => _isSendPending;

    private SocketLoop Sockets => (SocketLoop)Turns;

    /// <summary>On the loop: begins to wait for bytes.</summary>
    public void Enter()
    {
        Sockets.Add(this);
        AwaitReadable();
    }

    protected override int Receive(Span<byte> bytes)
    {
        var got = _socket.Receive(bytes, SocketFlags.None, out var error);
        return error == SocketError.Success ? got : ResultOf(error);
    }

    protected override int Peek()
    {
        Span<byte> one = stackalloc byte[1];
        var got = _socket.Receive(one, SocketFlags.Peek, out var error);
        return error == SocketError.Success ? got : ResultOf(error);
    }

    protected override int Send(SendQueue queue)
    {
        var sent = _socket.Send(queue.Chunk(0).Span, SocketFlags.None, out var error);
        return error == SocketError.Success ? sent : ResultOf(error);
    }

    protected override void AwaitReadable()
    {
        if (!_isReceivePending && !_closed)
        {
            _isReceivePending = true;
            if (!_socket.ReceiveAsync(_receive))
            {
                PostReadable();
            }
        }
    }

    protected override void AwaitWritable()
    {
        _isSendPending = true;
        _send.SetBuffer(FrontOfQueue);
        if (!_socket.SendAsync(_send))
        {
            PostSent();
        }
    }

    protected override void ShutdownSend()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The peer reset the connection first: there is nothing left to shut.
            return;
        }
    }

    protected override void CloseSocket()
    {
        _closed = true;
        Sockets.Remove(this);
        _socket.Dispose();
        if (!_isReceivePending)
        {
            _receive.Dispose();
        }

        if (!_isSendPending)
        {
            _send.Dispose();
        }
    }

    /// <summary>A pending wait goes on: it posts to whichever loop the transport is on when it completes.</summary>
    protected override void LeaveLoop() => Sockets.Remove(this);

    protected override bool EnterLoop()
    {
        Enter();
        return true;
    }

    private static int ResultOf(SocketError error) => error switch
    {
        SocketError.WouldBlock => WouldBlock,
        SocketError.Interrupted => WouldBlock,
        _ => Broken,
    };

    private void PostReadable() => Loop.Post(static transport => transport.OnReadable(), this);

    private void PostSent() => Loop.Post(static transport => transport.OnSent(), this);

    private void OnReadable()
    {
        if (!Loop.IsCurrent)
        {
            PostReadable(); // it moved after the post
            return;
        }

        _isReceivePending = false;
        if (_closed)
        {
            _receive.Dispose();
            return;
        }

        var broken = _receive.SocketError != SocketError.Success;
        MarkReadable(hangup: broken, dead: broken);
    }

    private void OnSent()
    {
        _isSendPending = false;
        if (_closed)
        {
            _send.Dispose();
            return;
        }

        if (_send.SocketError == SocketError.Success)
        {
            SentInBackground(_send.BytesTransferred);
            MarkWritable();
        }
        else
        {
            MarkWritable(); // the next send tells the failure
        }
    }
}
