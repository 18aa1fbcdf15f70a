using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>COM_CHANGE_USER (<see href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_change_user.html"/>).</summary>
internal static class ComChangeUser
{
    /// <summary>As the answer to a greeting of the capabilities that the connection has.</summary>
    /// <param name="payload">With the command byte.</param>
    public static HandshakeResponse41 Read(ReadOnlySpan<byte> payload, Capabilities capabilities)
    {
        var reader = new PacketReader(payload[1..]);
        var user = reader.ReadCString().ToArray();
        var isSized = (capabilities & Capabilities.SecureConnection) != 0;
        var response = isSized ? reader.ReadBytes(reader.ReadByte()).ToArray() : reader.ReadCString().ToArray();
        var database = reader.ReadCStringOrRest().ToArray();
        var collation = reader.Remaining > 1 ? reader.ReadUInt16() : (ushort)0;
        var plugin = (capabilities & Capabilities.PluginAuth) != 0 && reader.Remaining > 0 ? reader.ReadCStringOrRest().ToArray() : [];
        var attributes = (capabilities & Capabilities.ConnectAttributes) != 0 ? ConnectAttributes.Read(ref reader) : [];
        reader.ExpectEnd("COM_CHANGE_USER");
        return new HandshakeResponse41(capabilities, 0, (byte)collation, user)
        {
            AuthResponse = response, Database = database, AuthPlugin = plugin, Attributes = attributes,
        };
    }

    public static void Write(WireBuffer buffer, HandshakeResponse41 response)
    {
        buffer.WriteByte((byte)ClientMessageKind.ChangeUser);
        FrameWriter.WriteField(buffer, response.User);
        buffer.WriteByte((byte)response.AuthResponse.Length);
        buffer.WriteBytes(response.AuthResponse);
        FrameWriter.WriteField(buffer, response.Database);
        buffer.WriteUInt16(response.Collation);
        FrameWriter.WriteField(buffer, response.AuthPlugin);
        if ((response.Capabilities & Capabilities.ConnectAttributes) != 0)
        {
            ConnectAttributes.Write(buffer, response.Attributes);
        }
    }
}
