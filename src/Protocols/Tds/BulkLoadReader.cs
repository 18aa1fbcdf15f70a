using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Rows of a bulk load: legal directly behind an <c>insert bulk</c> that was allowed and has run. They pass packet by packet; how the message
/// ends (with a DONE of 9 or 13 bytes, or with none) is between client and server.
/// </summary>
internal sealed class BulkLoadReader(ConversationState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly SyntheticAnswers _answers = new(state);
    private readonly FollowerHold _hold = new(state);
    private bool _isRefused;

    /// <summary>Part of a message has come, and its rest has not.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Bytes taken; 0: no whole packet is there.</summary>
    public int Read(ReadOnlySpan<byte> bytes)
    {
        if (!FrameReader.TryReadPacket(bytes, state.Session.PacketSize, out var header, out _) || (!IsActive && _hold.MustHold()))
        {
            return 0;
        }

        if (!IsActive)
        {
            Begin(bytes[..header.Length]);
        }
        else if (!_isRefused)
        {
            _gateway.SendControl(ControlMessage.Continuation, bytes[..header.Length]);
        }

        IsActive = !header.IsLast;
        if (header.IsLast && _isRefused)
        {
            Refuse(header);
        }

        return header.Length;
    }

    /// <summary>The lease has ended: what still comes goes nowhere.</summary>
    public void Reset() => _isRefused |= IsActive;

    private void Begin(ReadOnlySpan<byte> packet)
    {
        if (state.BulkLoad is not { } load || state.Backend is null)
        {
            _isRefused = true;
            return;
        }

        state.BulkLoad = null;
        state.Plan.Begin(AnswerKind.BulkLoad, state.Expected.Now);
        var part = state.Plan.Add();
        (part.Judged, part.Ticket) = (load.Judged, load.Ticket);
        state.Payload.Clear();
        state.Payload.WriteBytes(packet);
        _gateway.SendPermitted(load.Judged, state.Payload.WrittenMemory);
        state.ExpectPlan();
    }

    private void Refuse(in PacketHeader header)
    {
        _isRefused = false;
        if (header.IsIgnored)
        {
            _answers.Abandon(TokenKind.Done);
            return;
        }

        _answers.Deny(
            SyntheticAnswers.Native("4002", "rows of a bulk load without an `insert bulk` before them that was allowed"), TokenKind.Done, resets: false);
    }
}
