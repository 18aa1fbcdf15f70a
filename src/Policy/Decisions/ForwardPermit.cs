namespace ProxyDb.Policy.Decisions;

/// <summary>
/// The right to send exactly the bytes it holds, once. Only <see cref="Decision.TryPermit"/> makes one, and a secured form for an allow
/// that is bound to obligations. Reused by its session through its <see cref="Slot"/>, so that a statement in steady state allocates
/// nothing.
/// </summary>
public sealed class ForwardPermit
{
    private ReadOnlyMemory<byte> _payload;
    private bool _armed;

    private ForwardPermit()
    {
    }

    /// <summary>Takes the bytes out; a second call throws, since the right is spent.</summary>
    public ReadOnlyMemory<byte> Redeem()
    {
        if (!_armed)
        {
            throw new InvalidOperationException("a forward permit can be redeemed once only");
        }

        _armed = false;
        var payload = _payload;
        _payload = default;
        return payload;
    }

    /// <summary>Holds the one permit a session may have at a time.</summary>
    public sealed class Slot
    {
        private readonly ForwardPermit _permit = new();

        internal ForwardPermit Arm(ReadOnlyMemory<byte> payload)
        {
            if (_permit._armed)
            {
                throw new InvalidOperationException("the previous forward permit of this session was not redeemed");
            }

            _permit._payload = payload;
            _permit._armed = true;
            return _permit;
        }
    }
}
