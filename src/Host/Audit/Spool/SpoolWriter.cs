using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace ProxyDb.Host.Audit.Spool;

/// <summary>Writes the fields of one spool record; the record's own length and mark are stamped afterwards.</summary>
internal ref struct SpoolWriter
{
    /// <summary>Length that stands for null.</summary>
    public const int Null = -1;

    private readonly Span<byte> _target;
    private int _position;

    public SpoolWriter(Span<byte> target, SpoolRecordKind kind, byte flags)
    {
        _target = target;
        _position = SpoolFormat.RecordHeaderSize;
        Byte((byte)kind);
        Byte(flags);
    }

    public readonly int Length => _position;

    /// <summary>Most bytes that <see cref="Text(string?)"/> may need.</summary>
    public static int MaxSize(string? text) => 4 + (text?.Length * 3 ?? 0);

    public void Byte(byte value) => _target[_position++] = value;

    public void Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_target[_position..], value);
        _position += 4;
    }

    public void Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_target[_position..], value);
        _position += 8;
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Int32(Null);
            return;
        }

        var length = Encoding.UTF8.GetBytes(value, _target[(_position + 4)..]);
        Int32(length);
        _position += length;
    }

    /// <summary>As much of a text as fits in so many bytes, cut between characters.</summary>
    public void Text(string value, int limit)
    {
        _ = Utf8.FromUtf16(value, _target.Slice(_position + 4, limit), out _, out var length);
        Int32(length);
        _position += length;
    }

    public void Raw(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_target[_position..]);
        _position += bytes.Length;
    }
}

/// <summary>Reads the fields of one spool record, whose mark has been checked.</summary>
internal ref struct SpoolReader(ReadOnlySpan<byte> record)
{
    private readonly ReadOnlySpan<byte> _record = record;
    private int _position = SpoolFormat.RecordHeaderSize + 2;

    public readonly SpoolRecordKind Kind => (SpoolRecordKind)_record[SpoolFormat.KindOffset];

    public readonly byte Flags => _record[SpoolFormat.KindOffset + 1];

    public byte Byte() => _record[_position++];

    public int Int32()
    {
        _position += 4;
        return BinaryPrimitives.ReadInt32LittleEndian(_record[(_position - 4)..]);
    }

    public long Int64()
    {
        _position += 8;
        return BinaryPrimitives.ReadInt64LittleEndian(_record[(_position - 8)..]);
    }

    /// <summary>UTF-8 bytes; empty and <paramref name="isNull"/> for null.</summary>
    public ReadOnlySpan<byte> Text(out bool isNull)
    {
        var length = Int32();
        isNull = length == SpoolWriter.Null;
        return isNull ? [] : Raw(length);
    }

    public ReadOnlySpan<byte> Raw(int length)
    {
        _position += length;
        return _record.Slice(_position - length, length);
    }
}
