using ProxyDb.Host.Configuration;

namespace ProxyDb.Host.Backends;

/// <summary>How many connections of one pool each client user has leased or been granted. Under the pool's lock.</summary>
internal sealed class UserShares(PoolOptions pool)
{
    private readonly Dictionary<string, UserShare> _byUser = new(StringComparer.Ordinal);

    /// <summary>Looked up at the waiter's first wish, then found with it: nothing of a lease hashes a name.</summary>
    public UserShare Of(LeaseWaiter waiter)
    {
        if (waiter.Share is { } known && ReferenceEquals(known.Owner, this))
        {
            return known;
        }

        if (!_byUser.TryGetValue(waiter.User, out var share))
        {
            share = new UserShare(this);
            _byUser.Add(waiter.User, share);
        }

        waiter.Share = share;
        return share;
    }

    /// <summary>One user cannot take the pool, unless it is alone in the configuration of a pool of one.</summary>
    public bool MayHaveMore(LeaseWaiter waiter) => Of(waiter).Active < PerUser;

    private int PerUser => pool.Size <= 2 ? pool.Size + pool.Reserve : pool.PerUser.Of(pool.Size);
}

/// <summary>One user's connections of one pool.</summary>
internal sealed class UserShare(UserShares owner)
{
    public UserShares Owner { get; } = owner;

    public int Active { get; set; }
}
