using ProxyDb.Host.Backends;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <content>Cancel requests, and the end of the session.</content>
internal sealed partial class SessionLease
{
    private bool _isCancelled;

    private static Denial Cancelled { get; } = new(DenialCase.Cancelled, "canceling statement due to user request");

    public void OnCancel(Action done)
    {
        if (_isWaiting && Pool.Withdraw(_waiter))
        {
            _isWaiting = false;
            _session.OnRefused(Cancelled);
            done();
        }
        else if (_prepared is null && (_isWaiting || _isSynchronizing || (_session.Client.IsPaused && !Conversation.IsBusy)))
        {
            // It waits for its analysis, its backend is on the way or being brought to the session's state: it has not left, and will not.
            _isCancelled = true;
            done();
        }
        else if (_lease.IsHeld && Conversation.IsBusy)
        {
            if (_session.Identity.Cluster.Protocol.CancelsInBand)
            {
                Conversation.CancelRunning();
                done();
            }
            else
            {
                _session.Identity.Cluster.Cancel(_lease.Connection, done);
            }
        }
        else
        {
            done();
        }
    }

    /// <summary>What waited was answered without a backend: a cancel request was for it and is not for what follows.</summary>
    public void ForgetCancel() => _isCancelled &= _session.Client.IsPaused;

    /// <summary>True: the message at hand was cancelled while it waited, and will be refused.</summary>
    private bool TakeCancel()
    {
        if (!_isCancelled || _isWaiting || _isSynchronizing || _prepared is not null)
        {
            return false;
        }

        _isCancelled = false;
        _session.Client.Pause();
        Loop.Post(static s => s.OnRefused(Cancelled), _session);
        return true;
    }

    /// <summary>The backend is there, in the session's state: the message that waits for it goes on, unless it was cancelled meanwhile.</summary>
    private void Proceed()
    {
        if (_isCancelled)
        {
            _isCancelled = false;
            _session.OnRefused(Cancelled);
        }
        else
        {
            _session.Client.Wake();
        }
    }

    public void OnKill() =>
        _session.Client.End(new Denial(DenialCase.Cancelled, "the connection was killed") { IsFatal = true }, "killed by the user");

    public void End()
    {
        if (_hasEnded)
        {
            return;
        }

        _hasEnded = true;
        if (_isWaiting)
        {
            Pool.Withdraw(_waiter);
        }

        if (!_lease.IsHeld)
        {
            return;
        }

        if (!Conversation.IsResettable || _isSynchronizing)
        {
            // What runs there runs for nobody: ask the server to stop it, then leave. Where that is said on the connection itself, its end says it.
            if (Conversation.IsBusy && !_session.Identity.Cluster.Protocol.CancelsInBand)
            {
                _session.Identity.Cluster.Cancel(_lease.Connection, static () => { });
            }

            Return(ReturnCondition.Broken);
        }
        else
        {
            // Drivers that begin a transaction at their login (pymssql, python-tds, jTDS without autocommit) leave within one.
            Return(_session.Pins.LeavesTraces || !Conversation.IsAtRest ? ReturnCondition.NeedsReset : ReturnCondition.Clean);
        }
    }
}
