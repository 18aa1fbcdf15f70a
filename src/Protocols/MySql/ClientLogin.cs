using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>The login of a client: refused.</summary>
internal static class ClientLogin
{
    public static IClientLogin Begin() => throw new NotSupportedException("a login of this protocol");
}
