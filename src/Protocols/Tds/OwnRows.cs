using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Rows of the gateway's own statements in a form that needs no columns beside it: each value as UTF-8 behind its length, -1 for NULL. Only
/// the types that those statements answer with are read.
/// </summary>
internal static class OwnRows
{
    private const int NullLength = -1;

    /// <summary>Appends a ROW or NBCROW token in that form.</summary>
    public static void Write(WireBuffer buffer, ReadOnlySpan<byte> token, ColumnMetadata columns)
    {
        var assembly = new WireBuffer();
        var row = new RowWalker(token, columns);
        while (row.MoveNext())
        {
            var mark = buffer.Length;
            buffer.WriteUInt32(0);
            if (row.IsNull)
            {
                buffer.PatchUInt32(mark, unchecked((uint)NullLength));
                continue;
            }

            ValueContent.TryGet(row.Raw, row.Info.Type, assembly, out var content);
            WriteText(buffer, content, row.Info.Type);
            buffer.PatchUInt32(mark, (uint)(buffer.Length - mark - sizeof(int)));
        }
    }

    public static string?[] Read(ReadOnlySpan<byte> row)
    {
        var values = new List<string?>();
        var reader = new FieldReader(row);
        while (reader.Remaining > 0)
        {
            var length = reader.ReadInt32();
            values.Add(length == NullLength ? null : Encoding.UTF8.GetString(reader.ReadBytes(length)));
        }

        return [.. values];
    }

    /// <summary>The first value as a number; 0: NULL or none.</summary>
    public static long NumberOf(ReadOnlySpan<byte> token, ColumnMetadata columns)
    {
        var row = new RowWalker(token, columns);
        return row.MoveNext() && !row.IsNull ? IntegerOf(row.Raw[(row.Info.Type.Form == ValueForm.ByteLength ? 1 : 0)..]) : 0;
    }

    private static void WriteText(WireBuffer buffer, ReadOnlySpan<byte> content, in TypeInfo type)
    {
        if (type.IsUnicode)
        {
            if (!UnicodeText.TryToUtf8(content, buffer))
            {
                WireFault.Throw("the server answers the gateway's own statement with what is no text");
            }
        }
        else if (type.IsNarrowText)
        {
            var encoding = CollationCodePages.EncodingOf(type.Collation) ?? Encoding.Latin1;
            buffer.WriteBytes(Encoding.UTF8.GetBytes(encoding.GetString(content)));
        }
        else if (type.Type is TdsType.VarBinary or TdsType.Binary)
        {
            buffer.WriteBytes(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(content)));
        }
        else if (type.Type is TdsType.IntN or TdsType.BitN or TdsType.TinyInt or TdsType.Bit or TdsType.SmallInt or TdsType.Int or TdsType.BigInt)
        {
            IntegerOf(content).TryFormat(buffer.GetSpan(20), out var digits, default, CultureInfo.InvariantCulture);
            buffer.Advance(digits);
        }
        else
        {
            WireFault.Throw("the server answers the gateway's own statement with a type that is not asked for");
        }
    }

    private static long IntegerOf(ReadOnlySpan<byte> content) => content.Length switch
    {
        1 => content[0],
        2 => BinaryPrimitives.ReadInt16LittleEndian(content),
        4 => BinaryPrimitives.ReadInt32LittleEndian(content),
        8 => BinaryPrimitives.ReadInt64LittleEndian(content),
        _ => 0,
    };
}
