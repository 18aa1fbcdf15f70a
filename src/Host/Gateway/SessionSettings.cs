using System.Collections.Immutable;
using ProxyDb.Host.Backends;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// The settings a session believes in: what it started with, what it has set, what SET LOCAL says for now. Changes take hold when
/// the server has completed them and are taken back with the transaction or savepoint they were made in.
/// </summary>
internal sealed class SessionSettings(SettingsVector startup)
{
    private readonly List<(string Name, SettingsVector Lasting, SettingsVector Effective, BackendMark Backend)> _savepoints = [];
    private SettingsVector? _base;
    private BackendMark _backendBase;

    /// <summary>What RESET goes back to.</summary>
    public SettingsVector Startup { get; } = startup;

    /// <summary>What the session's next backend must have.</summary>
    public SettingsVector Lasting { get; private set; } = startup;

    /// <summary>What holds at this moment, SET LOCAL included: the input of analysis.</summary>
    public SettingsVector Effective { get; private set; } = startup;

    /// <summary>The running transaction has changed something that its end may take back.</summary>
    public bool IsChangedInTransaction => _base is not null;

    /// <summary>A backend's vector at one moment.</summary>
    private readonly record struct BackendMark(SettingsVector? Vector);

    /// <summary>SET, RESET or SET LOCAL has completed.</summary>
    public void Set(string name, string? value, bool isLocal, BackendConnection? backend)
    {
        if (SettingNames.IsTransactional(name))
        {
            return;
        }

        Begin(backend);
        var target = value ?? Startup[name];
        Effective = target is null ? Effective.Without(name) : Effective.With(name, target);
        if (isLocal)
        {
            return;
        }

        Lasting = target is null ? Lasting.Without(name) : Lasting.With(name, target);
        if (backend is { Vector: { } vector })
        {
            // RESET at the server goes back to the login's default, not to what this client started with.
            backend.Vector = value is null ? vector.Without(name) : vector.With(name, value);
        }
    }

    /// <summary>RESET ALL, or the part of DISCARD ALL that it is.</summary>
    public void ResetAll(bool includingRole, BackendConnection? backend)
    {
        Begin(backend);
        foreach (var name in Lasting.Values.Keys.Union(Effective.Values.Keys, StringComparer.Ordinal))
        {
            if (includingRole || !SettingNames.OutlivesResetAll(name))
            {
                Set(name, null, isLocal: false, backend);
            }
        }

        foreach (var (name, value) in Startup.Values)
        {
            if (includingRole || !SettingNames.OutlivesResetAll(name))
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

    public void Savepoint(string name, BackendConnection? backend) =>
        _savepoints.Add((name, Lasting, Effective, new BackendMark(backend?.Vector)));

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

    /// <summary>
    /// Schemas in order, <c>$user</c> replaced by the role; what does not exist is passed over, as the server does. Without a catalog
    /// nobody knows, and a schema named after the role is taken as absent.
    /// </summary>
    public static ImmutableArray<string> SearchPath(string text, string role, CatalogDatabase? catalog) =>
    [
        .. SearchPathText.Parse(text)
            .Where(s => catalog is not null || s != "$user")
            .Select(s => s == "$user" ? role : s)
            .Where(s => catalog is null || catalog.Schema(s) is not null || s.StartsWith("pg_temp", StringComparison.Ordinal)),
    ];

    private void Begin(BackendConnection? backend)
    {
        if (_base is null)
        {
            _base = Lasting;
            _backendBase = new BackendMark(backend?.Vector);
        }
    }
}
