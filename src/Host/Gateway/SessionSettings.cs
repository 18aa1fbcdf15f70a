using ProxyDb.Host.Backends;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// The settings a session believes in: what it started with, what it has set, what SET LOCAL says for now. Changes take hold when
/// the server has completed them and are taken back with the transaction or savepoint they were made in.
/// </summary>
internal sealed class SessionSettings(ISessionSyntax syntax, SettingsVector startup)
{
    private readonly List<(string Name, SettingsVector Lasting, SettingsVector Effective, BackendMark Backend)> _savepoints = [];
    private SettingsVector? _base;
    private BackendMark _backendBase;

    /// <summary>What RESET goes back to.</summary>
    public SettingsVector Startup { get; private set; } = startup;

    /// <summary>What the session's next backend must have.</summary>
    public SettingsVector Lasting { get; private set; } = startup;

    /// <summary>What holds at this moment, SET LOCAL included: the input of analysis.</summary>
    public SettingsVector Effective { get; private set; } = startup;

    /// <summary>The running transaction has changed something that its end may take back.</summary>
    public bool IsChangedInTransaction => _base is not null;

    /// <summary>A backend's vector at one moment.</summary>
    private readonly record struct BackendMark(SettingsVector? Vector);

    /// <summary>What the session's login has found: part of what it began with, unless the client chose its own.</summary>
    public void KeepFromLogin(string name, string value)
    {
        if (Startup[name] is null)
        {
            (Startup, Lasting, Effective) = (Startup.With(name, value), Lasting.With(name, value), Effective.With(name, value));
        }
    }

    /// <summary>The server says so, whatever changed it: at the backend and for the session.</summary>
    public void Reported(string name, string value, BackendConnection? backend)
    {
        name = syntax.Canonical(name);
        if (syntax.IsTransactional(name))
        {
            return;
        }

        if (backend is { Vector: { } vector })
        {
            backend.Vector = Changed(vector, name, value);
        }

        if (!syntax.IsTracking(name))
        {
            (Lasting, Effective) = (Changed(Lasting, name, value), Changed(Effective, name, value));
        }
    }

    /// <summary>It follows from others again (the collation after SET NAMES): nothing of it is kept.</summary>
    public void Forget(string name, BackendConnection? backend)
    {
        (Lasting, Effective) = (Lasting.Without(name), Effective.Without(name));
        if (backend is { Vector: { } vector })
        {
            backend.Vector = vector.Without(name);
        }
    }

    private SettingsVector Changed(SettingsVector vector, string name, string value)
    {
        foreach (var overridden in syntax.Overrides(vector, name, value))
        {
            vector = vector.Without(overridden);
        }

        return vector.With(name, value);
    }

    /// <summary>SET, RESET or SET LOCAL has completed.</summary>
    public void Set(string name, string? value, bool isLocal, BackendConnection? backend)
    {
        name = syntax.Canonical(name);
        if (syntax.IsTransactional(name) || (isLocal && !syntax.RollbackUndoesSets))
        {
            return;
        }

        if (syntax.IsTracking(name))
        {
            SetTracking(name, value, backend);
            return;
        }

        Begin(backend);
        var target = value ?? Startup[name];
        Effective = target is null ? Effective.Without(name) : Changed(Effective, name, target);
        if (isLocal)
        {
            return;
        }

        Lasting = target is null ? Lasting.Without(name) : Changed(Lasting, name, target);
        if (backend is { Vector: { } vector })
        {
            // RESET at the server goes back to the login's default, not to what this client started with.
            backend.Vector = value is null ? vector.Without(name) : Changed(vector, name, value);
        }
    }

    /// <summary>What was set within a call has ended with it; whether the backend knows so is not taken for granted.</summary>
    public void EndCall(SettingsVector before, BackendConnection? backend)
    {
        if (ReferenceEquals(Lasting, before))
        {
            return;
        }

        (Lasting, Effective) = (before, before);
        if (backend is not null)
        {
            backend.Vector = null;
        }
    }

    /// <summary>RESET ALL, or the part of DISCARD ALL that it is.</summary>
    public void ResetAll(bool includingRole, BackendConnection? backend)
    {
        Begin(backend);
        foreach (var name in Lasting.Values.Keys.Union(Effective.Values.Keys, StringComparer.Ordinal))
        {
            if (includingRole || !syntax.OutlivesResetAll(name))
            {
                Set(name, null, isLocal: false, backend);
            }
        }

        foreach (var (name, value) in Startup.Values)
        {
            if (includingRole || !syntax.OutlivesResetAll(name))
            {
                Lasting = Lasting.With(name, value);
                Effective = Effective.With(name, value);
                if (backend is { Vector: { } vector })
                {
                    backend.Vector = vector.Without(name);
                }
            }
        }
    }

    public void Savepoint(string name, BackendConnection? backend)
    {
        if (syntax.RollbackUndoesSets)
        {
            _savepoints.Add((name, Lasting, Effective, new BackendMark(backend?.Vector)));
        }
    }

    public void Release(string name)
    {
        var index = _savepoints.FindLastIndex(s => s.Name == name);
        if (index >= 0)
        {
            _savepoints.RemoveRange(index, _savepoints.Count - index);
        }
    }

    public void RollbackTo(string name, BackendConnection? backend)
    {
        var index = _savepoints.FindLastIndex(s => s.Name == name);
        if (index < 0)
        {
            return;
        }

        (Lasting, Effective) = (_savepoints[index].Lasting, _savepoints[index].Effective);
        if (backend is not null)
        {
            backend.Vector = _savepoints[index].Backend.Vector;
        }

        _savepoints.RemoveRange(index + 1, _savepoints.Count - index - 1);
    }

    /// <summary>The transaction is over and its changes stay.</summary>
    public void Commit()
    {
        _base = null;
        _savepoints.Clear();
        Effective = Lasting;
    }

    /// <summary>The transaction is over and nothing of it stays.</summary>
    public void Rollback(BackendConnection? backend)
    {
        if (_base is not null)
        {
            Lasting = _base;
            if (backend is not null)
            {
                backend.Vector = _backendBase.Vector;
            }
        }

        Commit();
    }

    /// <summary>The gateway needs the reports itself: the next statement goes out with them as they were.</summary>
    private static void SetTracking(string name, string? value, BackendConnection? backend)
    {
        if (backend is { Vector: { } vector })
        {
            backend.Vector = vector.With(name, value ?? "");
        }
    }

    private void Begin(BackendConnection? backend)
    {
        if (_base is null && syntax.RollbackUndoesSets)
        {
            _base = Lasting;
            _backendBase = new BackendMark(backend?.Vector);
        }
    }
}
