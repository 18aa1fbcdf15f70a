using System.Collections.Immutable;
using System.Globalization;
using ProxyDb.Host.Audit;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>The records of one login, of which there is one whatever happens, and of the end of its session.</summary>
internal sealed class LoginRecords(IAuditLane audit, ClientConnection client)
{
    private bool _isRecorded;

    /// <summary>What records say of a session; its id comes with the session.</summary>
    public AuditSession SessionOf(string user, IClientLogin login, string cluster) => new(
        "", user, login.Method, client.Transport.TlsVersion, login.Application, client.Listener.Name,
        client.Remote.Address.ToString(), client.Remote.Port, cluster, login.Database);

    /// <summary>False: the spool is full and `audit.on_full` is refuse.</summary>
    /// <param name="session">Null: it never came to one.</param>
    public bool Login(AuditSession? session, IClientLogin login, bool isAuthenticated, string result, string? reason)
    {
        if (_isRecorded)
        {
            return true;
        }

        _isRecorded = true;
        session ??= SessionOf(login.User, login, client.Listener.Cluster) with { Auth = isAuthenticated ? login.Method : "none" };
        return reason is null
            ? Record("login", session, ("result", result))
            : Record("login", session, ("result", result), ("reason", reason));
    }

    public void Logout(GatewaySession session, string reason) => Record(
        "logout", session.Identity.Audit, ("reason", reason), ("statements", session.StatementCount.ToString(CultureInfo.InvariantCulture)));

    private bool Record(string name, AuditSession session, params ReadOnlySpan<(string Key, string Value)> fields)
    {
        var list = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>(fields.Length);
        foreach (var (key, value) in fields)
        {
            list.Add(new KeyValuePair<string, string>(key, value));
        }

        return audit.TryRecord(new AuditEvent(name, session, list.ToImmutable()));
    }
}
