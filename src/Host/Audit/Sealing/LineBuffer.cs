using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace ProxyDb.Host.Audit.Sealing;

/// <summary>A growing buffer of JSON bytes. Reused; allocates only to grow.</summary>
internal sealed class LineBuffer(int capacity)
{
    /// <summary>What JSON forbids within a string, and DEL for the sake of terminals.</summary>
    private static readonly SearchValues<byte> s_special = SearchValues.Create(Special());

    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public Span<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Truncate(int length) => Length = length;

    public LineBuffer Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
        return this;
    }

    public LineBuffer Number(long value)
    {
        _ = Utf8Formatter.TryFormat(value, Room(20), out var length);
        Length += length;
        return this;
    }

    public LineBuffer Bool(bool value) => Raw(value ? "true"u8 : "false"u8);

    public LineBuffer Hex(ReadOnlySpan<byte> bytes)
    {
        _ = Convert.TryToHexStringLower(bytes, Room(bytes.Length * 2), out var length);
        Length += length;
        return this;
    }

    /// <summary>A JSON string, or <c>null</c>.</summary>
    public LineBuffer Text(string? value)
    {
        if (value is null)
        {
            return Raw("null"u8);
        }

        // Words of the contract and names: short, and written for every record.
        const int StackLength = 512;
        if (Encoding.UTF8.GetMaxByteCount(value.Length) > StackLength)
        {
            return Text(Encoding.UTF8.GetBytes(value));
        }

        Span<byte> utf8 = stackalloc byte[StackLength];
        return Text(utf8[..Encoding.UTF8.GetBytes(value, utf8)]);
    }

    /// <summary>A JSON string. Non-ASCII stays as it is; bytes that are not UTF-8 become U+FFFD.</summary>
    public LineBuffer Text(ReadOnlySpan<byte> utf8) => Raw("\""u8).Characters(utf8).Raw("\""u8);

    /// <summary>The inside of a JSON string.</summary>
    public LineBuffer Characters(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            utf8 = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));
        }

        while (true)
        {
            var plain = utf8.IndexOfAny(s_special);
            if (plain < 0)
            {
                return Raw(utf8);
            }

            Raw(utf8[..plain]);
            Escape(utf8[plain]);
            utf8 = utf8[(plain + 1)..];
        }
    }

    private void Escape(byte value)
    {
        switch (value)
        {
            case (byte)'"':
                Raw("\\\""u8);
                break;
            case (byte)'\\':
                Raw("\\\\"u8);
                break;
            case (byte)'\n':
                Raw("\\n"u8);
                break;
            case (byte)'\r':
                Raw("\\r"u8);
                break;
            case (byte)'\t':
                Raw("\\t"u8);
                break;
            default:
                Raw("\\u00"u8);
                _ = value.TryFormat(Room(2), out var length, "x2", CultureInfo.InvariantCulture);
                Length += length;
                break;
        }
    }

    private Span<byte> Room(int size)
    {
        if (Length + size > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + size));
        }

        return _bytes.AsSpan(Length);
    }

    private static byte[] Special()
    {
        var special = new List<byte> { (byte)'"', (byte)'\\', 0x7F };
        for (byte b = 0; b < 0x20; b++)
        {
            special.Add(b);
        }

        return [.. special];
    }
}
