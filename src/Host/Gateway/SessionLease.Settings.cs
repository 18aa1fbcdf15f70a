using ProxyDb.Host.Backends;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Host.Gateway;

/// <summary>How a backend comes into the session's state.</summary>
internal sealed partial class SessionLease
{
    /// <summary>Asks the pool for a backend whose settings can become the session's.</summary>
    private void Take()
    {
        _waiter.Wanted = _settings.Lasting;
        while (Pool.TryTake(_waiter) is { } connection)
        {
            if (TryAttach(connection))
            {
                return;
            }
        }

        _isWaiting = true;
    }

    /// <summary>The statement at hand asks for what the last one left: its backend, if nobody has had it since.</summary>
    public void TakeBack()
    {
        if (!_lease.IsHeld && !_isWaiting && _session.Effects.Last.At is { IsClosed: false } last
            && _settings.Lasting.Equals(last.Vector) && Pool.TryTakeBack(_waiter, last))
        {
            TryAttach(last);
        }
    }

    /// <summary>False: no statement leads from its settings to the session's, and it was closed.</summary>
    private bool TryAttach(BackendConnection connection)
    {
        if (connection.Vector is { } vector && !Pool.Syntax.CanReach(vector, _settings.Lasting))
        {
            Pool.Return(connection, _waiter, ReturnCondition.Broken);
            return false;
        }

        _session.Effects.Last.Leased(connection, ReferenceEquals(connection.LastHolder, this));
        _lease.Attach(connection);
        return true;
    }

    /// <summary>
    /// Brings the backend to the session's settings, once it has answered what was sent before. Cosmetic ones travel ahead of the
    /// statement in the same write; what analysis or rights depend on is confirmed first: then false, and the client waits.
    /// </summary>
    private bool Synchronize()
    {
        var connection = _lease.Connection!;
        var wanted = _settings.Lasting;
        var isSame = ReferenceEquals(connection.Vector, wanted) || ReferenceEquals(connection.Matched, wanted)
            || wanted.Equals(connection.Vector) || _session.Effects.IsAborted;
        if (isSame && !_session.Effects.Last.IsAsked)
        {
            return true;
        }

        if (Conversation is { IsBusy: true, EndsByItself: true })
        {
            _awaitsAnswers = true;
            return false;
        }

        var mustConfirm = false;
        var statement = isSame ? null : Difference(connection, wanted, out mustConfirm);
        statement = TakeRestore(connection) is { } restore ? OwnStatement.Join(statement, restore) : statement;
        if (statement is null)
        {
            connection.Matched = isSame ? connection.Matched : wanted;
            return true;
        }

        if (!Conversation.IsAtRest && !Conversation.EndsByItself && (Conversation.IsBusy || !mustConfirm))
        {
            return !mustConfirm || WireFault.Throw<bool>("settings were reset within a pipeline; send Sync after RESET");
        }

        _lease.Send(statement);
        Conversation.ExpectOwn();
        _session.Effects.Last.OwnSent();
        _ownRunning++;
        _target = isSame ? connection.Vector : wanted;
        if (mustConfirm || _prepared is not null)
        {
            _isSynchronizing = true;
            return false;
        }

        connection.Vector = _target;
        return true;
    }

    private OwnStatement? Difference(BackendConnection connection, SettingsVector wanted, out bool mustConfirm)
    {
        mustConfirm = true;
        return connection.PresentState(wanted) is { } present
            ? Pool.Syntax.Settings(present, wanted, connection.LoginParameters, out mustConfirm)
            : Pool.Syntax.SettingsFromUnknown(wanted, connection.LoginParameters);
    }

    /// <summary>The statement at hand asks for what the last one left: where that was another backend, it is put right first.</summary>
    private OwnStatement? TakeRestore(BackendConnection connection)
    {
        var last = _session.Effects.Last;
        if (!last.TakeAsked() || !last.MustRestore(connection))
        {
            return null;
        }

        last.InsertIdSet(last.InsertId, connection);
        return OwnStatement.InsertId(last.InsertId);
    }

    private void RefuseSettings(string code)
    {
        var denial = new Denial(
            DenialCase.LoginRefused, "the database refused a setting of the session; see the settings the client sends at its start")
        {
            Code = code, IsFatal = true,
        };
        if (TakePrepared() is { } prepared)
        {
            Return(ReturnCondition.Broken);
            prepared(denial);
        }
        else
        {
            Break("the database refused to restore a setting of the session (" + code + ")");
        }
    }

    private void Tell(IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        foreach (var (name, value) in parameters)
        {
            _session.Reports.Tell(name, value);
        }

        foreach (var name in Pool.Syntax.KeptFromLogin)
        {
            if (_session.Reports[name] is { } found)
            {
                _settings.KeepFromLogin(name, found);
            }
        }
    }
}
