using System.Buffers.Binary;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds.Messages;

/// <summary>What is within a value, without its length, text pointer or chunks.</summary>
public static class ValueContent
{
    private const ulong NullPlp = ulong.MaxValue;

    /// <summary>The content of one whole value; false: it is NULL.</summary>
    /// <param name="raw">The value with its length, as it stands.</param>
    /// <param name="assembly">For a PLP of several chunks, which are put together in it; cleared before.</param>
    /// <param name="content">A view of <paramref name="raw"/> or <paramref name="assembly"/>.</param>
    public static bool TryGet(ReadOnlySpan<byte> raw, in TypeInfo type, WireBuffer assembly, out ReadOnlySpan<byte> content)
    {
        content = default;
        switch (type.Form)
        {
            case ValueForm.Fixed:
                content = raw;
                return type.Type != TdsType.Null;
            case ValueForm.ByteLength:
                content = raw[1..];
                return raw[0] != 0;
            case ValueForm.UInt16Length:
                content = raw[2..];
                return BinaryPrimitives.ReadUInt16LittleEndian(raw) != ushort.MaxValue;
            case ValueForm.UInt32Length:
                content = raw[4..];
                return BinaryPrimitives.ReadUInt32LittleEndian(raw) != uint.MaxValue;
            case ValueForm.VariantLength:
                content = raw[4..];
                return BinaryPrimitives.ReadUInt32LittleEndian(raw) != 0;
            case ValueForm.TextPointer:
                if (raw[0] == 0)
                {
                    return false;
                }

                content = raw[(1 + raw[0] + 8 + 4)..];
                return true;
            case ValueForm.Plp:
                return TryGetPlp(raw, assembly, out content);
            default:
                return false;
        }
    }

    private static bool TryGetPlp(ReadOnlySpan<byte> raw, WireBuffer assembly, out ReadOnlySpan<byte> content)
    {
        var reader = new FieldReader(raw);
        content = default;
        if (reader.ReadUInt64() == NullPlp)
        {
            return false;
        }

        var first = reader.ReadUInt32();
        if (first == 0)
        {
            return true;
        }

        content = reader.ReadBytes(first);
        var next = reader.ReadUInt32();
        if (next == 0)
        {
            return true;
        }

        assembly.Clear();
        assembly.WriteBytes(content);
        for (; next != 0; next = reader.ReadUInt32())
        {
            assembly.WriteBytes(reader.ReadBytes(next));
        }

        content = assembly.Written;
        return true;
    }
}
