using System.Net;

namespace ProxyDb.Host.Identity;

/// <summary>
/// Lock-out after failed logins, by account and source together: somebody who guesses from one address cannot lock the account
/// out for the applications at other addresses, and one bad application cannot lock its host out of other accounts. IPv6 sources
/// count as their /64. Any thread; memory is bounded.
/// </summary>
public sealed class LoginThrottle
{
    /// <summary>Failures in a row, none older than <see cref="Window"/>, that lock.</summary>
    public const int MaxFailures = 10;

    private const int MaxEntries = 50_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Account, IPAddress Source), Entry> _entries = [];

    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a pair stays locked after its last failure.</summary>
    public static TimeSpan LockTime { get; } = TimeSpan.FromMinutes(1);

    internal int Count => _entries.Count;

    public bool IsLocked(string account, IPAddress address, DateTimeOffset now)
    {
        lock (_lock)
        {
            return _entries.TryGetValue((account, Source(address)), out var entry)
                && entry.Failures >= MaxFailures && now < entry.Last + LockTime;
        }
    }

    /// <summary>Call for wrong passwords and mock exchanges, not for logins refused while locked.</summary>
    public void Failed(string account, IPAddress address, DateTimeOffset now)
    {
        lock (_lock)
        {
            var key = (account, Source(address));
            var before = _entries.TryGetValue(key, out var entry) && now < entry.Last + Window ? entry.Failures : 0;
            if (_entries.Count >= MaxEntries && !_entries.ContainsKey(key))
            {
                Evict(now);
            }

            _entries[key] = new Entry(before + 1, now);
        }
    }

    public void Succeeded(string account, IPAddress address)
    {
        lock (_lock)
        {
            _entries.Remove((account, Source(address)));
        }
    }

    /// <summary>Drops what has aged, and when that is not enough the half with the oldest failures.</summary>
    private void Evict(DateTimeOffset now)
    {
        foreach (var (key, entry) in _entries)
        {
            if (now >= entry.Last + Window)
            {
                _entries.Remove(key);
            }
        }

        if (_entries.Count >= MaxEntries)
        {
            foreach (var (key, _) in _entries.OrderBy(static e => e.Value.Last).Take(MaxEntries / 2).ToList())
            {
                _entries.Remove(key);
            }
        }
    }

    private static IPAddress Source(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
        {
            return address;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }

    private readonly record struct Entry(int Failures, DateTimeOffset Last);
}
