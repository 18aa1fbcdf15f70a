using ProxyDb.Host.Backends;
using ProxyDb.Host.Network;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>The step of a client's login that turns its connection to TLS, the way the protocol asks for it.</summary>
internal readonly struct LoginTls(GatewayRuntime runtime, ClientConnection client)
{
    /// <param name="takesKept">See <see cref="Transport.StartTlsServer"/>.</param>
    public void Start(IClientLogin login, bool takesKept)
    {
        if (runtime.Tls.For(client.Listener) is not { } options)
        {
            client.End(null, "the listener has no certificate");
            return;
        }

        var (connection, traits) = (client, login.Tls);
        connection.Transport.StartTlsServer(
            ProtocolFraming.Narrow(options, traits),
            failure =>
            {
                if (failure is null)
                {
                    login.TlsStarted();
                }
                else
                {
                    connection.End(null, "TLS failed: " + failure.Message);
                }
            },
            takesKept,
            ProtocolFraming.Of(traits),
            byRecord: runtime.Tls.ModeOf(connection.Listener) == ClientTls.LoginOnly);
    }
}
