using System.Buffers.Binary;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// Answers of secured statements: hidden parameters stay hidden, and no row passes before its announcement was held against the plan.
/// </summary>
internal sealed class SecuredResults(SessionState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;

    /// <summary>Writes the client's own parameters of a ParameterDescription.</summary>
    public void ShowParameters(ref Expected head, ReadOnlySpan<byte> payload)
    {
        var message = ParameterDescriptionMessage.Read(payload);
        var own = message.Count - head.Sent!.HiddenCount;
        if (own < 0)
        {
            WireFault.Throw("a secured statement lacks its hidden parameters");
        }

        state.Scratch.Clear();
        ParameterDescriptionMessage.Write(state.Scratch, message.Types[..(own * sizeof(int))]);
        _gateway.ToClient(state.Scratch.Written);
    }

    /// <summary>
    /// Takes the announcement of rows (or of none) for a statement at the head. One that is not as planned ends the lease: what
    /// follows it is under way already.
    /// </summary>
    public static void Announce(ref Expected head, ServerMessageKind kind, ReadOnlySpan<byte> payload)
    {
        if (head.Sent is not { } sent)
        {
            return;
        }

        if (kind == ServerMessageKind.NoData)
        {
            head.Announced?.OnNoData(head.Index);
        }
        else
        {
            head.Announced?.OnRows(payload, head.Index);
        }

        var isAsPlanned = kind == ServerMessageKind.NoData ? sent.OutputNames.IsEmpty : AnnouncedResult.IsAsPlanned(sent, payload);
        if (!isAsPlanned)
        {
            WireFault.Throw("the result of a statement under masks or filters is not the one that was planned");
        }
    }

    /// <summary>Whether a simple statement's announcement is as planned; else the client is told, and sees nothing of its rows.</summary>
    public bool Accepts(ref Expected head, ReadOnlySpan<byte> payload)
    {
        if (head.Sent is not { } sent || AnnouncedResult.IsAsPlanned(sent, payload))
        {
            return true;
        }

        head.Exceeded ??= Refusals.Native(
            "0A000", "the result of this statement under masks or filters is not the one that was planned; try again when the catalog was read");
        _gateway.CancelRunning();
        return false;
    }

    /// <summary>Faults for a row that nobody has announced.</summary>
    public static void CheckRow(ref Expected head, ReadOnlySpan<byte> message)
    {
        if (head.Kind == ResponseKind.Execute && head.Sent is { OutputNames.IsEmpty: false } && head.Announced is { } announced
            && announced.Count != BinaryPrimitives.ReadUInt16BigEndian(message[FrameReader.HeaderLength..]))
        {
            WireFault.Throw("a row of a statement under masks or filters that was not announced");
        }
    }
}
