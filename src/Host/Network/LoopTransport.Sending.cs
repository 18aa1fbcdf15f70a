namespace ProxyDb.Host.Network;

internal abstract partial class LoopTransport
{
    private static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(5);

    /// <summary>What goes to the socket as it is.</summary>
    private readonly SendQueue _wire = new();
    private Stage _stage;
    private ILoopTimer? _graceTimer;
    private bool _dirty;

    /// <summary>The kernel had no room; it tells when it has.</summary>
    private bool _blocked;

    /// <summary>The queue was above the high-water mark and not yet below the low one.</summary>
    private bool _wasCongested;

    /// <summary>OnDrained is due in the next handler phase.</summary>
    private bool _drained;

    public override int Queued => _wire.Length + (_plain?.Length ?? 0);

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        if (_stage != Stage.Open || _dead || bytes.IsEmpty)
        {
            return;
        }

        (_plain ?? _wire).Append(_loop.Slab, bytes);
        _wasCongested |= IsCongested;
        MarkDirty();
    }

    public override void Close()
    {
        if (_stage == Stage.Closed)
        {
            return;
        }

        _stage = Stage.Closed;
        _graceTimer?.Stop();
        if (!_showing)
        {
            _kept.Clear(_loop.Slab);
        }

        _plain?.Clear(_loop.Slab);
        if (IsSendPending)
        {
            _wire.Abandon(_loop.Slab);
        }
        else
        {
            _wire.Clear(_loop.Slab);
        }

        CloseTls();
        CloseSocket();
    }

    public override void CloseAfterFlush()
    {
        if (_stage != Stage.Open)
        {
            return;
        }

        if (_tlsStart is { IsRunning: true })
        {
            // Nothing readable can be sent in the middle of a handshake.
            Close();
            return;
        }

        _stage = Stage.Closing;
        _graceTimer = _loop.CreateTimer(Close);
        _graceTimer.Start(CloseGrace);
        MarkDirty();
    }

    /// <summary>Send phase: gives the queue to the kernel.</summary>
    internal void Flush()
    {
        _dirty = false;
        if (_stage is Stage.Draining or Stage.Closed || _blocked)
        {
            return;
        }

        while (EncryptQueued())
        {
            var sent = Send(_wire);
            if (sent == WouldBlock)
            {
                _blocked = true;
                AwaitWritable();
                break;
            }

            if (sent == Broken)
            {
                FailSending();
                return;
            }

            _wire.Consume(_loop.Slab, sent);
        }

        AfterFlush();
    }

    /// <summary>Closes and tells the handler in the next handler phase.</summary>
    internal void Fail(TransportEnd end)
    {
        _dirty = false;
        if (_stage == Stage.Open)
        {
            _wire.Clear(_loop.Slab);
            _plain?.Clear(_loop.Slab);
            _dead = true;
            _end ??= end;
            Schedule();
        }
        else
        {
            Close();
        }
    }

    /// <summary>Wait phase: the kernel has room again.</summary>
    protected void MarkWritable()
    {
        if (_blocked)
        {
            _blocked = false;
            MarkDirty();
        }
    }

    /// <summary>What is to be sent next, in one piece.</summary>
    protected Memory<byte> FrontOfQueue => _wire.Chunk(0);

    /// <summary>For a kind of socket that sends in the background: the kernel took bytes of the queue.</summary>
    protected void SentInBackground(int count) => _wire.Consume(_loop.Slab, count);

    private void MarkDirty()
    {
        if (!_dirty && !_blocked)
        {
            _dirty = true;
            _loop.AddDirty(this);
        }
    }

    private void AfterFlush()
    {
        if (_tlsStart is { IsRunning: false } && _wire.IsEmpty)
        {
            Schedule();
        }

        var queued = Queued;
        if (_wasCongested && queued < LowWater)
        {
            _wasCongested = false;
            _drained = true;
            Schedule();
        }

        if (queued == 0 && _stage == Stage.Closing)
        {
            BeginDrain();
        }
    }

    /// <summary>The peer no longer takes bytes; what it sent before may still be read, unless nobody reads.</summary>
    private void FailSending()
    {
        _wire.Clear(_loop.Slab);
        _plain?.Clear(_loop.Slab);
        if (_stage == Stage.Closing)
        {
            Close();
            return;
        }

        MarkReadable(hangup: true, dead: true);
    }

    /// <summary>
    /// Shuts our side and waits for the peer's: closing a socket with unread bytes would reset the connection and could take the
    /// last message from a peer that is still sending.
    /// </summary>
    private void BeginDrain()
    {
        _stage = Stage.Draining;
        ShutdownSend();
        Schedule();
    }

    private void Drain()
    {
        _kept.Clear(_loop.Slab);
        for (var i = 0; i < BuffersPerTurn; i++)
        {
            var got = Receive(_loop.ReceiveBuffer);
            if (got == WouldBlock)
            {
                AwaitReadable();
                return;
            }

            if (got <= 0)
            {
                Close();
                return;
            }
        }

        ScheduleNextTurn();
    }
}
