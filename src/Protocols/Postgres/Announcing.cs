using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Postgres;

/// <summary>Sees to it that the result of a secured statement is announced before its rows come.</summary>
internal sealed class Announcing(SessionState state)
{
    private readonly Forwarding _forwarding = new(state);

    /// <summary>Sends an Execute; in front of it the Describe that a client has left out of a secured statement.</summary>
    public void SendExecute(Portal portal, ReadOnlySpan<byte> name, ReadOnlySpan<byte> raw)
    {
        if (portal.Sent is not { OutputNames.IsEmpty: false } || portal.Announced!.IsAsked(state.Epoch))
        {
            _forwarding.Send(portal.Judged!, raw);
            return;
        }

        state.Payload.Clear();
        DescribeMessage.Write(state.Payload, TargetKind.Portal, name);
        state.Payload.WriteBytes(raw);
        _forwarding.Send(portal.Judged!, state.Payload.WrittenMemory);
        Push(ResponseKind.HiddenDescribe, portal.Sent, portal.Announced);
    }

    /// <summary>Expects the answer to a Describe that was sent.</summary>
    public ref Expected Push(ResponseKind kind, SentText? sent, AnnouncedResult? announced)
    {
        ref var expected = ref state.Expected.Push(kind);
        expected.Sent = sent;
        expected.IsReduced = sent is not null;
        if (announced is not null)
        {
            announced.Ask(state.Epoch);
            expected.Announced = announced;
            expected.Index = announced.Generation;
        }

        return ref expected;
    }
}
