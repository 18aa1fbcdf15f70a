namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>COM_SET_OPTION: multiple statements on (0) or off (1).</summary>
public static class ComSetOption
{
    public const ushort MultiStatementsOn = 0;

    public const ushort MultiStatementsOff = 1;

    public static ushort Read(ReadOnlySpan<byte> payload)
    {
        var reader = new PacketReader(payload[1..]);
        var option = reader.ReadUInt16();
        reader.ExpectEnd("COM_SET_OPTION");
        return option;
    }
}
