using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Columns and rows of an answer: counted, held against limits and plans, passed on as they come. Rows under masks, and those of the
/// gateway's own statements, are there whole; of all others only their beginnings and ends are known.
/// </summary>
internal sealed class RowRelay(ConversationState state, TokenReader tokens, AnswerProgress progress, AnswerRecord record, ClientRelay relay)
{
    private readonly SecuredResults _secured = new(state, relay);
    private readonly MaskedRows _masked = new();
    private readonly BrowsedKeys _keys = new(state.Gateway);
    private readonly WireBuffer _row = new();
    private long _rowStart = -1;
    private bool _isShown;

    /// <summary>A row goes on in the next packet: whether it is shown was decided with its first byte.</summary>
    public bool IsInRow => !tokens.WholeRows && tokens.IsMidToken && IsRow(tokens.Kind);

    /// <summary>Whether rows of the answer have to be there whole.</summary>
    public static bool KeepsRows(ExpectedAnswer head) => head.IsHidden || (head.Current.Sent is { Masks.IsEmpty: false } && head.Exceeded is null);

    public void Reset()
    {
        _rowStart = -1;
        _masked.Reset();
        _keys.Reset();
    }

    /// <summary>A piece of payload was read; it belongs to a row that is not kept together, or is told of by its token.</summary>
    public void Step(TokenStep step, ReadOnlySpan<byte> bytes)
    {
        if (tokens.WholeRows || !IsRow(tokens.Kind) || step == TokenStep.Token || (step == TokenStep.NeedMore && bytes.IsEmpty))
        {
            return;
        }

        if (tokens.Start != _rowStart)
        {
            Begin();
        }

        if (_isShown)
        {
            record.Bytes += bytes.Length;
            relay.Pass(bytes);
        }

        _rowStart = step == TokenStep.RowEnd ? -1 : _rowStart;
    }

    public void OnToken(ExpectedAnswer head, ReadOnlySpan<byte> token, long start)
    {
        if (tokens.Kind == TokenKind.ColMetadata)
        {
            OnColumns(head, token, start);
        }
        else if (IsRow(tokens.Kind))
        {
            OnWholeRow(head, token, start);
        }
        else if (head.Exceeded is null)
        {
            relay.Pass(token);
        }
        else
        {
            relay.Leave(start);
        }
    }

    /// <summary>COLINFO: what columns are of their tables.</summary>
    public void OnColumnInformation(ReadOnlySpan<byte> token) => _keys.OnColumns(token);

    private static bool IsRow(TokenKind kind) => kind is TokenKind.Row or TokenKind.NbcRow or TokenKind.AltRow;

    private void Begin()
    {
        if (state.Expected.IsEmpty)
        {
            WireFault.Throw("the backend sent a row that answers nothing");
        }

        _rowStart = tokens.Start;
        _keys.OnRow(state.Expected.Head);
        _isShown = record.Limit.Takes(state.Expected.Head, record.Rows);
        if (_isShown)
        {
            record.Rows++;
        }
        else
        {
            relay.Leave(tokens.Start);
        }
    }

    private void OnColumns(ExpectedAnswer head, ReadOnlySpan<byte> token, long start)
    {
        if (head.IsHidden)
        {
            return;
        }

        (progress.IsInResult, progress.HasResult) = (true, true);
        var part = head.Current;
        if (tokens.IsWithoutMetadata)
        {
            if (part.Cursor is { } cursor)
            {
                tokens.Columns = cursor.Columns;
            }
        }
        else if (part.Kind == PartKind.OpenCursor)
        {
            part.Cursor!.Columns.CopyFrom(tokens.Columns);
        }

        _masked.Reset();
        _keys.Reset();
        if (head.Exceeded is not null)
        {
            relay.Leave(start);
        }
        else if (tokens.IsWithoutMetadata)
        {
            relay.Pass(token);
        }
        else
        {
            _secured.OnColumns(head, tokens.Columns, token, start);
        }
    }

    /// <summary>A row whose values are looked at.</summary>
    private void OnWholeRow(ExpectedAnswer head, ReadOnlySpan<byte> token, long start)
    {
        _row.Clear();
        _keys.OnRow(head);
        if (head.Kind == AnswerKind.Own)
        {
            OwnRows.Write(_row, token, tokens.RowColumns);
            state.Gateway.OwnRow(_row.Written);
        }
        else if (head.Kind == AnswerKind.Hidden)
        {
            progress.OwnNumber = OwnRows.NumberOf(token, tokens.RowColumns);
        }
        else if (!record.Limit.Takes(head, record.Rows))
        {
            relay.Leave(start);
        }
        else
        {
            _masked.Write(_row, head.Current.Sent!, token, tokens.RowColumns);
            relay.Put(start, _row.Written);
            record.Rows++;
            record.Bytes += token.Length;
        }
    }
}
