using System.Buffers.Binary;
using System.Text;

namespace ProxyDb.TestKit.MySql.Raw;

/// <summary>ColumnDefinition41.</summary>
public sealed record MySqlColumn(
    string Schema, string Table, string OriginalTable, string Name, string OriginalName, int CharacterSet, long Length, byte Type, int Flags, byte Decimals)
{
    public static MySqlColumn Read(ReadOnlySpan<byte> packet)
    {
        var at = 0;
        var texts = new string[6];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = Encoding.UTF8.GetString(PacketBytes.ReadLenencBytes(packet, ref at)!);
        _ = PacketBytes.ReadLenenc(packet, ref at);
        var rest = packet[at..];
        return new MySqlColumn(
            texts[1], texts[2], texts[3], texts[4], texts[5], BinaryPrimitives.ReadUInt16LittleEndian(rest), BinaryPrimitives.ReadUInt32LittleEndian(rest[2..]), rest[6],
            BinaryPrimitives.ReadUInt16LittleEndian(rest[7..]), rest[9]);
    }

    public override string ToString() => $"{Schema}.{Table}({OriginalTable}).{Name}({OriginalName}) type {Type} charset {CharacterSet} length {Length} flags {Flags:x} decimals {Decimals}";
}
