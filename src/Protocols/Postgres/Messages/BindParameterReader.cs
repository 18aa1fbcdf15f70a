using System.Buffers.Binary;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>Walks the parameters of one Bind.</summary>
public ref struct BindParameterReader
{
    private readonly ReadOnlySpan<byte> _formats;
    private readonly int _count;
    private WireReader _reader;
    private int _index;

    internal BindParameterReader(BindMessage message)
    {
        _formats = message.ParameterFormats;
        _count = message.ParameterCount;
        _reader = new WireReader(message.ParameterBytes);
    }

    /// <summary>The next parameter; false behind the last. A format that is missing counts as text, as the server sees it.</summary>
    public bool TryRead(out ReadOnlySpan<byte> value, out bool isNull, out bool isBinary)
    {
        value = default;
        isNull = false;
        isBinary = false;
        if (_index >= _count)
        {
            return false;
        }

        var at = _formats.Length == sizeof(short) ? 0 : _index * sizeof(short);
        isBinary = at + sizeof(short) <= _formats.Length && BinaryPrimitives.ReadInt16BigEndian(_formats[at..]) == 1;
        value = FieldValue.Read(ref _reader, out isNull);
        _index++;
        return true;
    }
}
