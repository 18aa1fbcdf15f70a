using System.Buffers.Binary;
using System.Numerics;

namespace ProxyDb.Host.Audit.Spool;

/// <summary>What a spool record is. Values are on disk: never renumber.</summary>
internal enum SpoolRecordKind : byte
{
    None = 0,

    /// <summary>A statement about to be sent.</summary>
    Open = 1,

    /// <summary>An open statement copied from an earlier segment.</summary>
    Carry = 2,

    /// <summary>A statement opened and closed in one (denials).</summary>
    Whole = 3,

    Close = 4,
    Progress = 5,
    Event = 6,
    Session = 7,
    Template = 8,

    /// <summary>Records were lost because the spool was full.</summary>
    Gap = 9,
}

/// <summary>
/// Layout of a segment file, little endian: a header of 64 bytes, then records of <c>length u32, mark u32, body</c>. The mark
/// is the CRC-32C of the body, seeded with the segment's sequence number, the record's offset and length. Both words are filled
/// in after the body, so a record that is torn, or left over from an earlier life of the file, does not exist.
/// </summary>
internal static class SpoolFormat
{
    public const int HeaderSize = 64;

    public const int RecordHeaderSize = 8;

    /// <summary>Offsets within a statement record that carrying changes.</summary>
    public const int KindOffset = 8, SessionOffset = 26, TemplateOffset = 30;

    public const int CloseSize = RecordHeaderSize + 2 + 16 + OutcomeSize;

    /// <summary>took, database, status, code length, code, rows, affected, bytes, download.</summary>
    public const int OutcomeSize = 8 + 8 + 1 + 1 + 8 + 24 + 1;

    public const int ProgressSize = RecordHeaderSize + 2 + 24;

    public const int GapSize = RecordHeaderSize + 2 + 40;

    private const ulong Magic = 0x314C_5053_4244_5850; // "PXDBSPL1"

    public static void WriteHeader(Span<byte> header, in SegmentHeader value)
    {
        header[..HeaderSize].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], value.Sequence);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], value.Lane);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], value.Size);
        BinaryPrimitives.WriteUInt32LittleEndian(header[60..], Crc(0, header[..60]));
    }

    public static bool TryReadHeader(ReadOnlySpan<byte> header, out SegmentHeader value)
    {
        value = default;
        if (header.Length < HeaderSize || BinaryPrimitives.ReadUInt64LittleEndian(header) != Magic ||
            BinaryPrimitives.ReadUInt32LittleEndian(header[60..]) != Crc(0, header[..60]))
        {
            return false;
        }

        value = new SegmentHeader(
            BinaryPrimitives.ReadInt64LittleEndian(header[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[20..]));
        return true;
    }

    /// <summary>Fills in length and mark of a record whose body is complete.</summary>
    public static void Stamp(Span<byte> record, long sequence, int offset)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Mark(record, sequence, offset));
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length);
    }

    /// <summary>The record at an offset of a segment's image, or false where the committed records end.</summary>
    public static bool TryRead(ReadOnlySpan<byte> image, long sequence, int offset, out ReadOnlySpan<byte> record)
    {
        record = default;
        if (image.Length - offset <= RecordHeaderSize)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(image[offset..]);
        if (length <= RecordHeaderSize || length > image.Length - offset)
        {
            return false;
        }

        record = image.Slice(offset, length);
        return BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) == Mark(record, sequence, offset);
    }

    private static uint Mark(ReadOnlySpan<byte> record, long sequence, int offset)
    {
        var seed = BitOperations.Crc32C(~0u, (ulong)sequence);
        seed = BitOperations.Crc32C(seed, ((ulong)(uint)offset << 32) | (uint)record.Length);
        return Crc(seed, record[RecordHeaderSize..]);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }
}

/// <param name="Sequence">Grows by one with every segment begun, over all lanes and restarts.</param>
/// <param name="Lane">The loop's index, or <see cref="ControlLane"/>.</param>
internal readonly record struct SegmentHeader(long Sequence, int Lane, int Size)
{
    /// <summary>The lane of records that come from outside the loops.</summary>
    public const int ControlLane = 0xFFFF;
}
