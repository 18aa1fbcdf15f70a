using System.Buffers.Binary;
using System.Buffers.Text;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// Values between PostgreSQL's two formats and what masks know. Text forms are those of the server's default settings
/// (<c>DateStyle</c> ISO, <c>extra_float_digits</c> above 0); times with a zone are read as text in UTC only. Others are not decoded.
/// </summary>
internal static class RowRewriterValues
{
    /// <summary>False: the bytes are no value of the type, or in a form that is not read.</summary>
    /// <param name="scratch">Empty; a decimal's text may then point into it.</param>
    public static bool TryDecode(RowRewriterType type, ReadOnlySpan<byte> bytes, WireBuffer scratch, ref NeutralValue value) =>
        type.IsBinary ? TryDecodeBinary(type, bytes, scratch, ref value) : TryDecodeText(type, bytes, ref value);

    /// <summary>Writes the value in the column's format.</summary>
    public static void Encode(RowRewriterType type, in NeutralValue value, WireBuffer output)
    {
        var encoded = value;
        if (value.IsLiteral)
        {
            encoded.IsLiteral = false;
            if (!TryDecodeText(type with { IsBinary = false }, value.Text, ref encoded))
            {
                throw new InvalidOperationException("a constant that is no value of its column's type");
            }
        }

        if (type.IsBinary)
        {
            EncodeBinary(type, encoded, output);
        }
        else
        {
            EncodeText(type, encoded, output);
        }
    }

    private static bool TryDecodeText(RowRewriterType type, ReadOnlySpan<byte> bytes, ref NeutralValue value)
    {
        switch (type.Kind)
        {
            case ValueKind.Text:
                value.Text = type.Type == RowRewriterType.Char ? bytes.TrimEnd((byte)' ') : bytes;
                return true;
            case ValueKind.Integer:
                return Utf8Parser.TryParse(bytes, out value.Integer, out var read) && read == bytes.Length;
            case ValueKind.Decimal:
                value.Text = bytes;
                return RowRewriterDecimals.IsText(bytes);
            case ValueKind.Float:
                return RowRewriterFloats.TryParse(bytes, type.Size, out value.Float);
            case ValueKind.Boolean:
                value.Integer = bytes is [(byte)'t', ..] ? 1 : 0;
                return bytes.SequenceEqual("t"u8) || bytes.SequenceEqual("f"u8) || bytes.SequenceEqual("true"u8) || bytes.SequenceEqual("false"u8);
            case ValueKind.Uuid:
                var isId = Utf8Parser.TryParse(bytes, out Guid id, out var length, 'D') && length == bytes.Length;
                Span<byte> raw = stackalloc byte[16];
                id.TryWriteBytes(raw, bigEndian: true, out _);
                value.Uuid = BinaryPrimitives.ReadUInt128BigEndian(raw);
                return isId;
            case ValueKind.Date:
                return RowRewriterTimes.TryParseDate(bytes, out value.Integer);
            case ValueKind.Timestamp:
                return RowRewriterTimes.TryParseTimestamp(bytes, type.Type == RowRewriterType.TimestampTz, out value.Integer);
            default:
                return true;
        }
    }

    private static bool TryDecodeBinary(RowRewriterType type, ReadOnlySpan<byte> bytes, WireBuffer scratch, ref NeutralValue value)
    {
        switch (type.Kind)
        {
            case ValueKind.Text:
                return TryDecodeText(type, bytes, ref value);
            case ValueKind.Decimal:
                var isDecimal = RowRewriterDecimals.TryDecode(bytes, scratch);
                value.Text = scratch.Written;
                return isDecimal;
            case ValueKind.Uuid:
                value.Uuid = bytes.Length == 16 ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : 0;
                return bytes.Length == 16;
            case ValueKind.Float:
                value.Float = bytes.Length switch
                {
                    4 => BinaryPrimitives.ReadSingleBigEndian(bytes),
                    8 => BinaryPrimitives.ReadDoubleBigEndian(bytes),
                    _ => 0,
                };
                return bytes.Length == type.Size;
            case ValueKind.Other:
                return true;
            default:
                return TryDecodeWhole(type, bytes, out value.Integer);
        }
    }

