using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>Makes commands of a pipeline wait for the end of one before them, on which they depend.</summary>
internal sealed class FollowerHold(ConversationState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;

    /// <summary>
    /// Whether rows of the text are limited. Too many of them make an error of it and stop it: what follows waits, so that nothing else
    /// is stopped.
    /// </summary>
    public bool IsLimited(JudgedText judged)
    {
        var isLimited = false;
        for (var i = 0; i < judged.StatementCount; i++)
        {
            var limit = _gateway.RowLimitOn(judged, i);
            isLimited |= !limit.IsNone;
            state.HoldsFollowers |= !limit.IsNone && !limit.Truncates;
        }

        return isLimited;
    }

    /// <summary>Whether what was sent has to end first; then the command waits.</summary>
    public bool MustHold(ClientMessageKind kind)
    {
        if (state.Expected.IsEmpty)
        {
            state.HoldsFollowers = false;
        }

        if (kind == ClientMessageKind.Quit || !(state.IsHolding || _gateway.IsCancelling))
        {
            return false;
        }

        Hold();
        return true;
    }

    /// <summary>The command waits for an answer; false, as its handler returns.</summary>
    public bool Hold()
    {
        state.IsHeld = true;
        _gateway.Hold();
        return false;
    }

    /// <summary>The command waits until everything that was sent has been answered.</summary>
    public bool HoldForAll()
    {
        state.HoldsFollowers = true;
        return Hold();
    }
}
