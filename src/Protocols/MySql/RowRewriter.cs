using System.Collections.Immutable;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// Masks columns of the rows of one result, in text and binary rows. First the columns are learnt (<see cref="Describe"/>), then each row
/// is rewritten whole. Steady state allocates nothing. Texts must come in UTF-8. One user at a time.
/// </summary>
public sealed class RowRewriter
{
    /// <summary>In place of a length: NULL.</summary>
    private const byte Null = 0xfb;

    /// <summary>The bitmap of a binary row begins with two bits that mean nothing.</summary>
    private const int BitmapOffset = 2;

    private readonly Column[] _columns;
    private readonly WireBuffer _decoded = new();
    private readonly WireBuffer _masked = new();
    private readonly WireBuffer _value = new();
    private FieldType[] _types = [];
    private int _count = -1;
    private bool _isBinary;

    /// <param name="masks">At least one; each ordinal once.</param>
    public RowRewriter(ImmutableArray<OutputMask> masks)
    {
        _columns = new Column[masks.Length];
        for (var i = 0; i < masks.Length; i++)
        {
            _columns[i] = new Column(masks[i].Ordinal, masks[i].Mask, masks[i].Mask, default);
        }

        Array.Sort(_columns, static (a, b) => a.Ordinal.CompareTo(b.Ordinal));
    }

    /// <summary>What follows behind the result's announcement cannot be masked: the only thing to do is to end the statement.</summary>
    public static string NotMasked => "a value of a masked column came in a form that cannot be masked";

    /// <summary>Learns types of the columns. Null, or why the result cannot be masked.</summary>
    /// <param name="announcement">Payloads of the column count and the definitions, each behind its length in four bytes.</param>
    /// <param name="isBinary">The rows come from a prepared statement.</param>
    /// <param name="hasExtended">As of <see cref="ColumnDefinition41.Read"/>.</param>
    public string? Describe(ReadOnlySpan<byte> announcement, bool isBinary, bool hasExtended = false)
    {
        var reader = new PacketReader(announcement);
        _isBinary = isBinary;
        _count = new PacketReader(ReadPayload(ref reader)).ReadCount(ushort.MaxValue, "columns");
        _types = _types.Length == _count ? _types : new FieldType[_count];
        var next = 0;
        for (var ordinal = 0; ordinal < _count; ordinal++)
        {
            var definition = ColumnDefinition41.Read(ReadPayload(ref reader), hasExtended);
            _types[ordinal] = definition.Type;
            if (next == _columns.Length || _columns[next].Ordinal != ordinal)
            {
                continue;
            }

            var type = RowRewriterType.Of(definition, isBinary);
            if (!_columns[next].Mask.Bears(type.Kind, type.Size, type.MaxLength))
            {
                _count = -1;
                return $"the type of column {ordinal + 1} of the answer cannot bear its mask";
            }

            ref var column = ref _columns[next++];
            (column.Type, column.Applied) = (type, column.Mask.Begin());
        }

        return next == _columns.Length ? null : "the answer has fewer columns than are masked";
    }

    /// <summary>Writes the row with its masks, as a payload. False: <see cref="NotMasked"/>, and what was written is to be thrown away.</summary>
    /// <param name="row">Payload of the row, over all its packets.</param>
    /// <exception cref="WireFault">The row is malformed.</exception>
    public bool TryRewrite(ReadOnlySpan<byte> row, WireBuffer output)
    {
        if (_count < 0)
        {
            WireFault.Throw("a masked row that was not announced");
        }

        return _isBinary ? TryRewriteBinary(row, output) : TryRewriteText(row, output);
    }

    private bool TryRewriteText(ReadOnlySpan<byte> row, WireBuffer output)
    {
        var reader = new PacketReader(row);
        var next = 0;
        for (var ordinal = 0; ordinal < _count; ordinal++)
        {
            var isNull = !reader.TryReadString(out var value);
            if (next < _columns.Length && _columns[next].Ordinal == ordinal)
            {
                if (!TryMask(_columns[next++], value, ref isNull))
                {
                    return false;
                }

                value = _value.Written;
            }

            if (isNull)
            {
                output.WriteByte(Null);
            }
            else
            {
                output.WriteString(value);
            }
        }

        reader.ExpectEnd("a row");
        return true;
    }

    private bool TryRewriteBinary(ReadOnlySpan<byte> row, WireBuffer output)
    {
        var reader = new PacketReader(row);
        if (reader.ReadByte() != 0)
        {
            WireFault.Throw("a binary row with another header");
        }

        var bitmap = reader.ReadBytes((_count + 7 + BitmapOffset) / 8);
        var bitmapAt = output.Length + 1;
        output.WriteByte(0);
        output.WriteBytes(bitmap);
        var next = 0;
        for (var ordinal = 0; ordinal < _count; ordinal++)
        {
            var (place, bit) = ((ordinal + BitmapOffset) >> 3, (byte)(1 << ((ordinal + BitmapOffset) & 7)));
            var isNull = (bitmap[place] & bit) != 0;
            var start = reader.Position;
            var value = isNull ? default : BinaryValue.Read(ref reader, _types[ordinal]);
            if (next == _columns.Length || _columns[next].Ordinal != ordinal)
            {
                output.WriteBytes(row[start..reader.Position]);
                continue;
            }

            if (!TryMask(_columns[next++], value, ref isNull))
            {
                return false;
            }

            ref var flags = ref output.WrittenSpan[bitmapAt + place];
            flags = (byte)(isNull ? flags | bit : flags & ~bit);
            if (!isNull)
            {
                WriteBinary(_types[ordinal], output);
            }
        }

        reader.ExpectEnd("a row");
        return true;
    }

    private void WriteBinary(FieldType type, WireBuffer output)
    {
        if (RowRewriterType.HasLength(type))
        {
            output.WriteString(_value.Written);
        }
        else
        {
            output.WriteBytes(_value.Written);
        }
    }

    /// <summary>The masked value is left in the value buffer.</summary>
    private bool TryMask(in Column column, ReadOnlySpan<byte> bytes, ref bool isNull)
    {
        var type = column.Type;
        var value = new NeutralValue { Kind = type.Kind, Size = type.Size, MaxLength = type.MaxLength, IsNull = isNull };
        _decoded.Clear();
        _masked.Clear();
        if (!isNull && column.Applied.Reads && !RowRewriterValues.TryDecode(type, bytes, _decoded, ref value))
        {
            return false;
        }

        column.Applied.Apply(ref value, _masked);
        isNull = value.IsNull;
        _value.Clear();
        if (!isNull)
        {
            RowRewriterValues.Encode(type, value, _value);
        }

        return true;
    }

    private static ReadOnlySpan<byte> ReadPayload(ref PacketReader reader) => reader.ReadBytes((int)reader.ReadUInt32());

    /// <param name="Applied">The mask as it stands for this result.</param>
    private record struct Column(int Ordinal, ValueMask Mask, ValueMask Applied, RowRewriterType Type);
}
