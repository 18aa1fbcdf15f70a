using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ProxyDb.Protocols.Tds.Messages;

namespace ProxyDb.Protocols.Tds;

/// <summary>What stands at the places of a parameter within the body of its request.</summary>
internal static class RpcParameters
{
    public static ReadOnlySpan<byte> NameIn(this in RpcParameter parameter, ReadOnlySpan<byte> body) => body[parameter.NameStart..parameter.StatusAt];

    public static ReadOnlySpan<char> TextNameIn(this in RpcParameter parameter, ReadOnlySpan<byte> body) =>
        MemoryMarshal.Cast<byte, char>(parameter.NameIn(body));

    /// <summary>All of the parameter.</summary>
    public static ReadOnlySpan<byte> In(this in RpcParameter parameter, ReadOnlySpan<byte> body) => body[parameter.Start..parameter.End];

    public static ReadOnlySpan<byte> ValueIn(this in RpcParameter parameter, ReadOnlySpan<byte> body) => body[parameter.ValueStart..parameter.End];

    /// <summary>The value of an integer of any size. False: NULL, or no integer.</summary>
    public static bool TryReadInteger(this in RpcParameter parameter, ReadOnlySpan<byte> body, out long value)
    {
        value = 0;
        if (parameter.IsNull || parameter.Type.Type is not (TdsType.IntN or TdsType.TinyInt or TdsType.SmallInt or TdsType.Int or TdsType.BigInt))
        {
            return false;
        }

        var bytes = parameter.ValueIn(body)[(parameter.Type.Form == ValueForm.ByteLength ? 1 : 0)..];
        if (bytes.Length > sizeof(long))
        {
            return false;
        }

        Span<byte> wide = stackalloc byte[sizeof(long)];
        wide.Fill(bytes.Length > 1 && (bytes[^1] & 0x80) != 0 ? byte.MaxValue : (byte)0);
        bytes.CopyTo(wide);
        value = BinaryPrimitives.ReadInt64LittleEndian(wide);
        return true;
    }
}
