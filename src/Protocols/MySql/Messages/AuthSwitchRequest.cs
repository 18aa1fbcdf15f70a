using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>The server wants another authentication method: 0xFE, its name, its data (a scramble and a zero).</summary>
internal readonly ref struct AuthSwitchRequest
{
    public const byte Header = 0xfe;

    public required ReadOnlySpan<byte> Plugin { get; init; }

    /// <summary>Without its terminating zero.</summary>
    public required ReadOnlySpan<byte> Data { get; init; }

    public static AuthSwitchRequest Read(ReadOnlySpan<byte> payload)
    {
        var reader = new PacketReader(payload[1..]);
        if (reader.Remaining == 0)
        {
            WireFault.Throw("a request for the authentication of MySQL 4.0");
        }

        var plugin = reader.ReadCString();
        var data = reader.ReadRest();
        return new AuthSwitchRequest { Plugin = plugin, Data = data.EndsWith("\0"u8) ? data[..^1] : data };
    }

    public static void Write(WireBuffer buffer, ReadOnlySpan<byte> plugin, ReadOnlySpan<byte> data)
    {
        buffer.WriteByte(Header);
        buffer.WriteCString(plugin);
        buffer.WriteCString(data);
    }
}
