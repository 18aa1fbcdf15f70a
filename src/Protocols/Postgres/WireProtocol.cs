using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Postgres;

/// <summary>PostgreSQL's protocol 3.0.</summary>
public sealed class WireProtocol : IWireProtocol
{
    private readonly ScramKeyCache _keys = new();

    public string Name => "postgres";

    public int DefaultPort => 5432;

    public IClientLogin CreateClientLogin(ClientLoginOptions options) => new ClientLogin(options);

    public IServerLogin CreateServerLogin(ServerLoginOptions options) => new ServerLogin(options, _keys);
}
