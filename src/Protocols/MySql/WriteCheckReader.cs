using System.Buffers.Binary;
using System.Globalization;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>Values of an execution that decide whether it may write at all, in the text form of their types.</summary>
internal static class WriteCheckReader
{
    /// <summary>Longest text of an integer.</summary>
    private const int DigitsMax = 20;

    public static Denial? Refuse(IGatewaySession gateway, ParameterBlock block, ClientStatement statement)
    {
        var checks = statement.Judged.Sent!.CheckedParameters;
        Span<byte> digits = stackalloc byte[DigitsMax];
        for (var i = 0; i < checks.Length; i++)
        {
            if (checks[i] is var parameter and > 0)
            {
                var isKnown = TryRead(block, statement, parameter, digits, out var value);
                if (!gateway.MayWrite(statement.Judged, i, value, isKnown, statement.Text, out var denial))
                {
                    return denial;
                }
            }
        }

        return null;
    }

    /// <summary>False: NULL, sent as long data, not there, or of a type that is not read here.</summary>
    private static bool TryRead(
        ParameterBlock block, ClientStatement statement, int parameter, Span<byte> digits, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (parameter > statement.ParameterCount)
        {
            return false;
        }

        var reader = new PacketReader(block.Rest);
        for (var i = 0; ; i++)
        {
            var isThere = !block.IsNull(i) && statement.LongData?[i] != true;
            var type = BinaryPrimitives.ReadUInt16LittleEndian(statement.Types.AsSpan(i * sizeof(ushort)));
            var bytes = isThere ? BinaryValue.Read(ref reader, (FieldType)(byte)type) : default;
            if (i == parameter - 1)
            {
                return isThere && TryFormat(type, bytes, digits, out value);
            }
        }
    }

    private static bool TryFormat(ushort type, ReadOnlySpan<byte> bytes, Span<byte> digits, out ReadOnlySpan<byte> value)
    {
        value = bytes;
        switch ((FieldType)(byte)type)
        {
            case FieldType.VarChar or FieldType.VarString or FieldType.String or FieldType.Decimal or FieldType.NewDecimal:
                return true;
            case FieldType.Tiny or FieldType.Short or FieldType.Int24 or FieldType.Long or FieldType.LongLong:
                Span<byte> wide = stackalloc byte[sizeof(ulong)];
                var isUnsigned = (type & ParameterBlock.UnsignedFlag) != 0;
                wide.Fill(!isUnsigned && (bytes[^1] & 0x80) != 0 ? byte.MaxValue : (byte)0);
                bytes.CopyTo(wide);
                var number = BinaryPrimitives.ReadUInt64LittleEndian(wide);
                var length = 0;
                _ = isUnsigned
                    ? number.TryFormat(digits, out length, default, CultureInfo.InvariantCulture)
                    : unchecked((long)number).TryFormat(digits, out length, default, CultureInfo.InvariantCulture);
                value = digits[..length];
                return true;
            default:
                return false;
        }
    }
}
