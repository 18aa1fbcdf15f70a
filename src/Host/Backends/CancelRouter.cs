using System.Collections.Concurrent;
using System.Security.Cryptography;
using ProxyDb.Host.Network;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Backends;

/// <summary>A session that a cancel request can reach.</summary>
public interface ICancelTarget
{
    EventLoop Loop { get; }

    /// <summary>Called on the session's loop. <paramref name="done"/> runs once the request has had its effect, or had none.</summary>
    void OnCancel(Action done);
}

/// <summary>A session that other sessions of the same user can end by its connection id (MySQL's KILL).</summary>
public interface IKillTarget : ICancelTarget
{
    string Cluster { get; }

    string User { get; }

    /// <summary>Called on the session's loop: the session ends.</summary>
    void OnKill();
}

/// <summary>
/// Cancel keys of this node: the process id carries the node's id in its high half, so that a replica that gets a key of another
/// can tell whose it is; the secret is 32 random bits. Protocols that greet with the process id alone reserve it at accept.
/// </summary>
public sealed class CancelRouter(ushort nodeId)
{
    private readonly ConcurrentDictionary<CancelKey, ICancelTarget> _targets = new();

    /// <summary>Ids that are a connection's alone, whether its session has begun or not.</summary>
    private readonly ConcurrentDictionary<int, IKillTarget?> _reserved = new();

    /// <summary>How many ids in use already are passed over before an id with another high half is taken.</summary>
    private const int OwnAttempts = 64;

    private int _next;

    public CancelKey Register(ICancelTarget target)
    {
        while (true)
        {
            var low = (ushort)Interlocked.Increment(ref _next);
            var key = new CancelKey((nodeId << 16) | low, BitConverter.ToInt32(RandomNumberGenerator.GetBytes(4)));
            if (_targets.TryAdd(key, target))
            {
                return key;
            }
        }
    }

    /// <summary>A connection id of 32 bits that no other connection of this node has, never 0; free again after <see cref="Release"/>.</summary>
    public CancelKey Reserve()
    {
        for (var attempt = 0; ; attempt++)
        {
            // More connections than the low half can tell apart: the rest take ids of other nodes, which only KILL could mix up.
            var high = attempt < OwnAttempts ? nodeId : RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
            var id = (high << 16) | (ushort)Interlocked.Increment(ref _next);
            if (id != 0 && _reserved.TryAdd(id, null))
            {
                return new CancelKey(id, 0);
            }
        }
    }

    /// <summary>The session of a reserved id has begun, or has ended and the connection logs in anew (null).</summary>
    public void Bind(CancelKey key, IKillTarget? target) => _reserved[key.ProcessId] = target;

    public void Release(CancelKey key) => _reserved.TryRemove(key.ProcessId, out _);

    public void Remove(CancelKey key) => _targets.TryRemove(key, out _);

    /// <summary>Any thread. An unknown key is passed over without an answer, as a server does.</summary>
    public void Cancel(CancelKey key, Action done)
    {
        if (_targets.TryGetValue(key, out var target))
        {
            target.Loop.Post(() => target.OnCancel(done));
        }
        else
        {
            done();
        }
    }

    /// <summary>The session of a connection id, if it is of this user and cluster; any thread.</summary>
    public IKillTarget? Find(long connectionId, string cluster, string user) =>
        connectionId is > 0 and <= uint.MaxValue && _reserved.TryGetValue(unchecked((int)connectionId), out var target)
            && target is not null && target.Cluster == cluster && target.User == user
            ? target
            : null;
}
