using System.Net;

namespace ProxyDb.Host.Network;

/// <summary>Runs once per loop turn after all handlers and before anything queued is sent.</summary>
public interface ITurnHook
{
    void BeforeSends();
}

/// <summary>A timer of a loop; single-shot, re-armed without allocation.</summary>
public interface ILoopTimer
{
    /// <summary>(Re)arms; fires once on the loop after the time.</summary>
    void Start(TimeSpan due);

    void Stop();
}

/// <summary>
/// One thread that waits for readiness, runs handlers, writes the audit and then sends: everything of one session happens here,
/// so nothing on the path of a statement takes a lock. Threads have a 16 MiB stack (parsers recurse).
/// </summary>
public abstract class EventLoop : IDisposable
{
    /// <summary>0-based.</summary>
    public abstract int Index { get; }

    public abstract bool IsCurrent { get; }

    /// <summary><see cref="System.Diagnostics.Stopwatch"/> ticks read once per turn.</summary>
    public abstract long TurnTimestamp { get; }

    /// <summary>Wall clock (UTC ticks) read once per turn.</summary>
    public abstract long TurnUtcTicks { get; }

    /// <summary>
    /// A handler, timer, posted action or turn hook threw. The transport of the handler is closed as failed; after a hook threw,
    /// nothing of the turn is sent and its transports are closed. Without a subscriber the exception ends the process.
    /// </summary>
    public event Action<EventLoop, Exception>? Faulted;

    public abstract void Start();

    /// <summary>From any thread: runs the action on the loop. Order is kept per caller.</summary>
    public abstract void Post(Action action);

    /// <summary>As <see cref="Post(Action)"/> without a closure.</summary>
    public abstract void Post<T>(Action<T> action, T state)
        where T : class;

    public abstract void AddTurnHook(ITurnHook hook);

    public abstract ILoopTimer CreateTimer(Action fired);

    /// <summary>Accepts connections on an address (SO_REUSEPORT: each loop has its own listener). Returns the bound end point.</summary>
    public abstract IPEndPoint Listen(IPEndPoint address, int backlog, Action<Transport> accepted);

    /// <summary>Closes the listeners of this loop; accepted connections live on.</summary>
    public abstract void StopListening();

    /// <summary>Opens a connection; <paramref name="done"/> runs on the loop with a transport, or with the failure.</summary>
    public abstract void Connect(EndPoint address, TimeSpan timeout, Action<Transport?, Exception?> done);

    /// <summary>Runs the turn hooks, then sends the queue of one transport now (long relays inside one turn).</summary>
    public abstract void FlushEarly(Transport transport);

    /// <summary>Ends the thread after the current turn; open transports are closed.</summary>
    public abstract void Stop();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    /// <summary>Hands an exception of a callback to <see cref="Faulted"/>.</summary>
    protected internal void ReportFailure(Exception failure)
    {
        if (Faulted is not { } faulted)
        {
            throw new InvalidOperationException("a callback of an event loop failed and nobody listens to `Faulted`", failure);
        }

        faulted(this, failure);
    }
}
