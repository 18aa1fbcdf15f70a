using System.Diagnostics;
using System.Net;

namespace ProxyDb.Host.Network;

/// <summary>
/// What every loop does in a turn, whatever it waits with: wait → timers → posts and handlers → turn hooks → sends. Handlers run in
/// the handler phase only and bytes leave in the send phase only, so that the hooks stand between the two.
/// </summary>
internal abstract class TurnLoop : EventLoop
{
    /// <summary>Free space in front of received bytes, into which kept bytes are copied so that the handler sees one span.</summary>
    public const int HeadroomBytes = BlockSlab.BlockBytes;

    /// <summary>Most bytes taken from a socket with one call.</summary>
    public const int ReceiveBytes = 64 << 10;

    private const int StackBytes = 16 << 20;

    /// <summary>Posts and handlers that cause more of both are followed this often before the turn goes on to its sends.</summary>
    private const int RoundsPerTurn = 4;

    private readonly PostQueue _posts = new();
    private readonly List<ITurnHook> _hooks = [];
    private readonly List<LoopTransport> _dirty = [];
    private readonly List<LoopTransport> _nextTurn = [];
    private readonly Action<Exception> _failed;
    private readonly Thread _thread;
    private Queue<LoopTransport> _ready = new();
    private Queue<LoopTransport> _running = new();
    private byte[]? _plain;
    private int _threadId = -1;
    private int _asleep;
    private bool _started;
    private volatile bool _stopping;
    private bool _closed;
    private long _turnTimestamp = Stopwatch.GetTimestamp();
    private long _turnUtcTicks = DateTime.UtcNow.Ticks;

    protected TurnLoop(int index)
    {
        Index = index;
        _failed = e => ReportFailure(e);
        _thread = new Thread(Run, StackBytes) { IsBackground = true, Name = $"loop {index}" };
    }

    public override int Index { get; }

    public override bool IsCurrent => Environment.CurrentManagedThreadId == _threadId;

    public override long TurnTimestamp => _turnTimestamp;

    public override long TurnUtcTicks => _turnUtcTicks;

    public BlockSlab Slab { get; } = new();

    public TimerHeap Timers { get; } = new();

    /// <summary>Shared by all transports of the loop; its bytes are valid within one receive only.</summary>
    public byte[] ReceiveBuffer { get; } = GC.AllocateUninitializedArray<byte>(HeadroomBytes + ReceiveBytes, pinned: true);

    /// <summary>As <see cref="ReceiveBuffer"/>, for what TLS decrypted.</summary>
    public byte[] PlainBuffer => _plain ??= GC.AllocateUninitializedArray<byte>(HeadroomBytes + ReceiveBytes);

    public override void Start()
    {
        _started = true;
        _thread.Start();
    }

    public override void Post(Action action)
    {
        _posts.Add(action);
        WakeFromOutside();
    }

    public override void Post<T>(Action<T> action, T state)
    {
        _posts.Add(action, state);
        WakeFromOutside();
    }

    public override void AddTurnHook(ITurnHook hook)
    {
        if (IsCurrent || !_started)
        {
            _hooks.Add(hook);
        }
        else
        {
            Post(() => _hooks.Add(hook));
        }
    }

    public override ILoopTimer CreateTimer(Action fired) => new LoopTimer(this, fired);

    public override void FlushEarly(Transport transport)
    {
        var early = (LoopTransport)transport;
        if (RunHooks())
        {
            early.Flush();
        }
        else
        {
            early.Fail(TransportEnd.Failed);
        }
    }

    public override void Stop()
    {
        _stopping = true;
        WakeFromOutside();
        if (!_started)
        {
            Close();
        }
    }

    /// <summary>Puts a transport on the list of the next round of handlers.</summary>
    public void Schedule(LoopTransport transport) => _ready.Enqueue(transport);

    /// <summary>Puts a transport that used up its share on the list of the next turn.</summary>
    public void ScheduleNextTurn(LoopTransport transport) => _nextTurn.Add(transport);

