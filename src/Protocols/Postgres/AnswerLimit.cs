using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// Holds the rows of the statement at the head of <see cref="ExpectedResponses"/> against its limit. Beyond it no row is shown: the
/// answer is cut short with a warning, or becomes an error and the statement is cancelled. A server that completes it all the same
/// gets a failing statement, so that its transaction is where a real error would have left it.
/// </summary>
internal sealed class AnswerLimit(SessionState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private RowLimit _limit = RowLimit.None;
    private bool _isKnown;
    private bool _isOver;

    /// <summary>Rows were left out: what ends the statement is written by <see cref="WriteEnd"/>.</summary>
    public bool IsCut => _isOver && _limit.Truncates;

    /// <summary>The statement at the head has ended or was suspended.</summary>
    public void Reset()
    {
        _isKnown = false;
        _isOver = false;
    }

    /// <summary>Whether one more row may be shown, or a message that goes by as one.</summary>
    /// <param name="shown">Rows of this statement shown so far.</param>
    public bool Takes(ref Expected head, ServerMessageKind kind, ReadOnlySpan<byte> message, long shown)
    {
        if (head.Exceeded is not null)
        {
            return false;
        }

        if (!head.IsLimited || IsCopyTrailer(kind, message))
        {
            return true;
        }

        if (!_isKnown)
        {
            _isKnown = true;
            _limit = _gateway.RowLimitOn(head.Judged!, head.Kind == ResponseKind.Execute ? 0 : head.Index);
            if (!state.HoldsFollowers)
            {
                // What follows is on its way already: it is too late for an error.
                _limit = _limit with { Truncates = true };
            }
        }

        if (shown + ShownBefore(ref head) < _limit.Rows)
        {
            return true;
        }

        if (!_isOver)
        {
            _isOver = true;
            Exceed(ref head);
        }

        return false;
    }

    /// <summary>The warning and, where the tag counts rows shown, a tag that tells the truth. False: the server's own message ends it.</summary>
    public bool WriteEnd(ReadOnlySpan<byte> tag, long shown)
    {
        state.Scratch.Clear();
        StatementWriter.WriteWarning(
            state.Scratch, $"the answer was cut after {_limit.Rows} rows, the limit of rule `{_limit.Rule}`");
        var word = WordOf(tag);
        if (!word.IsEmpty)
        {
            Span<byte> written = stackalloc byte[32];
            word.CopyTo(written);
            System.Buffers.Text.Utf8Formatter.TryFormat(shown, written[word.Length..], out var digits);
            CommandCompleteMessage.Write(state.Scratch, written[..(word.Length + digits)]);
        }

        _gateway.ToClient(state.Scratch.Written);
        return !word.IsEmpty;
    }

    private void Exceed(ref Expected head)
    {
        if (_limit.Truncates)
        {
            return;
        }

        head.Exceeded = new Denial(
            DenialCase.LimitReached,
            $"the answer has more than {_limit.Rows} rows, the limit of rule `{_limit.Rule}`; ask for fewer rows");
        _gateway.CancelRunning();
    }

    private static long ShownBefore(ref Expected head) =>
        head.Kind == ResponseKind.Execute && head.Subject is Portal portal && portal.Generation == head.Index ? portal.Rows : 0;

    /// <summary>The end of binary copy data, which has a message of its own.</summary>
    public static bool IsCopyTrailer(ServerMessageKind kind, ReadOnlySpan<byte> message) =>
        kind == ServerMessageKind.CopyData && message.Length >= 7
        && message[..7].SequenceEqual((ReadOnlySpan<byte>)[(byte)'d', 0, 0, 0, 6, 0xff, 0xff]);

    /// <summary>The words of a tag whose number counts the rows of the answer; empty for other tags (a write has written).</summary>
    private static ReadOnlySpan<byte> WordOf(ReadOnlySpan<byte> tag) =>
        tag.StartsWith("SELECT "u8) ? "SELECT "u8 : tag.StartsWith("FETCH "u8) ? "FETCH "u8 : tag.StartsWith("COPY "u8) ? "COPY "u8 : default;
}
