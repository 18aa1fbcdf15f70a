using System.Diagnostics.CodeAnalysis;

namespace ProxyDb.Protocols.MySql;

/// <summary>One statement of ours prepared at one server connection.</summary>
internal sealed class ServerStatement(StatementKey key)
{
    public StatementKey Key { get; } = key;

    /// <summary>The server's id of it, once <see cref="IsConfirmed"/>.</summary>
    public uint Id { get; set; }

    public int ParameterCount { get; set; }

    /// <summary>Sequence id of the last packet of its COM_STMT_PREPARE.</summary>
    public byte PrepareSequence { get; set; }

    /// <summary>Its COM_STMT_PREPARE was answered.</summary>
    public bool IsConfirmed { get; set; }

    /// <summary>It could not be prepared: what waited for it fails with this error packet.</summary>
    public byte[]? Failure { get; set; }

    /// <summary>The statement of the client that it was prepared for.</summary>
    public ClientStatement? For { get; set; }

    /// <summary>Types of parameters the server has of its last execution; null: it has none.</summary>
    public byte[]? Types { get; set; }

    /// <summary>A cursor is open on it, or long data lie at the server: it must not be closed.</summary>
    public bool IsHeld { get; set; }

    public LinkedListNode<ServerStatement>? Node { get; set; }

    public bool IsKept => Node?.List is not null;
}

/// <summary>
/// The prepared statements of one backend connection, least recently used first. Entries are made when the COM_STMT_PREPARE is sent and
/// taken back when it fails.
/// </summary>
internal sealed class ServerStatements(int capacity)
{
    private readonly int _capacity = Math.Max(1, capacity);
    private readonly Dictionary<StatementKey, ServerStatement> _byKey = [];
    private readonly LinkedList<ServerStatement> _byUse = new();
    private readonly List<uint> _stale = [];

    public int Count => _byKey.Count;

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

    /// <summary>A new entry; what it displaces is to be closed at the server (<see cref="TryTakeStale"/>).</summary>
    public ServerStatement Add(StatementKey key)
    {
        if (_byKey.TryGetValue(key, out var former))
        {
            Discard(former);
        }
        else if (_byKey.Count >= _capacity)
        {
            Evict();
        }

        var statement = new ServerStatement(key);
        statement.Node = _byUse.AddLast(statement);
        _byKey.Add(key, statement);
        return statement;
    }

    public void Remove(ServerStatement statement)
    {
        if (statement.IsKept)
        {
            _byUse.Remove(statement.Node!);
            _byKey.Remove(statement.Key);
        }
    }

    /// <summary>It is of no use any more and is closed at the server when that is possible.</summary>
    public void Discard(ServerStatement statement)
    {
        if (statement.IsKept)
        {
            Remove(statement);
            if (statement.IsConfirmed)
            {
                _stale.Add(statement.Id);
            }
        }
    }

    /// <summary>One that was given up before its id was known.</summary>
    public void CloseLater(uint id) => _stale.Add(id);

    /// <summary>The next statement to be closed at the server.</summary>
    public bool TryTakeStale(out uint id)
    {
        id = 0;
        if (_stale.Count == 0)
        {
            return false;
        }

        id = _stale[^1];
        _stale.RemoveAt(_stale.Count - 1);
        return true;
    }

    public void Forget()
    {
        _stale.Clear();
        _byKey.Clear();
        _byUse.Clear();
    }

    /// <summary>The longest unused one that is at rest; all may be held or under way, then there is one more for a while.</summary>
    private void Evict()
    {
        for (var node = _byUse.First; node is not null; node = node.Next)
        {
            if (node.Value is { IsHeld: false, IsConfirmed: true })
            {
                Discard(node.Value);
                return;
            }
        }
    }
}
