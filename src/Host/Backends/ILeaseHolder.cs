using ProxyDb.Host.Network;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Backends;

/// <summary>Who has leased a backend connection. Every member is called on the holder's own loop.</summary>
public interface ILeaseHolder
{
    EventLoop Loop { get; }

    string SessionId { get; }

    /// <summary>A backend was found. False: the holder is gone and the connection goes back.</summary>
    bool OnGranted(BackendConnection connection);

    /// <summary>No backend will be found (time, failure, cancel).</summary>
    void OnRefused(Denial denial);

    /// <summary>Bytes of the leased backend; returns how many were consumed.</summary>
    int OnBackendReceived(ReadOnlySpan<byte> bytes);

    void OnBackendDrained();

    void OnBackendClosed(string reason);
}

/// <summary>One session's wish for a backend; made once a session and used again for each lease.</summary>
public sealed class LeaseWaiter
{
    public LeaseWaiter(ILeaseHolder holder, string user)
    {
        Holder = holder;
        User = user;
        Node = new LinkedListNode<LeaseWaiter>(this);
    }

    public ILeaseHolder Holder { get; }

    /// <summary>Client user, for <c>pool.per_user</c>.</summary>
    public string User { get; }

    /// <summary>State the session wants; a backend that has it already is preferred.</summary>
    public SettingsVector Wanted { get; set; } = SettingsVector.Empty;

    /// <summary>The user's share of the pool it last asked; found once, so that a lease looks nothing up.</summary>
    internal UserShare? Share { get; set; }

    /// <summary>Its place in the queue while it waits; one node a session, so that waiting allocates nothing.</summary>
    internal LinkedListNode<LeaseWaiter> Node { get; }

    /// <summary>Stopwatch ticks since when it waits.</summary>
    internal long Since { get; set; }

    /// <summary>Tells holders, each on its loop, that they will not get a backend.</summary>
    internal static void Refuse(IReadOnlyList<LeaseWaiter> waiters, string message) =>
        Refuse(waiters, new Denial(DenialCase.NoBackend, message));

    internal static void Refuse(IReadOnlyList<LeaseWaiter> waiters, Denial denial)
    {
        foreach (var waiter in waiters)
        {
            waiter.Holder.Loop.Post(() => waiter.Holder.OnRefused(denial));
        }
    }
}
