using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>Further data of an authentication method: 0x01 and what the method says.</summary>
internal static class AuthMoreData
{
    public const byte Header = 0x01;

    /// <summary>caching_sha2_password: the scramble was right, OK follows.</summary>
    public const byte FastAuthSuccess = 3;

    /// <summary>caching_sha2_password: the password itself is needed.</summary>
    public const byte PerformFullAuthentication = 4;

    /// <summary>caching_sha2_password, of the client: send the public key.</summary>
    public const byte RequestPublicKey = 2;

    public static void Write(WireBuffer buffer, ReadOnlySpan<byte> data)
    {
        buffer.WriteByte(Header);
        buffer.WriteBytes(data);
    }
}
