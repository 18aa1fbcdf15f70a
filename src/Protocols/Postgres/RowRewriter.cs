using System.Buffers.Binary;
using System.Collections.Immutable;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// Masks columns of the rows of one answer, in text and binary. First the columns are learnt (<see cref="Describe"/>), then the
/// formats that Bind asked for (<see cref="UseFormats"/>; a simple query needs none), then each row is rewritten whole: its length
/// stands before it, so it cannot be streamed. Steady state allocates nothing. The text must be UTF-8. One user at a time.
/// </summary>
public sealed class RowRewriter
{
    private readonly Column[] _columns;
    private readonly WireBuffer _decoded = new();
    private readonly WireBuffer _masked = new();
    private int _count = -1;

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

    /// <summary>What follows behind the answer's announcement cannot be masked: the only thing to do is to end the statement.</summary>
    public static string NotMasked => "a value of a masked column came in a form that cannot be masked";

    /// <summary>Learns types and formats of the columns. Null, or why the answer cannot be masked.</summary>
    /// <param name="payload">Of RowDescription.</param>
    public string? Describe(ReadOnlySpan<byte> payload)
    {
        var message = RowDescriptionMessage.Read(payload);
        _count = message.Count;
        var next = 0;
        for (var ordinal = 0; message.TryReadColumn(out var described); ordinal++)
        {
            if (next == _columns.Length || _columns[next].Ordinal != ordinal)
            {
                continue;
            }

            var type = new RowRewriterType(described.TypeOid, described.TypeModifier, described.Format == 1);
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

    /// <summary>Takes the result formats of Bind, which count whatever the description of the statement said.</summary>
    /// <param name="formats">As they stand on the wire, two bytes each: none (all text), one for all, or one each.</param>
    public void UseFormats(ReadOnlySpan<byte> formats)
    {
        foreach (ref var column in _columns.AsSpan())
        {
            var at = formats.Length == sizeof(short) ? 0 : column.Ordinal * sizeof(short);
            var isBinary = formats.Length >= at + sizeof(short) && BinaryPrimitives.ReadInt16BigEndian(formats[at..]) == 1;
            column.Type = column.Type with { IsBinary = isBinary };
        }
    }

    /// <summary>Writes the row with its masks as a message of its own. False: <see cref="NotMasked"/>, and nothing was written.</summary>
    /// <param name="payload">Of DataRow.</param>
    /// <exception cref="WireFault">The row is malformed.</exception>
    public bool TryRewrite(ReadOnlySpan<byte> payload, WireBuffer output)
    {
        var reader = new WireReader(payload);
        var count = reader.ReadUInt16();
        if (count != _count)
        {
            WireFault.Throw("a row with another number of columns than announced");
        }

        var start = output.Length;
        var mark = DataRowMessage.Begin(output, count);
        var next = 0;
        for (var ordinal = 0; ordinal < count; ordinal++)
        {
            var value = FieldValue.Read(ref reader, out var isNull);
            if (next < _columns.Length && _columns[next].Ordinal == ordinal)
            {
                if (!TryMask(_columns[next++], value, isNull, output))
                {
                    output.Truncate(start);
                    return false;
                }
            }
            else if (isNull)
            {
                DataRowMessage.WriteNull(output);
            }
            else
            {
                DataRowMessage.WriteValue(output, value);
            }
        }

        reader.ExpectEnd("DataRow");
        output.End(mark);
        return true;
    }

    private bool TryMask(in Column column, ReadOnlySpan<byte> bytes, bool isNull, WireBuffer output)
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
        if (value.IsNull)
        {
            DataRowMessage.WriteNull(output);
            return true;
        }

        var field = output.BeginField();
        RowRewriterValues.Encode(type, value, output);
        output.EndField(field);
        return true;
    }

    /// <param name="Applied">The mask as it stands for this answer.</param>
    private record struct Column(int Ordinal, ValueMask Mask, ValueMask Applied, RowRewriterType Type);
}
