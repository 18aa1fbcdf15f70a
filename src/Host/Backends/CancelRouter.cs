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

/// <summary>
/// Cancel keys of this node: the process id carries the node's id in its high half, so that a replica that gets a key of another
/// can tell whose it is; the secret is 32 random bits.
/// </summary>
public sealed class CancelRouter(ushort nodeId)
{
    private readonly ConcurrentDictionary<CancelKey, ICancelTarget> _targets = new();
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
}
