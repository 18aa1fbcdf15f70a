using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>The values of one whole ROW, NBCROW or ALTROW token, one after the other.</summary>
/// <param name="token">From its first byte.</param>
/// <param name="metadata">What stood before it (of ALTROW: the one of its id).</param>
public ref struct RowWalker(ReadOnlySpan<byte> token, ColumnMetadata metadata)
{
    private readonly ReadOnlySpan<byte> _token = token;
    private int _column = -1;
    private int _end = HeadLength(token, metadata.Count);

    /// <summary>Of the value that <see cref="MoveNext"/> came to.</summary>
    public readonly int Column => _column;

    /// <summary>In bytes from the token's first; NULL of NBCROW has no bytes.</summary>
    public int Start { get; private set; }

    public readonly int End => _end;

    public bool IsNull { get; private set; }

    /// <summary>The value with its length, as it stands.</summary>
    public readonly ReadOnlySpan<byte> Raw => _token[Start.._end];

    public readonly ref readonly ColumnInfo Info => ref metadata.Columns[_column];

    /// <summary>Bytes before the first value: the kind, the bitmap of NBCROW, the id of ALTROW.</summary>
    public static int HeadLength(ReadOnlySpan<byte> token, int columns) => (TokenKind)token[0] switch
    {
        TokenKind.NbcRow => 1 + (columns + 7) / 8,
        TokenKind.AltRow => 3,
        _ => 1,
    };

    public bool MoveNext()
    {
        if (++_column >= metadata.Count)
        {
            return false;
        }

        Start = _end;
        if (_token[0] == (byte)TokenKind.NbcRow && (_token[1 + _column / 8] >> (_column % 8) & 1) != 0)
        {
            IsNull = true;
            return true;
        }

        var walker = default(ValueWalker);
        walker.Begin(metadata.Columns[_column].Type);
        _end += walker.Walk(_token[_end..]);
        if (!walker.IsDone)
        {
            WireFault.Throw("a row shorter than its columns");
        }

        IsNull = walker.IsNull;
        return true;
    }
}
