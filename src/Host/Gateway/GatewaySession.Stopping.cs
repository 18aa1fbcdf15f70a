namespace ProxyDb.Host.Gateway;

/// <content>What stops statements and sessions: cancel requests, time-outs.</content>
internal sealed partial class GatewaySession
{
    private int _cancels;

    public bool IsCancelling => _cancels > 0;

    public void CancelRunning()
    {
        if (_lease.Connection is not { } backend)
        {
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
}
