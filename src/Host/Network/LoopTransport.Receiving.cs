namespace ProxyDb.Host.Network;

internal abstract partial class LoopTransport
{
    /// <summary>Buffers read from one socket before others get their turn.</summary>
    private const int BuffersPerTurn = 4;

    private KeptBytes _kept;
    private bool _scheduled;
    private bool _paused;
    private bool _showing;

    /// <summary>The kernel may have bytes (or the end) for us; cleared by a short read.</summary>
    private bool _readable;

    /// <summary>The peer shut its side or the connection broke: a short read does not mean that nothing follows.</summary>
    private bool _hangup;

    /// <summary>The connection is broken in both directions.</summary>
    private bool _dead;

    /// <summary>Kept bytes are due to be shown without anything new.</summary>
    private bool _reshow;

    /// <summary>An end that is to be told in the next handler phase.</summary>
    private TransportEnd? _end;

    public override bool HasUnconsumed => _kept.Length > 0;

    private bool CanShow => !_paused && _handler is not null && _stage == Stage.Open && _end is null && _tlsStart is null;

    public override void PauseReading() => _paused = true;

    public override void ResumeReading()
    {
        if (_paused)
        {
            _paused = false;
            _reshow = true;
            if (_kept.Length > 0 || _readable || _tls is not null)
            {
                Schedule();
            }
        }
    }

    /// <summary>Handler phase: tells what is due and reads what is there.</summary>
    internal void Run()
    {
        _scheduled = false;
        if (_stage == Stage.Open)
        {
            TellDrained();
            RunTlsStart();
            ReadTurn();
            TellEnd();
        }
        else if (_stage == Stage.Draining)
        {
            Drain();
        }
    }

    /// <summary>Wait phase: the socket has bytes or came to its end.</summary>
    protected void MarkReadable(bool hangup, bool dead)
    {
        _readable = true;
        _hangup |= hangup;
        _dead |= dead;
        Schedule();
    }

    private void ReadTurn()
    {
        if (_reshow && CanShow)
        {
            _reshow = false;
            ShowKept();
            PumpTls();
        }

        var buffers = 0;
        while (_readable && CanReceive && buffers++ < BuffersPerTurn)
        {
            ReceiveOnce();
        }

        if (_readable && CanReceive)
        {
            ScheduleNextTurn();
        }
        else if ((_hangup || (_readable && !TellsHangup)) && !CanShow && _stage == Stage.Open && _tlsStart is null)
        {
            LookForEnd();
        }
    }

    /// <summary>Reading is paused and the peer is gone: tells so when there is nothing left that would have to be shown first.</summary>
    private void LookForEnd()
    {
        if (_dead)
        {
            _end ??= TransportEnd.Failed;
        }
        else if (_kept.Length == 0 && _tls is not { HasCiphertext: true })
        {
            var seen = Peek();
            if (seen is 0 or Broken)
            {
                _end ??= seen == 0 ? TransportEnd.PeerClosed : TransportEnd.Failed;
            }
        }
    }

    private void ReceiveOnce()
    {
        if (_tls is not null)
        {
            ReceiveTls();
            return;
        }

        int got;
        if (_kept.Length <= TurnLoop.HeadroomBytes)
        {
            got = TakeFromSocket(_loop.ReceiveBuffer.AsSpan(TurnLoop.HeadroomBytes));
            if (got > 0)
            {
                ShowBehindKept(_loop.ReceiveBuffer, got);
            }
        }
        else
        {
            got = TakeFromSocket(_kept.Room(_loop.Slab, BlockSlab.BlockBytes));
            if (got > 0)
            {
                _kept.Added(got);
                ShowKept();
            }
        }

        if (got is 0 or Broken || (got == WouldBlock && _dead))
        {
            _end ??= got == 0 ? TransportEnd.PeerClosed : TransportEnd.Failed;
        }
    }

    private int TakeFromSocket(Span<byte> room)
    {
        var got = Receive(room);
        if (got <= 0)
        {
            _readable = false;
            if (got == WouldBlock)
            {
                AwaitReadable();
            }
        }
        else if (got < room.Length && !_hangup)
        {
            _readable = false;
            AwaitReadable();
        }

        return got;
    }

    /// <summary>Shows <paramref name="got"/> new bytes, which lie behind the headroom of a shared buffer, after the kept ones.</summary>
    private void ShowBehindKept(byte[] buffer, int got)
    {
        var start = TurnLoop.HeadroomBytes - _kept.Length;
        _kept.Span.CopyTo(buffer.AsSpan(start));
        var shown = buffer.AsSpan(start, _kept.Length + got);
        var consumed = Show(shown);
        if (_stage == Stage.Open)
        {
            _kept.Set(_loop.Slab, shown[consumed..]);
        }
        else
        {
            _kept.Clear(_loop.Slab);
        }
    }

    private void ShowKept()
    {
        if (_kept.Length > 0 && CanShow)
        {
            var consumed = Show(_kept.Span);
            if (_stage == Stage.Closed)
            {
                _kept.Clear(_loop.Slab);
            }
            else
            {
                _kept.Consume(_loop.Slab, consumed);
            }
        }
    }

    private int Show(ReadOnlySpan<byte> bytes)
    {
        var consumed = 0;
        _showing = true;
        try
        {
            ITransportHandler? handler;
            do
            {
                handler = _handler!;
                var count = handler.OnReceived(this, bytes[consumed..]);
                if ((uint)count > (uint)(bytes.Length - consumed))
                {
                    throw new InvalidOperationException($"{handler.GetType().Name} consumed {count} of {bytes.Length - consumed} bytes");
                }

                consumed += count;
            }
            while (!ReferenceEquals(handler, _handler) && consumed < bytes.Length && CanShow); // handed over: the rest is the next one's
        }
        catch (Exception e)
        {
            // One session's fault is not the loop's: it is reported, and this connection ends.
            _end ??= TransportEnd.Failed;
            _loop.ReportFailure(e);
            consumed = bytes.Length;
        }

        _showing = false;
        return consumed;
    }

    private void TellDrained()
    {
        if (_drained)
        {
            _drained = false;
            Tell(static (handler, transport) => handler.OnDrained(transport));
        }
    }

    private void TellEnd()
    {
        if (_end is { } end && _stage == Stage.Open && _handler is not null)
        {
            // An orderly end may leave a peer that still reads: it gets what is queued, and the farewell of TLS.
            if (end == TransportEnd.PeerClosed && (Queued > 0 || _tls is not null))
            {
                CloseAfterFlush();
            }
            else
            {
                Close();
            }

            Tell(end switch
            {
                TransportEnd.PeerClosed => static (handler, transport) => handler.OnClosed(transport, TransportEnd.PeerClosed),
                TransportEnd.TlsFailed => static (handler, transport) => handler.OnClosed(transport, TransportEnd.TlsFailed),
                _ => static (handler, transport) => handler.OnClosed(transport, TransportEnd.Failed),
            });
            _handler = null;
        }
    }

    private void Tell(Action<ITransportHandler, Transport> what)
    {
        try
        {
            if (_handler is { } handler)
            {
                what(handler, this);
            }
        }
        catch (Exception e)
        {
            _end ??= TransportEnd.Failed;
            _loop.ReportFailure(e);
        }
    }
}
