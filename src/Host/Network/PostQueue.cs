namespace ProxyDb.Host.Network;

/// <summary>Actions posted to a loop from any thread; the lock is held for one append or one swap only.</summary>
internal sealed class PostQueue
{
    private readonly Lock _lock = new();
    private Entry[] _filling = new Entry[64];
    private Entry[] _running = new Entry[64];
    private int _count;

    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    public void Add(Action action) => Add(static (a, _) => ((Action)a)(), action, null);

    public void Add<T>(Action<T> action, T state)
        where T : class =>
        Add(Invoker<T>.Invoke, action, state);

    /// <summary>Runs what was posted before the call. Loop thread only.</summary>
    public void Run(Action<Exception> failed)
    {
        int count;
        lock (_lock)
        {
            count = _count;
            (_filling, _running) = (_running, _filling);
            _count = 0;
        }

        for (var i = 0; i < count; i++)
        {
            var entry = _running[i];
            _running[i] = default;
            try
            {
                entry.Invoke(entry.Action, entry.State);
            }
            catch (Exception e)
            {
                failed(e);
            }
        }
    }

    private void Add(Action<object, object?> invoke, object action, object? state)
    {
        lock (_lock)
        {
            if (_count == _filling.Length)
            {
                Array.Resize(ref _filling, _count * 2);
            }

            _filling[_count] = new Entry(invoke, action, state);
            Volatile.Write(ref _count, _count + 1);
        }
    }

    private readonly record struct Entry(Action<object, object?> Invoke, object Action, object? State);

    /// <summary>One delegate per state type instead of one closure per post.</summary>
    private static class Invoker<T>
        where T : class
    {
        public static readonly Action<object, object?> Invoke = static (action, state) => ((Action<T>)action)((T)state!);
    }
}
