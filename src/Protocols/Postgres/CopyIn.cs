using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Postgres;

/// <summary>Where a COPY … FROM STDIN stands: which Syncs the server ignores, and until when it reads data.</summary>
internal sealed class CopyIn(SessionState state)
{
    public void Begin()
    {
        ref var head = ref state.Expected.Head;
        var (ended, isIgnored, endsBehind) = (false, false, ExpectedResponses.IsSimple(head.Kind));
        for (var i = 1; i < state.Expected.Count;)
        {
            var kind = state.Expected[i].Kind;
            if (kind == ResponseKind.Sync && !ended)
            {
                // Sent before the client knew of the copy: the server ignores it (protocol-flow, "COPY Operations").
                state.Expected.RemoveAt(i);
                isIgnored = true;
                continue;
            }

            ended |= kind == ResponseKind.CopyEnd;
            endsBehind |= kind == ResponseKind.Sync || ExpectedResponses.IsSimple(kind);
            i++;
        }

        state.GivenSinceSync |= isIgnored && !endsBehind;
        head.Copies = true;
        state.CopyActive = !ended;
    }

    /// <summary>The server reads no more copy data for this statement.</summary>
    public void End(JudgedText judged)
    {
        if (!judged.CopiesIn)
        {
            return;
        }

        state.CopyActive = false;
        for (var i = 1; i < state.Expected.Count; i++)
        {
            if (state.Expected[i].Kind == ResponseKind.CopyEnd)
            {
                return;
            }
        }

        state.CopiesPending = Math.Max(0, state.CopiesPending - 1);
    }
}
