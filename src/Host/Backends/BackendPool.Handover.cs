using System.Diagnostics;

namespace ProxyDb.Host.Backends;

/// <content>The way of a granted connection to its holder, perhaps on another loop.</content>
public sealed partial class BackendPool
{
    /// <summary>How long a connection that is to move waits for what it still has to send.</summary>
    private static readonly TimeSpan UntilSent = TimeSpan.FromMilliseconds(1);

    /// <summary>Brings a granted connection to its holder's loop and tells it there.</summary>
    private static void HandOver(BackendConnection connection, LeaseWaiter waiter)
    {
        var target = waiter.Holder.Loop;
        if (ReferenceEquals(connection.Transport.Loop, target))
        {
            target.Post(static c => c.Pool.Deliver(c), connection);
            return;
        }

        connection.Transport.Loop.Post(Leave, connection);
    }

    /// <summary>
    /// On the connection's old loop. What has no answer (COM_STMT_CLOSE) may still wait to be sent: usually until the end of the turn, else
    /// until the server reads again.
    /// </summary>
    private static void Leave(BackendConnection connection)
    {
        if (connection.IsClosed)
        {
            connection.GrantedTo!.Holder.Loop.Post(static d => d.Pool.Deliver(d), connection);
        }
        else if (connection.Transport.Queued > 0)
        {
            LeaveLater(connection);
        }
        else
        {
            connection.Transport.Handler = null;
            connection.Transport.MoveTo(connection.GrantedTo!.Holder.Loop, connection.Arrived);
        }
    }

    /// <summary>A method of its own, since what it captures would be made at each handover.</summary>
    private static void LeaveLater(BackendConnection connection) =>
        connection.Transport.Loop.CreateTimer(() => Leave(connection)).Start(UntilSent);

    /// <summary>On the holder's loop.</summary>
    internal void Deliver(BackendConnection connection)
    {
        var waiter = connection.GrantedTo!;
        connection.GrantedTo = null;
        if (connection.IsClosed)
        {
            // Lost on the way: the waiter goes back to the head of the queue, where it came from.
            lock (_lock)
            {
                _shares.Of(waiter).Active--;
                _waiters.AddFirst(waiter.Node);
                _openings.OpenIfNeeded(waiter.Holder.Loop, _waiters.Count, _connecting, Total);
            }

            return;
        }

        connection.Holder = waiter.Holder;
        connection.LastUsedAt = Stopwatch.GetTimestamp();
        if (!waiter.Holder.OnGranted(connection))
        {
            Return(connection, waiter, ReturnCondition.Clean);
        }
    }
}
