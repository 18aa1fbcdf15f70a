using System.Buffers.Binary;
using System.Text;

namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>Writes messages of type 4 in packets of the negotiated size, each packet with one write.</summary>
internal sealed class PacketWriter(Func<Stream> stream)
{
    public const int HeaderLength = 8;
    private byte[] _buffer = new byte[4096];
    private int _length = HeaderLength;
    private byte _packetId;

    public ushort Spid { get; set; }

    public byte Type { get; set; } = PacketType.Response;

    public int PacketSize
    {
        get => _buffer.Length;
        set
        {
            if (_length != HeaderLength)
                throw new InvalidOperationException("the packet size changes between messages");
            _buffer = new byte[value];
        }
    }

    /// <summary>Nothing of the message has been written yet.</summary>
    public bool IsEmpty => _length == HeaderLength && _packetId == 0;

    /// <summary>Bytes of all messages, for tests that look at how much was sent.</summary>
    public long Written { get; private set; }

    public void Byte(byte value)
    {
        if (_length == _buffer.Length)
            Send(0);
        _buffer[_length++] = value;
    }

    public void UInt16(int value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        Bytes(bytes);
    }

    public void Int32(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        Bytes(bytes);
    }

    public void UInt32(uint value) => Int32((int)value);

    public void Int64(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        Bytes(bytes);
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            var room = _buffer.Length - _length;
            if (bytes.Length <= room)
            {
                bytes.CopyTo(_buffer.AsSpan(_length));
                _length += bytes.Length;
                return;
            }

            bytes[..room].CopyTo(_buffer.AsSpan(_length));
            _length += room;
            bytes = bytes[room..];
            Send(0);
        }
    }

    public void Unicode(string text)
    {
        var count = text.Length * 2;
        if (count <= _buffer.Length - _length)
            _length += Encoding.Unicode.GetBytes(text, _buffer.AsSpan(_length));
        else
            Bytes(Encoding.Unicode.GetBytes(text));
    }

    /// <summary>B_VARCHAR.</summary>
    public void ShortText(string text)
    {
        text = text.Length > 255 ? text[..255] : text;
        Byte((byte)text.Length);
        Unicode(text);
    }

    /// <summary>US_VARCHAR.</summary>
    public void Text(string text)
    {
        UInt16(text.Length);
        Unicode(text);
    }

    /// <summary>Ends the message.</summary>
    public void End()
    {
        Send(1);
        _packetId = 0;
    }

    /// <summary>Sends what is there as a packet that does not end the message.</summary>
    public void Flush()
    {
        if (_length > HeaderLength)
            Send(0);
    }

    private void Send(byte status)
    {
        _packetId++;
        _buffer[0] = Type;
        _buffer[1] = status;
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(2), (ushort)_length);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(4), Spid);
        _buffer[6] = _packetId;
        _buffer[7] = 0;
        stream().Write(_buffer, 0, _length);
        Written += _length;
        _length = HeaderLength;
    }
}
