using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds.Messages;

/// <summary>LOGINACK (MS-TDS §2.2.7.14). The protocol's version is big-endian here.</summary>
/// <param name="AcknowledgedVersion">As it stands, read big-endian.</param>
public sealed record LoginAckToken(uint AcknowledgedVersion, string Program, PreLoginVersion ServerVersion)
{
    private const byte TSql = 1;

    public TdsVersion Version => AcknowledgedVersion == TdsVersions.Strict ? TdsVersion.V74 : TdsVersions.OfLoginAck(AcknowledgedVersion);

    public static LoginAckToken Read(ReadOnlySpan<byte> token)
    {
        var reader = new FieldReader(token[3..]);
        reader.ReadByte();
        var version = reader.ReadUInt32BigEndian();
        var program = FieldReader.TextOf(reader.ReadShortText()).TrimEnd('\0');
        return new LoginAckToken(version, program, new PreLoginVersion(reader.ReadByte(), reader.ReadByte(), reader.ReadUInt16BigEndian(), 0));
    }

    /// <summary>Writes the program with the two zeros at its end that some clients insist on.</summary>
    public void Write(WireBuffer buffer)
    {
        buffer.WriteByte((byte)TokenKind.LoginAck);
        var mark = buffer.BeginCounted();
        buffer.WriteByte(TSql);
        buffer.WriteUInt32BigEndian(AcknowledgedVersion);
        buffer.WriteShortText(Program + "\0\0");
        buffer.WriteByte(ServerVersion.Major);
        buffer.WriteByte(ServerVersion.Minor);
        buffer.WriteUInt16BigEndian(ServerVersion.Build);
        buffer.EndCounted(mark);
    }
}
