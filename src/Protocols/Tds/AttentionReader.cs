using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Attention of a client: goes to the server at once when that works for the client, and its acknowledgement comes from there as a message
/// of its own; with nothing to stop it is acknowledged here. Some clients send one after each answer.
/// </summary>
internal sealed class AttentionReader(ConversationState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly SyntheticAnswers _answers = new(state);

    /// <summary>Bytes taken; 0: not all of it is there.</summary>
    public int Read(ReadOnlySpan<byte> bytes)
    {
        if (!FrameReader.TryReadPacket(bytes, state.Session.PacketSize, out var header, out var payload))
        {
            return 0;
        }

        if (!payload.IsEmpty || !header.IsLast)
        {
            WireFault.Throw("an Attention that has a payload");
        }

        if (!IsRunning)
        {
            _answers.Acknowledge();
            return header.Length;
        }

        if (state.Attention == AttentionOf.Nobody)
        {
            _gateway.SendControl(ControlMessage.Attention, FrameWriter.Attention);
        }

        // One of the gateway's own that is under way is the client's from now on; the server is told once, and each is acknowledged.
        state.RepeatedAttentions += state.Attention == AttentionOf.Client ? 1 : 0;
        state.Attention = AttentionOf.Client;
        return header.Length;
    }

    private bool IsRunning => state.Expected.HasShown;
}
