namespace ProxyDb.Host.Audit.Review;

/// <summary>Lines of a stream without their line feed, as views that are valid until the next one is read.</summary>
internal sealed class LineReader(Stream stream) : IDisposable
{
    private byte[] _buffer = new byte[128 << 10];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <summary>The line last read had no line feed: the stream ended within it.</summary>
    public bool IsUnfinished { get; private set; }

    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var newline = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                line = _buffer.AsMemory(_start, searched + newline);
                _start += searched + newline + 1;
                return true;
            }

            searched = _end - _start;
            if (_isAtEnd || !Fill())
            {
                line = _buffer.AsMemory(_start, searched);
                IsUnfinished = searched > 0;
                _start = _end;
                return searched > 0;
            }
        }
    }

    public void Dispose() => stream.Dispose();

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isAtEnd = read == 0;
        return read > 0;
    }
}
