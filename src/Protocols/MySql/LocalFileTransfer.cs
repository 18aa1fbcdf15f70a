using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// The contents of a file that the server has asked for: what the client sends is no command until an empty packet. Numbered as the
/// other side counts.
/// </summary>
internal sealed class LocalFileTransfer(ConversationState state)
{
    private int _rest;
    private bool _isSplit;
    private byte _client;
    private byte _server;
    private bool _hasEnded;
    private bool _isDiscarded;

    /// <summary>The client's packets are contents.</summary>
    public bool IsActive { get; private set; }

    /// <param name="client">Sequence id of the client's first packet.</param>
    /// <param name="server">The id it has for the server.</param>
    public void Begin(byte client, byte server)
    {
        (IsActive, _isDiscarded, _rest, _isSplit, _hasEnded) = (true, false, 0, false, false);
        (_client, _server) = (client, server);
    }

    /// <summary>The answer has ended before the contents did: what is still to come of them is passed over.</summary>
    public void Discard() => (_isDiscarded, _hasEnded) = (true, false);

    /// <summary>The contents have ended: the numbers the answer goes on with.</summary>
    public bool TryTakeEnd(out byte client, out byte server)
    {
        (client, server) = (_client, _server);
        var hasEnded = _hasEnded;
        _hasEnded = false;
        return hasEnded;
    }

    /// <summary>Returns how much was taken.</summary>
    public int Read(ReadOnlySpan<byte> bytes)
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

            if (sequence != _client)
            {
                WireFault.Throw("contents of a file out of order");
            }

            // An empty packet behind one of the greatest length only ends that one.
            IsActive = length > 0 || _isSplit;
            _hasEnded = !IsActive && !_isDiscarded;
            (_rest, _isSplit) = (length, length == FrameReader.LongestPacket);
            _client++;
            state.Scratch.Clear();
            FrameWriter.WriteHeader(state.Scratch, length, _server++);
            Pass(state.Scratch.Written);
            consumed += FrameReader.HeaderLength;
        }

        return consumed;
    }

    private void Pass(ReadOnlySpan<byte> bytes)
    {
        if (!_isDiscarded)
        {
            state.Gateway.SendControl(ControlMessage.CopyData, bytes);
        }
    }
}
