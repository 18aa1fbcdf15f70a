using System.Buffers.Binary;
using System.Buffers.Text;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>Values between their form in rows and what masks know.</summary>
internal static class RowRewriterValues
{
    private const int PointerLength = 16;

    /// <summary>False: the bytes are no value of the type, or in a form that is not read.</summary>
    /// <param name="content">Without a length.</param>
    /// <param name="scratch">Empty; what the value's text then points into.</param>
    public static bool TryDecode(
        in RowRewriterType type, ReadOnlySpan<byte> content, RowRewriterTexts texts, WireBuffer scratch, ref NeutralValue value)
    {
        switch (type.Kind)
        {
            case ValueKind.Text:
                var isText = texts.TryDecode(type, content, scratch);
                value.Text = scratch.Written;
                return isText;
            case ValueKind.Decimal:
                var isDecimal = RowRewriterDecimals.TryDecode(type, content, scratch);
                value.Text = scratch.Written;
                return isDecimal;
            case ValueKind.Integer or ValueKind.Boolean:
                return TryDecodeWhole(type, content, out value.Integer);
            case ValueKind.Float:
                return TryDecodeFloat(content, out value.Float);
            case ValueKind.Uuid:
                return TryDecodeUuid(content, out value.Uuid);
            case ValueKind.Date or ValueKind.Timestamp:
                return RowRewriterTimes.TryDecode(type.Info, content, out value.Integer);
            default:
                return true;
        }
    }

    /// <summary>Writes the value in the column's form, without a length.</summary>
    public static void Encode(in RowRewriterType type, in NeutralValue value, RowRewriterTexts texts, WireBuffer output)
    {
        var encoded = value;
        if (value.IsLiteral && !TryParse(type, value.Text, ref encoded))
        {
            throw new InvalidOperationException("a constant that is no value of its column's type");
        }

        switch (type.Kind)
        {
            case ValueKind.Text:
                texts.Encode(type, encoded.Text, output);
                break;
            case ValueKind.Decimal:
                RowRewriterDecimals.Encode(type, encoded.Text, output);
                break;
            case ValueKind.Integer or ValueKind.Boolean:
                WriteWhole(encoded.Integer, (int)type.Info.Size, output);
                break;
            case ValueKind.Float when type.Size == sizeof(float):
                output.WriteUInt32(BitConverter.SingleToUInt32Bits((float)encoded.Float));
                break;
            case ValueKind.Float:
                output.WriteUInt64(BitConverter.DoubleToUInt64Bits(encoded.Float));
                break;
            case ValueKind.Uuid:
                WriteUuid(encoded.Uuid, output);
                break;
            default:
                RowRewriterTimes.Encode(type.Info, encoded.Integer, output);
                break;
        }
    }

    /// <summary>Writes content with the length that stands before it in a row.</summary>
    public static void Write(in TypeInfo type, ReadOnlySpan<byte> content, bool isNull, WireBuffer output)
    {
        switch (type.Form)
        {
            case ValueForm.ByteLength:
                output.WriteByte(isNull ? (byte)0 : (byte)content.Length);
                break;
            case ValueForm.UInt16Length:
                output.WriteUInt16(isNull ? ushort.MaxValue : content.Length);
                break;
            case ValueForm.VariantLength:
                output.WriteUInt32(0);
                break;
            case ValueForm.TextPointer when isNull:
                output.WriteByte(0);
                break;
            case ValueForm.TextPointer:
                output.WriteByte(PointerLength);
                Utf8Characters.Fill(output, 0, PointerLength + sizeof(ulong));
                output.WriteUInt32((uint)content.Length);
                break;
            case ValueForm.Plp:
                WritePlp(content, isNull, output);
                return;
        }

        if (!isNull)
        {
            output.WriteBytes(content);
        }
    }

    private static void WritePlp(ReadOnlySpan<byte> content, bool isNull, WireBuffer output)
    {
        if (isNull)
        {
            output.WriteUInt64(ulong.MaxValue);
            return;
        }

        output.WriteUInt64((ulong)content.Length);
        if (!content.IsEmpty)
        {
            output.WriteUInt32((uint)content.Length);
            output.WriteBytes(content);
        }

        output.WriteUInt32(0);
    }

    /// <summary>A constant in the text form of the type.</summary>
    private static bool TryParse(in RowRewriterType type, ReadOnlySpan<byte> text, ref NeutralValue value)
    {
        value.IsLiteral = false;
        switch (type.Kind)
        {
            case ValueKind.Text:
                return true;
            case ValueKind.Decimal:
                return RowRewriterDecimals.IsText(text);
            case ValueKind.Integer:
                return Utf8Parser.TryParse(text, out value.Integer, out var whole) && whole == text.Length;
            case ValueKind.Boolean:
                value.Integer = text.SequenceEqual("true"u8) || text.SequenceEqual("1"u8) ? 1 : 0;
                return true;
            case ValueKind.Float:
                return Utf8Parser.TryParse(text, out value.Float, out var real) && real == text.Length;
            case ValueKind.Uuid:
                var isUuid = Utf8Parser.TryParse(text, out Guid guid, out var id, 'D') && id == text.Length;
                value.Uuid = OfGuid(guid);
                return isUuid;
            default:
                return RowRewriterTimes.TryParse(type.Kind, text, out value.Integer);
        }
    }

    private static bool TryDecodeWhole(in RowRewriterType type, ReadOnlySpan<byte> content, out long whole)
    {
        // tinyint has no sign.
        whole = content.Length switch
        {
            1 => content[0],
            2 => BinaryPrimitives.ReadInt16LittleEndian(content),
            4 => BinaryPrimitives.ReadInt32LittleEndian(content),
            8 => BinaryPrimitives.ReadInt64LittleEndian(content),
            _ => 0,
        };
        return content.Length == type.Info.Size && content.Length is 1 or 2 or 4 or 8;
    }

    private static bool TryDecodeFloat(ReadOnlySpan<byte> content, out double value)
    {
        value = content.Length switch
        {
            sizeof(float) => BinaryPrimitives.ReadSingleLittleEndian(content),
            sizeof(double) => BinaryPrimitives.ReadDoubleLittleEndian(content),
            _ => 0,
        };
        return content.Length is sizeof(float) or sizeof(double);
    }

    private static bool TryDecodeUuid(ReadOnlySpan<byte> content, out UInt128 value)
    {
        value = content.Length == 16 ? OfGuid(new Guid(content)) : 0;
        return content.Length == 16;
    }

    private static UInt128 OfGuid(Guid guid)
    {
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static void WriteUuid(UInt128 value, WireBuffer output)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        new Guid(bytes, bigEndian: true).TryWriteBytes(output.GetSpan(16));
        output.Advance(16);
    }

    private static void WriteWhole(long whole, int size, WireBuffer output)
    {
        Span<byte> wide = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(wide, whole);
        output.WriteBytes(wide[..size]);
    }
}
