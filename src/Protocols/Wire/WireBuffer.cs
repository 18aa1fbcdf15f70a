using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ProxyDb.Protocols.Wire;

/// <summary>
/// A growing byte buffer that messages are written into, with lengths patched afterwards. Kept and cleared by its owner, so
/// that steady state allocates nothing; shrinks again after an oversized message.
/// </summary>
public sealed class WireBuffer : IBufferWriter<byte>
{
    private const int KeptLength = 64 << 10;

    private byte[] _bytes;
    private int _length;

    public WireBuffer(int capacity = 256) => _bytes = new byte[capacity];

    public int Length => _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>What is written, to be changed in place.</summary>
    public Span<byte> WrittenSpan => _bytes.AsSpan(0, _length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, _length);

    public void Clear()
    {
        _length = 0;
        if (_bytes.Length > KeptLength)
        {
            _bytes = new byte[256];
        }
    }

    public void WriteByte(byte value)
    {
        Ensure(1);
        _bytes[_length++] = value;
    }

    public void WriteInt16(short value)
    {
        Ensure(2);
        BinaryPrimitives.WriteInt16BigEndian(_bytes.AsSpan(_length), value);
        _length += 2;
    }

    public void WriteInt32(int value)
    {
        Ensure(4);
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(_length), value);
        _length += 4;
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>UTF-8 and a terminating NUL. The text must hold no NUL; callers check what they did not make themselves.</summary>
    public void WriteCString(ReadOnlySpan<char> text)
    {
        var count = Encoding.UTF8.GetByteCount(text);
        Ensure(count + 1);
        Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
        _length += count;
        _bytes[_length++] = 0;
    }

    public void WriteCString(ReadOnlySpan<byte> text)
    {
        WriteBytes(text);
        WriteByte(0);
    }

    /// <summary>Begins a message of one kind byte and an Int32 length that counts itself; returns the mark for <see cref="End"/>.</summary>
    public int Begin(byte kind)
    {
        WriteByte(kind);
        var mark = _length;
        WriteInt32(0);
        return mark;
    }

    public void End(int mark) => BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(mark), _length - mark);

    /// <summary>Begins a field of an Int32 length that does not count itself; returns the mark for <see cref="EndField"/>.</summary>
    public int BeginField()
    {
        var mark = _length;
        WriteInt32(0);
        return mark;
    }

    public void EndField(int mark) => BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(mark), _length - mark - sizeof(int));

    /// <summary>Takes back what was written behind a length.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)_length, nameof(length));
        _length = length;
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - _length);
        _length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(_length);
    }

    private void Ensure(int count)
    {
        if (_bytes.Length - _length < count)
        {
            Array.Resize(ref _bytes, checked((int)Math.Max((long)_length + count, Math.Min(2L * _bytes.Length, Array.MaxLength))));
        }
    }
}
