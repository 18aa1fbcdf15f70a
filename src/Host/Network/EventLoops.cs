using ProxyDb.Host.Network.Epoll;
using ProxyDb.Host.Network.Sockets;

namespace ProxyDb.Host.Network;

/// <summary>Makes the loops of the configuration's <c>network.transport</c> and <c>network.loops</c>.</summary>
public static class EventLoops
{
    /// <summary>Most loops that <c>loops: auto</c> makes.</summary>
    private const int AutoCountMax = 4;

    /// <summary>
    /// <paramref name="transport"/>: <c>epoll</c>, or <c>sockets</c> (portable, slower). <paramref name="count"/>: 0 = auto, which is
    /// one a core and at most four. The loops are not started.
    /// </summary>
    public static EventLoop[] Create(string transport, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var loops = new EventLoop[count > 0 ? count : Math.Min(Environment.ProcessorCount, AutoCountMax)];
        for (var i = 0; i < loops.Length; i++)
        {
            loops[i] = transport switch
            {
                "epoll" when OperatingSystem.IsLinux() => new EpollLoop(i),
                "epoll" => throw new PlatformNotSupportedException("`network.transport: epoll` needs linux; set it to `sockets`"),
                "sockets" => new SocketLoop(i),
                _ => throw new ArgumentException($"`network.transport` is `epoll` or `sockets`, not `{transport}`", nameof(transport)),
            };
        }

        return loops;
    }
}
