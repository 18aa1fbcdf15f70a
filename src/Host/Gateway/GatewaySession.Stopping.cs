using ProxyDb.Host.Backends;

namespace ProxyDb.Host.Gateway;

/// <content>What stops statements and sessions: cancel requests, time-outs, KILL, a change of user.</content>
internal sealed partial class GatewaySession
{
    private int _cancels;

    public bool IsCancelling => _cancels > 0;

    /// <summary>Of the statement that was sent last.</summary>
    public bool IsTimedOut { get; private set; }

    public void CancelRunning()
    {
        if (_lease.Connection is not { } backend)
        {
            return;
        }

        if (Identity.Cluster.Protocol.CancelsInBand)
        {
            Conversation.CancelRunning();
            return;
        }

        _cancels++;
        Identity.Cluster.Cancel(
            backend,
            () =>
            {
                _cancels--;
                Client.Wake();
            });
    }

    /// <summary>Stops a statement that has run for too long.</summary>
    public void EnforceTimeout(long now)
    {
        if (_lease.Connection is not null && !IsCancelling && _timeout.IsOver(Conversation, _verdicts, now))
        {
            IsTimedOut = true;
            CancelRunning();
        }
    }

    /// <summary>Gives back what an idle session was left with for a statement that did not come.</summary>
    public void ReleaseIdle(long now)
    {
        if (Effects.Last.KeepsLease)
        {
            Effects.Last.Expire(now);
            _lease.AfterMessages();
        }
    }

    public bool Kill(long connectionId, bool queryOnly)
    {
        if (_runtime.Cancels.Find(connectionId, _lease.Cluster, _lease.User) is { } target)
        {
            Stop(target, queryOnly);
            return true;
        }

        return KillByBackend(connectionId, queryOnly);
    }

    public void ChangeUser(ReadOnlySpan<byte> packet) => Client.ChangeUser(packet);

    /// <summary>What CONNECTION_ID() says is the backend's id: good for as long as the session has that backend.</summary>
    private bool KillByBackend(long connectionId, bool queryOnly)
    {
        foreach (var pool in Identity.Cluster.All)
        {
            foreach (var backend in pool.Counts().Connections)
            {
                if ((uint)backend.CancelKey.ProcessId == connectionId && backend.Holder is SessionLease lease && lease.User == _lease.User)
                {
                    lease.Loop.Post(() =>
                    {
                        if (ReferenceEquals(lease.Connection, backend))
                        {
                            Stop(lease, queryOnly);
                        }
                    });
                    return true;
                }
            }
        }

        return false;
    }

    private static void Stop(IKillTarget target, bool queryOnly) =>
        target.Loop.Post(queryOnly ? () => target.OnCancel(static () => { }) : target.OnKill);
}
