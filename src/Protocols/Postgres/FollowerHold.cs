using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Postgres;

/// <summary>Makes messages of a pipeline wait for the end of one before them, on which they depend.</summary>
internal sealed class FollowerHold(SessionState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;

    /// <summary>
    /// Whether rows of the text are limited. If too many of them make an error of it, or the count has to go on with the portal's next
    /// rows, what follows waits for its end.
    /// </summary>
    public bool IsLimited(JudgedText judged, bool isPart)
    {
        var isLimited = false;
        for (var i = 0; i < judged.StatementCount; i++)
        {
            var limit = _gateway.RowLimitOn(judged, i);
            isLimited |= !limit.IsNone;
            state.HoldsFollowers |= !limit.IsNone && (!limit.Truncates || isPart);
        }

        return isLimited;
    }

    /// <summary>
    /// Whether it is not known that the portal was bound. Up to its own Sync the server passes over both messages or none; behind it,
    /// an older binding of the name would run.
    /// </summary>
    public bool MustHold(Portal portal)
    {
        if (portal.IsConfirmed || portal.Epoch == state.Epoch)
        {
            return false;
        }

        state.HoldsFollowers = true;
        return MustHold(ClientMessageKind.Execute);
    }

    /// <summary>Whether what was sent has to end first; then the message waits.</summary>
    public bool MustHold(ClientMessageKind kind)
    {
        state.HoldsFollowers = state.IsHolding;
        if (kind is ClientMessageKind.CopyData or ClientMessageKind.CopyDone or ClientMessageKind.CopyFail or ClientMessageKind.Terminate
            || !(state.IsHolding || _gateway.IsCancelling))
        {
            return false;
        }

        Flush();
        state.IsHeld = true;
        _gateway.Hold();
        return true;
    }

    /// <summary>Asks for the answers that the session waits for.</summary>
    public void Flush()
    {
        if (state.GivenSinceSync && !state.FlushedForHold)
        {
            state.FlushedForHold = true;
            _gateway.SendControl(ControlMessage.Flush, FrameWriter.Flush);
        }
    }
}
