using System.Buffers.Binary;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// Values that follow a client's own in a Bind. A long Bind passes in pieces, so the end of its values is found as they pass, whatever
/// they are cut into.
/// </summary>
internal sealed class HiddenTail
{
    private int _valuesLeft;
    private int _valueRest;
    private int _lengthBytes;
    private uint _length;

    /// <summary>The end of the client's values has not been seen.</summary>
    public bool IsPending { get; private set; }

    /// <summary>The values to be put there, lengths included.</summary>
    public WireBuffer Bytes { get; } = new(128);

    /// <param name="values">How many values of the client come before.</param>
    public void Begin(int values)
    {
        (_valuesLeft, _valueRest, _lengthBytes, _length) = (values, 0, 0, 0);
        IsPending = true;
    }

    public void Add(ReadOnlySpan<byte> value)
    {
        Bytes.WriteInt32(value.Length);
        Bytes.WriteBytes(value);
    }

    /// <summary>Where in these bytes, which follow the ones shown before, the client's values end; -1: not in them.</summary>
    public int FindEnd(ReadOnlySpan<byte> bytes)
    {
        var position = 0;
        while (true)
        {
            var skipped = Math.Min(_valueRest, bytes.Length - position);
            position += skipped;
            _valueRest -= skipped;
            if (_valueRest > 0)
            {
                return -1;
            }

            if (_valuesLeft == 0)
            {
                IsPending = false;
                return position;
            }

            if (!TryReadLength(bytes, ref position))
            {
                return -1;
            }
        }
    }

    public void Reset() => IsPending = false;

    private bool TryReadLength(ReadOnlySpan<byte> bytes, ref int position)
    {
        if (_lengthBytes == 0 && bytes.Length - position >= sizeof(int))
        {
            _length = BinaryPrimitives.ReadUInt32BigEndian(bytes[position..]);
            position += sizeof(int);
        }
        else
        {
            for (; _lengthBytes < sizeof(int); _lengthBytes++)
            {
                if (position == bytes.Length)
                {
                    return false;
                }

                _length = (_length << 8) | bytes[position++];
            }
        }

        var length = unchecked((int)_length);
        if (length < -1)
        {
            WireFault.Throw("a value with a length below -1");
        }

        (_valueRest, _lengthBytes, _length) = (Math.Max(0, length), 0, 0);
        _valuesLeft--;
        return true;
    }
}
