namespace ProxyDb.Protocols.MySql;

/// <summary>
/// Twofold hashes of passwords that were proven once, by the verifier they were proven against: what lets <c>caching_sha2_password</c> log
/// in without the password itself. A changed password has another verifier. Bounded, first in first out.
/// </summary>
internal sealed class CachingSha2Cache
{
    private const int Capacity = 16_384;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]> _entries = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public bool TryGet(string verifier, out byte[]? twofold)
    {
        lock (_lock)
        {
            return _entries.TryGetValue(verifier, out twofold);
        }
    }

    public void Add(string verifier, byte[] twofold)
    {
        lock (_lock)
        {
            if (!_entries.TryAdd(verifier, twofold))
            {
                return;
            }

            _order.Enqueue(verifier);
            if (_order.Count > Capacity)
            {
                _entries.Remove(_order.Dequeue());
            }
        }
    }
}
