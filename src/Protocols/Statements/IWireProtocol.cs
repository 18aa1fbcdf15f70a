using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Statements;

/// <summary>One wire protocol: what the gateway needs to begin conversations in it.</summary>
public interface IWireProtocol
{
    /// <summary>As the configuration names it: <c>postgres</c>.</summary>
    string Name { get; }

    int DefaultPort { get; }

    /// <summary>The login of one client that has just connected.</summary>
    IClientLogin CreateClientLogin(ClientLoginOptions options);

    /// <summary>One login at a backend that was just connected to. Derived keys are kept over the logins of one protocol object.</summary>
    IServerLogin CreateServerLogin(ServerLoginOptions options);
}

/// <summary>Whether a listener speaks TLS.</summary>
public enum ClientTls
{
    Disable,
    Prefer,
    Require,
}

/// <summary>What a client login needs to know.</summary>
/// <param name="AllowPassword">
/// Under TLS, ask for the password in clear instead of SCRAM-SHA-256. It is checked against the same verifier.
/// </param>
public sealed record ClientLoginOptions(ClientTls Tls, bool AllowPassword, WireLimits Limits);
