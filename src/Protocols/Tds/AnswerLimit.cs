using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Holds the rows of the call at the head of <see cref="ExpectedResponses"/> against its limit. Beyond it no row is shown: the answer is cut
/// short with a message, or becomes an error and the statement is stopped.
/// </summary>
internal sealed class AnswerLimit(ConversationState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private RowLimit _limit = RowLimit.None;
    private bool _isKnown;
    private bool _isOver;

    /// <summary>Rows were left out: the end of their result says so.</summary>
    public bool IsCut => _isOver && _limit.Truncates;

    /// <summary>What the end of a cut answer tells.</summary>
    public string Words => $"the answer was cut after {_limit.Rows} rows, the limit of rule `{_limit.Rule}`";

    /// <summary>The call at the head has ended, or its fetch.</summary>
    public void Reset() => (_isKnown, _isOver) = (false, false);

    /// <summary>Whether one more row may be shown.</summary>
    /// <param name="shown">Rows of this answer shown so far.</param>
    public bool Takes(ExpectedAnswer head, long shown)
    {
        if (head.Exceeded is not null)
        {
            return false;
        }

        var part = head.Current;
        if (!part.IsLimited)
        {
            return true;
        }

        if (!_isKnown)
        {
            _isKnown = true;
            _limit = _gateway.RowLimitOn(part.Judged!, 0);
        }

        if (shown + (part.Cursor?.Rows ?? 0) < _limit.Rows)
        {
            return true;
        }

        if (!_isOver)
        {
            _isOver = true;
            Exceed(head);
        }

        return false;
    }

    private void Exceed(ExpectedAnswer head)
    {
        if (_limit.Truncates)
        {
            return;
        }

        head.Exceeded = new Denial(
            DenialCase.LimitReached, $"the answer has more than {_limit.Rows} rows, the limit of rule `{_limit.Rule}`; ask for fewer rows");
        if (head.Current.Kind != PartKind.Fetch)
        {
            _gateway.CancelRunning();
        }
    }
}
