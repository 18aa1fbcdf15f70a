using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>One column of COLMETADATA or ALTMETADATA; where it stands is told in bytes from the token's first.</summary>
/// <param name="Start">Of its entry.</param>
/// <param name="End">Behind its entry.</param>
/// <param name="TypeStart">Of its TYPE_INFO.</param>
/// <param name="TypeEnd">Behind its TYPE_INFO; the table name of text types counts to it.</param>
/// <param name="NameStart">Of its name, which goes to <paramref name="End"/>.</param>
public readonly record struct ColumnInfo(
    uint UserType, ushort Flags, TypeInfo Type, int Start, int End, int TypeStart, int TypeEnd, int NameStart)
{
    public const ushort Nullable = 0x0001;
    public const ushort Hidden = 0x2000;
}

/// <summary>
/// What COLMETADATA (MS-TDS §2.2.7.4) or ALTMETADATA (§2.2.7.1) says of the rows behind it. Kept and filled anew, so that steady state
/// allocates nothing.
/// </summary>
public sealed class ColumnMetadata
{
    /// <summary>Most columns: a wide table has 30,000.</summary>
    private const int MostColumns = 32_767;

    private const ushort Encrypted = 0x0800;

    private readonly WireBuffer _bytes = new();
    private ColumnInfo[] _columns = new ColumnInfo[16];
    private int _announced;
    private int _read;

    public int Count { get; private set; }

    /// <summary>Of ALTMETADATA.</summary>
    public ushort Id { get; private set; }

    public ReadOnlySpan<ColumnInfo> Columns => _columns.AsSpan(0, Count);

    /// <summary>The whole token, its first byte included.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Written;

    /// <summary>A column's name, UTF-16LE.</summary>
    public ReadOnlySpan<byte> NameOf(int column) => Bytes[_columns[column].NameStart.._columns[column].End];

    /// <summary>A column's TYPE_INFO as it stands.</summary>
    public ReadOnlySpan<byte> TypeBytesOf(int column) => Bytes[_columns[column].TypeStart.._columns[column].TypeEnd];

    /// <summary>Takes over what another one knows.</summary>
    public void CopyFrom(ColumnMetadata other)
    {
        _bytes.Clear();
        _bytes.WriteBytes(other.Bytes);
        Ensure(other.Count);
        other.Columns.CopyTo(_columns);
        (Count, Id) = (other.Count, other.Id);
    }

    public void Clear()
    {
        _bytes.Clear();
        (Count, Id, _announced, _read) = (0, 0, 0, 0);
    }

    /// <summary>Before the first <see cref="TryRead"/> of a token.</summary>
    internal void Begin() => (_announced, _read, Count) = (0, 0, 0);

    /// <summary>
    /// Reads as much of a token as is there; it goes on behind the last whole column when called again with more. What it knew before is
    /// lost with <see cref="Begin"/>.
    /// </summary>
    /// <param name="token">From its first byte.</param>
    /// <param name="length">Bytes of the whole token.</param>
    internal bool TryRead(ReadOnlySpan<byte> token, TdsVersion version, out int length)
    {
        length = 0;
        var isAlternative = token[0] == (byte)TokenKind.AltMetadata;
        if (_read == 0 && !TryReadHead(token, isAlternative))
        {
            return false;
        }

        while (Count < _announced)
        {
            var reader = new FieldReader(token[_read..], isPartial: true);
            var column = ReadColumn(ref reader, isAlternative, version);
            if (reader.IsShort)
            {
                return false;
            }

            _columns[Count++] = column;
            _read += reader.Position;
        }

        length = _read;
        _bytes.Clear();
        _bytes.WriteBytes(token[..length]);
        return true;
    }

    private bool TryReadHead(ReadOnlySpan<byte> token, bool isAlternative)
    {
        var reader = new FieldReader(token, isPartial: true);
        reader.ReadByte();
        var count = reader.ReadUInt16();
        if (isAlternative)
        {
            Id = reader.ReadUInt16();
            reader.Skip(2 * reader.ReadByte());
        }

        if (reader.IsShort)
        {
            return false;
        }

        if (count > MostColumns)
        {
            WireFault.Throw("more columns than a result may have");
        }

        (_announced, _read) = (count, reader.Position);
        Ensure(count);
        return true;
    }

    private ColumnInfo ReadColumn(ref FieldReader reader, bool isAlternative, TdsVersion version)
    {
        if (isAlternative)
        {
            reader.Skip(3);
        }

        var userType = version.IsAtLeast72() ? reader.ReadUInt32() : reader.ReadUInt16();
        var flags = reader.ReadUInt16();
        if (version.HasFeatures() && (flags & Encrypted) != 0)
        {
            WireFault.Throw("an encrypted column that nobody has agreed to");
        }

        var type = reader.Position;
        var info = TypeReader.Read(ref reader, TypePlace.Column, version);
        var typeEnd = reader.Position;
        var nameLength = 2 * reader.ReadByte();
        var name = reader.Position;
        reader.Skip(nameLength);
        return new ColumnInfo(
            userType, flags, info, _read, _read + reader.Position, _read + type, _read + typeEnd, _read + name);
    }

    private void Ensure(int count)
    {
        if (_columns.Length < count)
        {
            Array.Resize(ref _columns, Math.Max(count, 2 * _columns.Length));
        }
    }
}
