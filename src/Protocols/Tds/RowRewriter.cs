using System.Collections.Immutable;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Masks columns of the rows of one result, in ROW and NBCROW. First the columns are learnt (<see cref="Describe"/>), then each row is
/// rewritten whole. Steady state allocates nothing. One user at a time.
/// </summary>
public sealed class RowRewriter
{
    private readonly Column[] _columns;
    private readonly WireBuffer _content = new();
    private readonly WireBuffer _decoded = new();
    private readonly WireBuffer _masked = new();
    private readonly WireBuffer _value = new();
    private readonly RowRewriterTexts _texts = new();
    private ColumnMetadata? _metadata;

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
    /// <param name="metadata">Must not change before the last row.</param>
    public string? Describe(ColumnMetadata metadata)
    {
        _metadata = null;
        for (var i = 0; i < _columns.Length; i++)
        {
            ref var column = ref _columns[i];
            if (column.Ordinal >= metadata.Count)
            {
                return "the answer has fewer columns than are masked";
            }

            var type = RowRewriterType.Of(metadata.Columns[column.Ordinal].Type);
            var cannotBeNull = type.Info.Form == ValueForm.Fixed && ReferenceEquals(column.Mask, ValueMask.Null);
            if (cannotBeNull || !column.Mask.Bears(type.Kind, type.Size, type.MaxLength))
            {
                return $"the type of column {column.Ordinal + 1} of the answer cannot bear its mask";
            }

            (column.Type, column.Applied) = (type, column.Mask.Begin());
        }

        _metadata = metadata;
        return null;
    }

    /// <summary>Writes the row with its masks, as a token. False: <see cref="NotMasked"/>, and what was written is to be thrown away.</summary>
    /// <param name="token">The whole row.</param>
    /// <exception cref="WireFault">The row is malformed, or not of the described result.</exception>
    public bool TryRewrite(ReadOnlySpan<byte> token, WireBuffer output)
    {
        if (_metadata is not { } metadata || token[0] == (byte)TokenKind.AltRow)
        {
            return WireFault.Throw<bool>("a masked row that was not announced");
        }

        var start = output.Length;
        output.WriteBytes(token[..RowWalker.HeadLength(token, metadata.Count)]);
        var row = new RowWalker(token, metadata);
        for (var next = 0; row.MoveNext();)
        {
            if (next == _columns.Length || _columns[next].Ordinal != row.Column)
            {
                output.WriteBytes(row.Raw);
                continue;
            }

            if (!TryMask(_columns[next++], row.Raw, row.IsNull, out var isNull))
            {
                return false;
            }

            Write(row, _columns[next - 1].Type.Info, isNull, start, output);
        }

        if (row.End != token.Length)
        {
            WireFault.Throw("a row longer than its columns");
        }

        return true;
    }

    /// <summary>The masked value is left in the value buffer.</summary>
    private bool TryMask(in Column column, ReadOnlySpan<byte> raw, bool wasNull, out bool isNull)
    {
        var type = column.Type;
        var value = new NeutralValue { Kind = type.Kind, Size = type.Size, MaxLength = type.MaxLength, IsNull = wasNull };
        _decoded.Clear();
        _masked.Clear();
        _value.Clear();
        isNull = false;
        if (!wasNull && column.Applied.Reads)
        {
            ValueContent.TryGet(raw, type.Info, _content, out var content);
            if (!RowRewriterValues.TryDecode(type, content, _texts, _decoded, ref value))
            {
                return false;
            }
        }

        column.Applied.Apply(ref value, _masked);
        isNull = value.IsNull;
        if (isNull)
        {
            return type.Info.Form != ValueForm.Fixed;
        }

        RowRewriterValues.Encode(type, value, _texts, _value);
        return true;
    }

    /// <summary>NULL of NBCROW is a bit and nothing else.</summary>
    private void Write(in RowWalker row, in TypeInfo type, bool isNull, int start, WireBuffer output)
    {
        if (output.Written[start] == (byte)TokenKind.NbcRow)
        {
            ref var bits = ref output.WrittenSpan[start + 1 + row.Column / 8];
            var bit = (byte)(1 << (row.Column % 8));
            bits = (byte)(isNull ? bits | bit : bits & ~bit);
            if (isNull)
            {
                return;
            }
        }

        RowRewriterValues.Write(type, _value.Written, isNull, output);
    }

    /// <param name="Applied">The mask as it stands for this result.</param>
    private record struct Column(int Ordinal, ValueMask Mask, ValueMask Applied, RowRewriterType Type);
}
