using System.Buffers.Binary;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>What the rows of an answer are made of: the last COLMETADATA, and every ALTMETADATA by its id.</summary>
internal sealed class ResultColumns
{
    /// <summary>Results of COMPUTE BY in one answer.</summary>
    private const int MostAlternatives = 256;

    private readonly ColumnMetadata _own = new();
    private readonly List<ColumnMetadata> _alternatives = [];
    private ColumnMetadata? _given;
    private ColumnMetadata? _reading;

    public ColumnMetadata Current
    {
        get => _given ?? _own;
        set => _given = value;
    }

    /// <summary>The last COLMETADATA has a count of 0xFFFF.</summary>
    public bool IsWithoutMetadata { get; private set; }

    public void Reset()
    {
        _own.Clear();
        _alternatives.Clear();
        (_given, _reading, IsWithoutMetadata) = (null, null, false);
    }

    public void BeginToken() => _reading = null;

    /// <summary>Reads COLMETADATA or ALTMETADATA as far as it is there; false: it is not whole.</summary>
    public bool TryRead(ReadOnlySpan<byte> token, TdsVersion version, out int length)
    {
        length = 3;
        if (token.Length < length)
        {
            return false;
        }

        var isAlternative = token[0] == (byte)TokenKind.AltMetadata;
        if (_reading is null)
        {
            IsWithoutMetadata = !isAlternative && BinaryPrimitives.ReadUInt16LittleEndian(token[1..]) == ushort.MaxValue;
            if (IsWithoutMetadata)
            {
                return true;
            }

            _given = isAlternative ? _given : null;
            _reading = isAlternative ? new ColumnMetadata() : _own;
            _reading.Begin();
        }

        if (!_reading.TryRead(token, version, out length))
        {
            return false;
        }

        if (isAlternative)
        {
            Keep(_reading);
        }

        return true;
    }

    public ColumnMetadata AlternativeOf(ushort id)
    {
        foreach (var metadata in _alternatives)
        {
            if (metadata.Id == id)
            {
                return metadata;
            }
        }

        return WireFault.Throw<ColumnMetadata>("the server sent a row of a result that it did not announce");
    }

    private void Keep(ColumnMetadata metadata)
    {
        _alternatives.RemoveAll(other => other.Id == metadata.Id);
        if (_alternatives.Count == MostAlternatives)
        {
            WireFault.Throw("more alternative results than an answer may have");
        }

        _alternatives.Add(metadata);
    }
}
