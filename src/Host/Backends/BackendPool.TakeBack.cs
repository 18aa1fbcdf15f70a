using System.Diagnostics;

namespace ProxyDb.Host.Backends;

/// <content>A session's way back to the connection it had.</content>
public sealed partial class BackendPool
{
    /// <summary>Takes the connection that the holder itself gave back last, if nobody has had it since and it is on the holder's loop.</summary>
    public bool TryTakeBack(LeaseWaiter waiter, BackendConnection connection)
    {
        lock (_lock)
        {
            if (IsPaused || !ReferenceEquals(connection.LastHolder, waiter.Holder) || !_shares.MayHaveMore(waiter)
                || !_idle[waiter.Holder.Loop.Index].Remove(connection))
            {
                return false;
            }

            Grant(connection, waiter);
        }

        connection.Holder = waiter.Holder;
        connection.GrantedTo = null;
        connection.LastUsedAt = Stopwatch.GetTimestamp();
        return true;
    }
}
