namespace ProxyDb.Host.Network;

/// <summary>Where the TLS record that is being read ends (RFC 5246 §6.2.1: type, version, length in two bytes, payload).</summary>
internal struct RecordEdge
{
    private const int HeaderBytes = 5;

    private ulong _header;
    private int _headerLength;
    private int _payload;

    /// <summary>Bytes that can be read without reading beyond the record, or beyond its header.</summary>
    public readonly int Left => _payload > 0 ? _payload : HeaderBytes - _headerLength;

    /// <summary>So many bytes, at most <see cref="Left"/>, were read.</summary>
    public void Passed(ReadOnlySpan<byte> bytes)
    {
        if (_payload > 0)
        {
            _payload -= bytes.Length;
            return;
        }

        foreach (var value in bytes)
        {
            _header = (_header << 8) | value;
        }

        _headerLength += bytes.Length;
        if (_headerLength == HeaderBytes)
        {
            _payload = (ushort)_header;
            (_header, _headerLength) = (0, 0);
        }
    }
}
