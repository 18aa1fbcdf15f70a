using System.Security.Cryptography;

namespace ProxyDb.Protocols.Statements;

/// <summary>
/// Keys derived before, so that the derivation is paid once per salt and password and not once per connection. Bounded,
/// first in first out; passwords are held as hashes only.
/// </summary>
public sealed class ScramKeyCache
{
    private const int Capacity = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, ScramKeys> _entries = [];
    private readonly Queue<Key> _order = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    public bool TryGet(ReadOnlySpan<byte> password, byte[] salt, int iterations, out ScramKeys? keys)
    {
        var key = KeyOf(password, salt, iterations);
        lock (_lock)
        {
            return _entries.TryGetValue(key, out keys);
        }
    }

    public void Add(ReadOnlySpan<byte> password, byte[] salt, int iterations, ScramKeys keys)
    {
        var key = KeyOf(password, salt, iterations);
        lock (_lock)
        {
            if (!_entries.TryAdd(key, keys))
            {
                return;
            }

            _order.Enqueue(key);
            if (_order.Count > Capacity)
            {
                _entries.Remove(_order.Dequeue());
            }
        }
    }

    private static Key KeyOf(ReadOnlySpan<byte> password, byte[] salt, int iterations) =>
        new(iterations, Convert.ToHexString(salt), Convert.ToHexString(HMACSHA256.HashData(salt, password)));

    /// <summary>The password as HMAC under the salt, so that equal passwords of different roles cannot be told.</summary>
    private readonly record struct Key(int Iterations, string Salt, string PasswordHash);
}
