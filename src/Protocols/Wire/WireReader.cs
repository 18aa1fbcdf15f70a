using System.Buffers.Binary;
using System.Text;

namespace ProxyDb.Protocols.Wire;

/// <summary>A bounded cursor over one payload. Every read past the end is a <see cref="WireFault"/>, never another exception.</summary>
public ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly int Remaining => _rest.Length;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public byte ReadByte() => Take(1)[0];

    public short ReadInt16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    public ReadOnlySpan<byte> ReadBytes(int count) => Take(count);

    /// <summary>Bytes up to a NUL, which is consumed and not returned.</summary>
    public ReadOnlySpan<byte> ReadCString()
    {
        var end = _rest.IndexOf((byte)0);
        if (end < 0)
        {
            WireFault.Throw("a string without its terminating zero");
        }

        var text = _rest[..end];
        _rest = _rest[(end + 1)..];
        return text;
    }

    /// <summary>As <see cref="ReadCString"/>, decoded strictly as UTF-8.</summary>
    public string ReadCStringText()
    {
        var bytes = ReadCString();
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return WireFault.Throw<string>("a string that is not valid UTF-8");
        }
    }

    /// <summary>Faults unless everything was read: bytes left over could smuggle a second meaning.</summary>
    public readonly void ExpectEnd(string message)
    {
        if (!_rest.IsEmpty)
        {
            WireFault.Throw($"extra bytes at the end of {message}");
        }
    }

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || _rest.Length < count)
        {
            WireFault.Throw("a message shorter than its fields");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
