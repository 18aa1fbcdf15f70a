using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Statements;

/// <summary>
/// <c>hash</c> and <c>token</c>: HMAC-SHA-256 of the value's text form. A text gets hexadecimal digits (64; 32 for a token, fewer where
/// the column is shorter), a uuid the first 128 bits, an integer the first bits of its size, a token never negative.
/// </summary>
internal sealed class KeyedValueMask(byte[] key, bool isToken) : ValueMask
{
    private const int HashLength = 64;
    private const int TokenLength = 32;

    /// <summary>As in the bounds of the policies: shorter ones would collide.</summary>
    private const int TokenLengthMin = 12;

    public override bool Bears(ValueKind kind, int size, int maxLength) => kind switch
    {
        ValueKind.Text => maxLength == 0 || maxLength >= (isToken ? TokenLengthMin : HashLength),
        ValueKind.Integer => size is 4 or 8,
        ValueKind.Uuid => true,
        _ => false,
    };

    public override void Apply(ref NeutralValue value, WireBuffer scratch)
    {
        if (value.IsNull)
        {
            return;
        }

        Span<byte> code = stackalloc byte[HMACSHA256.HashSizeInBytes];
        switch (value.Kind)
        {
            case ValueKind.Text:
                HMACSHA256.HashData(key, value.Text, code);
                WriteText(code, value.MaxLength, scratch);
                value.Text = scratch.Written;
                break;
            case ValueKind.Uuid:
                Span<byte> id = stackalloc byte[36];
                FormatUuid(value.Uuid, id);
                HMACSHA256.HashData(key, id, code);
                value.Uuid = BinaryPrimitives.ReadUInt128BigEndian(code);
                break;
            default:
                Span<byte> digits = stackalloc byte[20];
                Utf8Formatter.TryFormat(value.Integer, digits, out var length);
                HMACSHA256.HashData(key, digits[..length], code);
                value.Integer = WholeOf(code, value.Size);
                break;
        }
    }

    /// <summary>The form of RFC 4122, lower case, of 36 characters.</summary>
    public static void FormatUuid(UInt128 value, Span<byte> text)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        new Guid(bytes, bigEndian: true).TryFormat(text, out _, "D");
    }

    private void WriteText(ReadOnlySpan<byte> code, int maxLength, WireBuffer scratch)
    {
        var whole = isToken ? TokenLength : HashLength;
        var length = maxLength > 0 ? Math.Min(whole, maxLength) : whole;
        Convert.TryToHexStringLower(code[..(whole / 2)], scratch.GetSpan(whole), out _);
        scratch.Advance(length);
    }

    private long WholeOf(ReadOnlySpan<byte> code, int size)
    {
        if (size == 4)
        {
            var number = BinaryPrimitives.ReadInt32BigEndian(code);
            return isToken ? number & int.MaxValue : number;
        }

        var wide = BinaryPrimitives.ReadInt64BigEndian(code);
        return isToken ? wide & long.MaxValue : wide;
    }
}
