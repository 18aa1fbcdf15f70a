using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>Makes requests wait for the end of the answer to the one before them: a server has one under way, and so has the gateway.</summary>
internal sealed class FollowerHold(ConversationState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;

    /// <summary>Whether what was sent has to end first; then the request waits.</summary>
    public bool MustHold()
    {
        if (!state.IsHolding && !_gateway.IsCancelling)
        {
            return false;
        }

        state.IsHeld = true;
        _gateway.Hold();
        return true;
    }

    /// <summary>Whether a rule limits the rows of a text.</summary>
    public bool IsLimited(JudgedText judged)
    {
        for (var i = 0; i < judged.StatementCount; i++)
        {
            if (!_gateway.RowLimitOn(judged, i).IsNone)
            {
                return true;
            }
        }

        return false;
    }
}
