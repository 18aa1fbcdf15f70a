using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>The login at a backend: refused.</summary>
internal static class ServerLogin
{
    public static IServerLogin Begin() => throw new NotSupportedException("a login of this protocol");
}
