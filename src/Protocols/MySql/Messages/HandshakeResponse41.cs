using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>
/// The client's answer to the greeting
/// (<see href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_response.html"/>);
/// without its fields from the user on it is an SSLRequest.
/// </summary>
internal sealed record HandshakeResponse41(Capabilities Capabilities, uint MaxPacket, byte Collation, byte[] User)
{
    /// <summary>Length of the fixed part, which is all of an SSLRequest.</summary>
    public const int HeadLength = 32;

    private const int FillerLength = 19;

    public byte[] AuthResponse { get; init; } = [];

    public byte[] Database { get; init; } = [];

    /// <summary>The method that the response is made by; empty when the client names none.</summary>
    public byte[] AuthPlugin { get; init; } = [];

    /// <summary>Name and value of each connection attribute, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Attributes { get; init; } = [];

    /// <summary>The client speaks protocol 4.1 at all: else nothing of this layout holds.</summary>
    public static bool IsOfProtocol41(ReadOnlySpan<byte> payload) =>
        payload.Length >= 2 && ((Capabilities)(payload[0] | (payload[1] << 8)) & Capabilities.Protocol41) != 0;

    public static bool IsSslRequest(ReadOnlySpan<byte> payload) =>
        payload.Length == HeadLength && ((Capabilities)(payload[0] | (payload[1] << 8)) & Capabilities.Ssl) != 0;

    public static HandshakeResponse41 Read(ReadOnlySpan<byte> payload)
    {
        var reader = new PacketReader(payload);
        var head = ReadHead(ref reader);
        var capabilities = head.Capabilities;
        var response = head with
        {
            User = reader.ReadCString().ToArray(),
            AuthResponse = ReadAuthResponse(ref reader, capabilities).ToArray(),
            Database = (capabilities & Capabilities.ConnectWithDatabase) != 0 ? reader.ReadCStringOrRest().ToArray() : [],
            AuthPlugin = (capabilities & Capabilities.PluginAuth) != 0 ? reader.ReadCStringOrRest().ToArray() : [],
            Attributes = (capabilities & Capabilities.ConnectAttributes) != 0 ? ConnectAttributes.Read(ref reader) : [],
        };
        if ((capabilities & Capabilities.ZstdCompression) != 0)
        {
            reader.ReadByte();
        }

        reader.ExpectEnd("HandshakeResponse");
        return response;
    }

    public void Write(WireBuffer buffer)
    {
        WriteHead(buffer);
        buffer.WriteBytes(User);
        buffer.WriteByte(0);
        if ((Capabilities & Capabilities.PluginAuthLengthEncoded) != 0)
        {
            buffer.WriteString(AuthResponse);
        }
        else
        {
            buffer.WriteByte((byte)AuthResponse.Length);
            buffer.WriteBytes(AuthResponse);
        }

        if ((Capabilities & Capabilities.ConnectWithDatabase) != 0)
        {
            FrameWriter.WriteField(buffer, Database);
        }

        if ((Capabilities & Capabilities.PluginAuth) != 0)
        {
            FrameWriter.WriteField(buffer, AuthPlugin);
        }

        if ((Capabilities & Capabilities.ConnectAttributes) != 0)
        {
            ConnectAttributes.Write(buffer, Attributes);
        }
    }

    /// <summary>The fixed part alone: as a packet of its own an SSLRequest.</summary>
    public void WriteHead(WireBuffer buffer)
    {
        buffer.WriteUInt32((uint)Capabilities);
        buffer.WriteUInt32(MaxPacket);
        buffer.WriteByte(Collation);
        buffer.WriteBytes(stackalloc byte[FillerLength]);
        buffer.WriteUInt32((uint)((ulong)Capabilities >> 32));
    }

    public static HandshakeResponse41 ReadHead(ReadOnlySpan<byte> payload)
    {
        var reader = new PacketReader(payload);
        return ReadHead(ref reader);
    }

    private static HandshakeResponse41 ReadHead(scoped ref PacketReader reader)
    {
        var capabilities = (Capabilities)reader.ReadUInt32();
        var maxPacket = reader.ReadUInt32();
        var collation = reader.ReadByte();
        reader.ReadBytes(FillerLength);
        var extended = reader.ReadUInt32();
        if ((capabilities & Capabilities.LongPassword) == 0)
        {
            capabilities |= (Capabilities)((ulong)extended << 32);
        }

        return new HandshakeResponse41(capabilities, maxPacket, collation, []);
    }

    private static ReadOnlySpan<byte> ReadAuthResponse(scoped ref PacketReader reader, Capabilities capabilities)
    {
        if ((capabilities & Capabilities.PluginAuthLengthEncoded) != 0)
        {
            return reader.ReadString();
        }

        return (capabilities & Capabilities.SecureConnection) != 0 ? reader.ReadBytes(reader.ReadByte()) : reader.ReadCString();
    }
}
