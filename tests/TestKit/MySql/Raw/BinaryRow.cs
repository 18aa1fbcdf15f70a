using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ProxyDb.TestKit.MySql.Raw;

/// <summary>Rows of the binary protocol in the form the text protocol gives.</summary>
internal static class BinaryRow
{
    private const int Unsigned = 0x20;

    public static string?[] Read(ReadOnlySpan<byte> row, IReadOnlyList<MySqlColumn> columns)
    {
        var values = new string?[columns.Count];
        var nulls = row.Slice(1, (columns.Count + 9) / 8);
        var at = 1 + nulls.Length;
        for (var i = 0; i < values.Length; i++)
        {
            var isNull = (nulls[(i + 2) / 8] & (1 << ((i + 2) % 8))) != 0;
            values[i] = isNull ? null : Value(row, columns[i], ref at);
        }

        return values;
    }

    private static string Value(ReadOnlySpan<byte> row, MySqlColumn column, ref int at)
    {
        var isUnsigned = (column.Flags & Unsigned) != 0;
        switch (column.Type)
        {
            case 1:
                at++;
                return isUnsigned ? Text(row[at - 1]) : Text((sbyte)row[at - 1]);
            case 2 or 13:
                at += 2;
                return isUnsigned ? Text(BinaryPrimitives.ReadUInt16LittleEndian(row[(at - 2)..])) : Text(BinaryPrimitives.ReadInt16LittleEndian(row[(at - 2)..]));
            case 3 or 9:
                at += 4;
                return isUnsigned ? Text(BinaryPrimitives.ReadUInt32LittleEndian(row[(at - 4)..])) : Text(BinaryPrimitives.ReadInt32LittleEndian(row[(at - 4)..]));
            case 8:
                at += 8;
                return isUnsigned ? Text(BinaryPrimitives.ReadUInt64LittleEndian(row[(at - 8)..])) : Text(BinaryPrimitives.ReadInt64LittleEndian(row[(at - 8)..]));
            case 4:
                at += 4;
                return Text(BinaryPrimitives.ReadSingleLittleEndian(row[(at - 4)..]));
            case 5:
                at += 8;
                return Text(BinaryPrimitives.ReadDoubleLittleEndian(row[(at - 8)..]));
            case 7 or 10 or 12:
                return Date(row, column, ref at);
            case 11:
                return Time(row, column, ref at);
            default:
                return Encoding.UTF8.GetString(PacketBytes.ReadLenencBytes(row, ref at)!);
        }
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Date(ReadOnlySpan<byte> row, MySqlColumn column, ref int at)
    {
        int length = row[at++];
        Span<byte> bytes = stackalloc byte[11];
        bytes.Clear();
        row.Slice(at, length).CopyTo(bytes);
        at += length;
        var day = $"{BinaryPrimitives.ReadUInt16LittleEndian(bytes):0000}-{bytes[2]:00}-{bytes[3]:00}";
        return column.Type == 10
            ? day
            : $"{day} {bytes[4]:00}:{bytes[5]:00}:{bytes[6]:00}{Fraction(BinaryPrimitives.ReadUInt32LittleEndian(bytes[7..]), column.Decimals)}";
    }

    private static string Time(ReadOnlySpan<byte> row, MySqlColumn column, ref int at)
    {
        int length = row[at++];
        Span<byte> bytes = stackalloc byte[12];
        bytes.Clear();
        row.Slice(at, length).CopyTo(bytes);
        at += length;
        var hours = (BinaryPrimitives.ReadUInt32LittleEndian(bytes[1..]) * 24) + bytes[5];
        return $"{(bytes[0] == 1 ? "-" : "")}{hours:00}:{bytes[6]:00}:{bytes[7]:00}{Fraction(BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]), column.Decimals)}";
    }

    private static string Fraction(uint micros, int decimals) =>
        decimals is 0 or > 6 ? "" : "." + micros.ToString("000000", CultureInfo.InvariantCulture)[..decimals];
}
