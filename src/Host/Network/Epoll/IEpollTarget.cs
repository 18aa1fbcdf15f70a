namespace ProxyDb.Host.Network.Epoll;

/// <summary>Something with a descriptor in an <see cref="EpollSet"/>.</summary>
internal interface IEpollTarget
{
    int Descriptor { get; }

    /// <summary>Marks what is ready; calls no handler, closes nothing.</summary>
    void OnEvents(int events);

    /// <summary>The loop ends: frees the descriptor.</summary>
    void Abandon();
}
