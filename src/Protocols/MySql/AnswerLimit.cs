using System.Text;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// Holds the rows of the statement at the head of <see cref="ExpectedResponses"/> against its limit. Beyond it no row is shown: the
/// answer is cut short with a warning, or becomes an error and the statement is cancelled.
/// </summary>
internal sealed class AnswerLimit(ConversationState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private RowLimit _limit = RowLimit.None;
    private bool _isKnown;
    private bool _isOver;

    /// <summary>Rows were left out: the end of the answer says so.</summary>
    public bool IsCut => _isOver && _limit.Truncates;

    /// <summary>What the end of a cut answer tells.</summary>
    public byte[] Words => Encoding.UTF8.GetBytes($"the answer was cut after {_limit.Rows} rows, the limit of rule `{_limit.Rule}`");

    /// <summary>The statement at the head has ended, or its fetch.</summary>
    public void Reset()
    {
        _isKnown = false;
        _isOver = false;
    }

    /// <summary>Whether one more row may be shown.</summary>
    /// <param name="shown">Rows of this answer shown so far.</param>
    public bool Takes(ref Expected head, long shown)
    {
        if (head.Exceeded is not null)
        {
            return false;
        }

        if (!head.IsLimited)
        {
            return true;
        }

        if (!_isKnown)
        {
            _isKnown = true;
            _limit = _gateway.RowLimitOn(head.Judged!, head.Kind == ResponseKind.Query ? head.Index : 0);
        }

        if (shown + FetchedBefore(ref head) < _limit.Rows)
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

    private void Exceed(ref Expected head)
    {
        if (_limit.Truncates)
        {
            return;
        }

        head.Exceeded = new Denial(
            DenialCase.LimitReached,
            $"the answer has more than {_limit.Rows} rows, the limit of rule `{_limit.Rule}`; ask for fewer rows");
        if (head.Kind != ResponseKind.Fetch)
        {
            _gateway.CancelRunning();
        }
    }

    private static long FetchedBefore(ref Expected head) =>
        head.Kind == ResponseKind.Fetch && ((ClientStatement)head.Subject!).Cursor is { } cursor ? cursor.Rows : 0;
}