    private static bool TryDecodeWhole(RowRewriterType type, ReadOnlySpan<byte> bytes, out long whole)
    {
        whole = bytes.Length switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadInt16BigEndian(bytes),
            4 => BinaryPrimitives.ReadInt32BigEndian(bytes),
            8 => BinaryPrimitives.ReadInt64BigEndian(bytes),
            _ => 0,
        };
        if (type.Kind == ValueKind.Date)
        {
            whole = whole switch { int.MinValue => long.MinValue, int.MaxValue => long.MaxValue, _ => whole };
        }

        return bytes.Length == WidthOf(type);
    }

    private static int WidthOf(RowRewriterType type) => type.Kind switch
    {
        ValueKind.Boolean => 1,
        ValueKind.Date => 4,
        ValueKind.Timestamp => 8,
        _ => type.Size,
    };

    private static void EncodeText(RowRewriterType type, in NeutralValue value, WireBuffer output)
    {
        switch (type.Kind)
        {
            case ValueKind.Text:
                WriteCharacters(type, value.Text, output);
                break;
            case ValueKind.Decimal:
                output.WriteBytes(value.Text);
                break;
            case ValueKind.Integer:
                Utf8Formatter.TryFormat(value.Integer, output.GetSpan(20), out var length);
                output.Advance(length);
                break;
            case ValueKind.Float:
                RowRewriterFloats.Write(value.Float, type.Size, output);
                break;
            case ValueKind.Boolean:
                output.WriteByte(value.Integer == 0 ? (byte)'f' : (byte)'t');
                break;
            case ValueKind.Uuid:
                KeyedValueMask.FormatUuid(value.Uuid, output.GetSpan(36)[..36]);
                output.Advance(36);
                break;
            case ValueKind.Date:
                RowRewriterTimes.WriteDate(value.Integer, output);
                break;
            default:
                RowRewriterTimes.WriteTimestamp(value.Integer, type.Type == RowRewriterType.TimestampTz, output);
                break;
        }
    }

    private static void EncodeBinary(RowRewriterType type, in NeutralValue value, WireBuffer output)
    {
        switch (type.Kind)
        {
            case ValueKind.Text:
                WriteCharacters(type, value.Text, output);
                break;
            case ValueKind.Decimal:
                RowRewriterDecimals.Encode(value.Text, output);
                break;
            case ValueKind.Float when type.Size == 4:
                output.WriteInt32(BitConverter.SingleToInt32Bits((float)value.Float));
                break;
            case ValueKind.Float:
                WriteInt64(BitConverter.DoubleToInt64Bits(value.Float), output);
                break;
            case ValueKind.Boolean:
                output.WriteByte((byte)value.Integer);
                break;
            case ValueKind.Uuid:
                BinaryPrimitives.WriteUInt128BigEndian(output.GetSpan(16), value.Uuid);
                output.Advance(16);
                break;
            case ValueKind.Date:
                output.WriteInt32((int)Math.Clamp(value.Integer, int.MinValue, int.MaxValue));
                break;
            case ValueKind.Integer when type.Size == 2:
                output.WriteInt16((short)value.Integer);
                break;
            case ValueKind.Integer when type.Size == 4:
                output.WriteInt32((int)value.Integer);
                break;
            default:
                WriteInt64(value.Integer, output);
                break;
        }
    }

    /// <summary>An explicit cast cuts what is too long; a fixed length is filled up with blanks.</summary>
    private static void WriteCharacters(RowRewriterType type, ReadOnlySpan<byte> text, WireBuffer output)
    {
        if (type.MaxLength == 0)
        {
            output.WriteBytes(text);
            return;
        }

        output.WriteBytes(text[..Utf8Characters.Offset(text, type.MaxLength)]);
        if (type.Type == RowRewriterType.Char)
        {
            Utf8Characters.Fill(output, (byte)' ', type.MaxLength - Utf8Characters.Count(text));
        }
    }

    private static void WriteInt64(long value, WireBuffer output)
    {
        BinaryPrimitives.WriteInt64BigEndian(output.GetSpan(8), value);
        output.Advance(8);
    }
}
