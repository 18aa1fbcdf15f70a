using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>Name of a prepared statement or portal, bounded because it is kept per session.</summary>
internal static class MessageName
{
    public static ReadOnlySpan<byte> Read(scoped ref WireReader reader, WireLimits limits)
    {
        var name = reader.ReadCString();
        if (name.Length > limits.NameLength)
        {
            WireFault.Throw("a statement or portal name that is too long");
        }

        return name;
    }
}
