using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>The rest of a long command, passed on or passed over as it comes.</summary>
internal sealed class ClientStream(ConversationState state)
{
    private readonly SyntheticAnswers _answers = new(state);
    private readonly OwnCommands _own = new(state);
    private int _rest;
    private bool _isSplit;
    private bool _isSent;
    private bool _isAnswered;
    private byte _sequence;
    private long _total;

    public bool IsActive => _rest > 0 || _isSplit;

    /// <param name="rest">Bytes of its first packet that are still to come.</param>
    /// <param name="length">Length of that packet.</param>
    /// <param name="isSent">Its beginning went to the server.</param>
    /// <param name="isAnswered">The command has an answer, which counts on from its last packet.</param>
    public void Begin(int rest, int length, bool isSent, bool isAnswered)
    {
        (_rest, _isSplit, _isSent, _isAnswered) = (rest, length == FrameReader.LongestPacket, isSent, isAnswered);
        (_sequence, _total) = (0, length);
        state.IsStreaming = IsActive && isSent;
        End();
    }

    /// <summary>Returns how much was taken.</summary>
    public int Continue(ReadOnlySpan<byte> bytes)
    {
        var consumed = 0;
        while (IsActive && consumed < bytes.Length)
        {
            if (_rest > 0)
            {
                var count = Math.Min(_rest, bytes.Length - consumed);
                _rest -= count;
                Pass(bytes.Slice(consumed, count));
                consumed += count;
                continue;
            }

            if (!FrameReader.TryReadHeader(bytes[consumed..], out var length, out var sequence))
            {
                break;
            }

            if (sequence != (byte)(_sequence + 1) || (_total += length) > state.Limits.RelayedLength)
            {
                WireFault.Throw("packets of one command out of order, or too many of them");
            }

            (_rest, _isSplit, _sequence) = (length, length == FrameReader.LongestPacket, sequence);
            Pass(bytes.Slice(consumed, FrameReader.HeaderLength));
            consumed += FrameReader.HeaderLength;
        }

        End();
        return consumed;
    }

    public void Reset()
    {
        // The client goes on with its command; there is nobody to pass it to.
        _isSent = false;
        state.IsStreaming = false;
    }

    private void Pass(ReadOnlySpan<byte> bytes)
    {
        if (_isSent)
        {
            state.Gateway.SendControl(ControlMessage.Continuation, bytes);
        }
    }

    private void End()
    {
        if (IsActive)
        {
            return;
        }

        state.IsStreaming = false;
        if (_isAnswered && !state.Expected.IsEmpty)
        {
            state.Expected[state.Expected.Count - 1].Sequence = (byte)(_sequence + 1);
        }

        _isAnswered = false;
        state.DefersAnswers = false;
        _answers.Emit();
        _own.AskStatus();
    }
}
