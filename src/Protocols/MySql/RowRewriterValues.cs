using System.Buffers.Binary;
using System.Buffers.Text;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>Values between MySQL's two forms of rows and what masks know. Texts are in UTF-8; others are not decoded.</summary>
internal static class RowRewriterValues
{
    /// <summary>False: the bytes are no value of the type, or in a form that is not read.</summary>
    /// <param name="bytes">Without a length.</param>
    /// <param name="scratch">Empty; what the value's text may then point into.</param>
    public static bool TryDecode(RowRewriterType type, ReadOnlySpan<byte> bytes, WireBuffer scratch, ref NeutralValue value)
    {
        switch (type.Kind)
        {
            case ValueKind.Text:
                value.Text = bytes;
                return true;
            case ValueKind.Decimal:
                value.Text = bytes;
                return IsDecimal(bytes);
            case ValueKind.Integer:
                return type.IsBinary ? TryDecodeWhole(type, bytes, out value.Integer) : TryParseWhole(bytes, out value.Integer);
            case ValueKind.Float:
                return type.IsBinary ? TryDecodeFloat(type, bytes, out value.Float) : RowRewriterFloats.TryParse(bytes, out value.Float);
            case ValueKind.Date:
                return type.IsBinary
                    ? RowRewriterTimes.TryDecodeDate(bytes, out value.Integer) : RowRewriterTimes.TryParseDate(bytes, out value.Integer);
            case ValueKind.Timestamp:
                return type.IsBinary
                    ? RowRewriterTimes.TryDecodeTimestamp(bytes, out value.Integer) : RowRewriterTimes.TryParseTimestamp(bytes, out value.Integer);
            default:
                return true;
        }
    }

    /// <summary>Writes the value in the column's form, without a length.</summary>
    public static void Encode(RowRewriterType type, in NeutralValue value, WireBuffer output)
    {
        var encoded = value;
        if (value.IsLiteral)
        {
            encoded.IsLiteral = false;
            if (!TryDecode(type with { IsBinary = false }, value.Text, output, ref encoded))
            {
                throw new InvalidOperationException("a constant that is no value of its column's type");
            }
        }

        switch (type.Kind)
        {
            case ValueKind.Text:
                // An explicit cast cuts what is too long.
                var text = encoded.Text;
                output.WriteBytes(type.MaxLength == 0 ? text : text[..Utf8Characters.Offset(text, type.MaxLength)]);
                break;
            case ValueKind.Decimal:
                output.WriteBytes(encoded.Text);
                break;
            case ValueKind.Integer:
                WriteWhole(type, encoded.Integer, output);
                break;
            case ValueKind.Float:
                WriteFloat(type, encoded.Float, output);
                break;
            case ValueKind.Date:
                RowRewriterTimes.WriteDate(encoded.Integer, type.IsBinary, output);
                break;
            default:
                RowRewriterTimes.WriteTimestamp(encoded.Integer, type.Decimals, type.IsBinary, output);
                break;
        }
    }

    /// <summary>Zeros that fill up a width are no other value.</summary>
    private static bool TryParseWhole(ReadOnlySpan<byte> text, out long whole) =>
        Utf8Parser.TryParse(text, out whole, out var read) && read == text.Length;

    private static bool TryDecodeWhole(RowRewriterType type, ReadOnlySpan<byte> bytes, out long whole)
    {
        Span<byte> wide = stackalloc byte[sizeof(long)];
        var width = type.Type == FieldType.Int24 ? sizeof(int) : type.Size;
        whole = 0;
        if (bytes.Length != width)
        {
            return false;
        }

        wide.Fill(!type.IsUnsigned && (bytes[^1] & 0x80) != 0 ? byte.MaxValue : (byte)0);
        bytes.CopyTo(wide);
        whole = BinaryPrimitives.ReadInt64LittleEndian(wide);

        // Beyond the greatest signed number masks do not reach.
        return !type.IsUnsigned || whole >= 0;
    }

    private static bool TryDecodeFloat(RowRewriterType type, ReadOnlySpan<byte> bytes, out double value)
    {
        value = bytes.Length switch
        {
            sizeof(float) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            sizeof(double) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            _ => 0,
        };
        return bytes.Length == type.Size;
    }

    private static void WriteWhole(RowRewriterType type, long whole, WireBuffer output)
    {
        if (type.IsBinary)
        {
            Span<byte> wide = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(wide, whole);
            output.WriteBytes(wide[..(type.Type == FieldType.Int24 ? sizeof(int) : type.Size)]);
            return;
        }

        // A keyed mask gives the bits of the type, whichever sign they have.
        var number = type.IsUnsigned && whole < 0 && type.Size == sizeof(int) ? (uint)whole : whole;
        var span = output.GetSpan(20);
        var length = 0;
        _ = type.IsUnsigned && number < 0
            ? Utf8Formatter.TryFormat((ulong)number, span, out length)
            : Utf8Formatter.TryFormat(number, span, out length);
        output.Advance(length);
    }

    private static void WriteFloat(RowRewriterType type, double value, WireBuffer output)
    {
        if (!type.IsBinary)
        {
            RowRewriterFloats.Write(value, type.Size, type.Decimals, output);
        }
        else if (type.Size == sizeof(float))
        {
            BinaryPrimitives.WriteSingleLittleEndian(output.GetSpan(sizeof(float)), (float)value);
            output.Advance(sizeof(float));
        }
        else
        {
            BinaryPrimitives.WriteDoubleLittleEndian(output.GetSpan(sizeof(double)), value);
            output.Advance(sizeof(double));
        }
    }

    /// <summary>Digits with at most one point among them.</summary>
    private static bool IsDecimal(ReadOnlySpan<byte> text)
    {
        var digits = text is [(byte)'-', ..] ? text[1..] : text;
        var point = digits.IndexOf((byte)'.');
        return point < 0 ? IsDigits(digits) : IsDigits(digits[..point]) && IsDigits(digits[(point + 1)..]);
    }

    private static bool IsDigits(ReadOnlySpan<byte> text) => !text.IsEmpty && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