    /// <summary>Puts a transport on the list of the sends of this turn.</summary>
    public void AddDirty(LoopTransport transport) => _dirty.Add(transport);

    /// <summary>Tells the outcome of <see cref="EventLoop.Connect"/>.</summary>
    public void EndConnect(Action<Transport?, Exception?> done, Transport? transport, Exception? failure)
    {
        try
        {
            done(transport, failure);
        }
        catch (Exception e)
        {
            transport?.Close();
            ReportFailure(e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Stop();
            if (_started && !IsCurrent)
            {
                _thread.Join();
            }
        }
    }

    /// <summary>Waits for readiness and marks what is ready; calls no handler. 0 = only look, -1 = no end.</summary>
    protected abstract void Wait(int timeoutMs);

    /// <summary>Ends the current or the next <see cref="Wait"/>; any thread.</summary>
    protected abstract void Wake();

    /// <summary>Closes listeners, transports and what the loop waits with; no handler is called.</summary>
    protected abstract void CloseAll();

    private void Run()
    {
        _threadId = Environment.CurrentManagedThreadId;
        try
        {
            while (!_stopping)
            {
                Turn();
            }
        }
        finally
        {
            Close();
        }
    }

    private void Turn()
    {
        Volatile.Write(ref _asleep, 1);
        Interlocked.MemoryBarrier();
        var timeout = _stopping || !_posts.IsEmpty || _ready.Count > 0 || _nextTurn.Count > 0 ? 0 : WaitMs();
        Wait(timeout);
        Volatile.Write(ref _asleep, 0);
        _turnTimestamp = Stopwatch.GetTimestamp();
        _turnUtcTicks = DateTime.UtcNow.Ticks;
        for (var i = 0; i < _nextTurn.Count; i++)
        {
            _ready.Enqueue(_nextTurn[i]);
        }

        _nextTurn.Clear();
        Timers.Fire(_turnTimestamp, _failed);
        for (var round = 0; round < RoundsPerTurn && (_ready.Count > 0 || !_posts.IsEmpty); round++)
        {
            if (!_posts.IsEmpty)
            {
                _posts.Run(_failed);
            }

            RunReady();
        }

        Send();
    }

    private void RunReady()
    {
        (_running, _ready) = (_ready, _running);
        while (_running.TryDequeue(out var transport))
        {
            // One that moved away in the meantime is the other loop's.
            if (ReferenceEquals(transport.Loop, this))
            {
                transport.Run();
            }
        }
    }

    private void Send()
    {
        var recorded = RunHooks();
        for (var i = 0; i < _dirty.Count; i++)
        {
            var transport = _dirty[i];
            if (!ReferenceEquals(transport.Loop, this))
            {
                continue;
            }

            if (recorded)
            {
                transport.Flush();
            }
            else
            {
                // What could not be recorded is not sent.
                transport.Fail(TransportEnd.Failed);
            }
        }

        _dirty.Clear();
    }

    private bool RunHooks()
    {
        try
        {
            for (var i = 0; i < _hooks.Count; i++)
            {
                _hooks[i].BeforeSends();
            }

            return true;
        }
        catch (Exception e)
        {
            ReportFailure(e);
            return false;
        }
    }

    private int WaitMs()
    {
        var next = Timers.NextTicks;
        if (next == long.MaxValue)
        {
            return -1;
        }

        var ticks = next - Stopwatch.GetTimestamp();
        var perMs = Stopwatch.Frequency / 1000;
        return ticks <= 0 ? 0 : (int)Math.Min((ticks + perMs - 1) / perMs, int.MaxValue);
    }

    /// <summary>Pairs with the barrier of <see cref="Turn"/>: either the loop sees the post or this thread sees the loop asleep.</summary>
    private void WakeFromOutside()
    {
        if (IsCurrent)
        {
            return;
        }

        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _asleep) == 1 && Interlocked.Exchange(ref _asleep, 0) == 1)
        {
            Wake();
        }
    }

    private void Close()
    {
        if (!_closed)
        {
            _closed = true;
            CloseAll();
        }
    }
}
