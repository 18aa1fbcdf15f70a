using System.Buffers;

namespace ProxyDb.Host.Network;

/// <summary>The bytes of one handshake between frames and bare records. Dropped once the handshake is over and its bytes are used up.</summary>
internal sealed class FramedHandshake(ITlsFraming framing)
{
    /// <summary>A frame that is larger than this is none of a handshake.</summary>
    private const int PendingMax = 64 << 10;

    private readonly ArrayBufferWriter<byte> _records = new();
    private readonly ArrayBufferWriter<byte> _travelling = new();
    private byte[] _pending = [];

    /// <summary>What was received and not yet given to TLS.</summary>
    public ReadOnlySpan<byte> Pending => _pending;

    public void Receive(ReadOnlySpan<byte> bytes) => _pending = [.. _pending, .. bytes];

    /// <summary>The records of the next frame; empty when it is not whole. False: what was received is no frame.</summary>
    public bool TryUnwrap(out byte[] records)
    {
        records = [];
        while (records.Length == 0 && _pending.Length > 0)
        {
            _records.ResetWrittenCount();
            var taken = framing.Unwrap(_pending, _records);
            if (taken == ITlsFraming.Malformed || (taken == 0 && _pending.Length > PendingMax))
            {
                return false;
            }

            if (taken == 0)
            {
                break;
            }

            _pending = _pending[taken..];
            records = _records.WrittenSpan.ToArray();
        }

        return true;
    }

    public ReadOnlyMemory<byte> Wrap(ReadOnlySpan<byte> records)
    {
        _travelling.ResetWrittenCount();
        framing.Wrap(records, _travelling);
        return _travelling.WrittenMemory;
    }
}
