using System.Diagnostics.CodeAnalysis;

namespace ProxyDb.Protocols.Tds;

/// <summary>One statement prepared at one server connection.</summary>
internal sealed class ServerStatement(StatementKey key, int handle)
{
    public StatementKey Key { get; } = key;

    /// <summary>The server's number of it.</summary>
    public int Handle { get; } = handle;

    public LinkedListNode<ServerStatement>? Node { get; set; }
}

/// <summary>
/// The prepared statements of one backend connection, least recently used first. Entries are made when the server has told its handle.
/// </summary>
internal sealed class ServerStatements(int capacity)
{
    private readonly int _capacity = Math.Max(1, capacity);
    private readonly Dictionary<StatementKey, ServerStatement> _byKey = [];
    private readonly LinkedList<ServerStatement> _byUse = new();
    private readonly List<int> _stale = [];

    public int Count => _byKey.Count;

    /// <summary>Handles at the server that nobody uses any more.</summary>
    public int StaleCount => _stale.Count;

    public bool TryGet(StatementKey key, [NotNullWhen(true)] out ServerStatement? statement)
    {
        if (!_byKey.TryGetValue(key, out statement))
        {
            return false;
        }

        if (statement.Node!.Next is not null)
        {
            _byUse.Remove(statement.Node);
            _byUse.AddLast(statement.Node);
        }

        return true;
    }

    /// <summary>The server has prepared it under a handle; what it displaces is to be given up there (<see cref="TryTakeStale"/>).</summary>
    public void Add(StatementKey key, int handle)
    {
        if (_byKey.TryGetValue(key, out var former))
        {
            Discard(former);
        }
        else if (_byKey.Count >= _capacity)
        {
            Discard(_byUse.First!.Value);
        }

        var statement = new ServerStatement(key, handle);
        statement.Node = _byUse.AddLast(statement);
        _byKey.Add(key, statement);
    }

    /// <summary>The server does not know it any more.</summary>
    public void Remove(ServerStatement statement)
    {
        if (statement.Node?.List is not null)
        {
            _byUse.Remove(statement.Node);
            _byKey.Remove(statement.Key);
        }
    }

    /// <summary>A handle that the server gave for nothing that is kept.</summary>
    public void CloseLater(int handle) => _stale.Add(handle);

    /// <summary>The next handle to be given up at the server.</summary>
    public bool TryTakeStale(out int handle)
    {
        handle = 0;
        if (_stale.Count == 0)
        {
            return false;
        }

        handle = _stale[^1];
        _stale.RemoveAt(_stale.Count - 1);
        return true;
    }

    public void Forget()
    {
        _stale.Clear();
        _byKey.Clear();
        _byUse.Clear();
    }

    private void Discard(ServerStatement statement)
    {
        Remove(statement);
        _stale.Add(statement.Handle);
    }
}
