using System.Text;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Postgres;

/// <summary>One statement of ours prepared at one server connection.</summary>
public sealed class ServerStatement(StatementKey key, byte[] name)
{
    public StatementKey Key { get; } = key;

    /// <summary>Name at the server, without the NUL: <c>proxydb_17</c>. Never used twice on one connection.</summary>
    public byte[] Name { get; } = name;

    internal LinkedListNode<ServerStatement>? Node { get; set; }
}

/// <summary>
/// The prepared statements of one backend connection, least recently used first. Entries are made when the Parse is sent, so that a
/// pipeline finds them, and taken back when that Parse fails or is skipped.
/// </summary>
public sealed class ServerStatements(int capacity) : IBackendState
{
    private readonly Dictionary<StatementKey, ServerStatement> _byKey = [];
    private readonly LinkedList<ServerStatement> _byUse = new();
    private int _next;

    public int StatementCount => _byKey.Count;

    /// <summary>Which client statement the unnamed statement of this connection is, null for nobody's.</summary>
    internal object? UnnamedOwner { get; set; }

    public bool TryGet(StatementKey key, out ServerStatement? statement)
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

    /// <summary>A new entry; <paramref name="evicted"/> must be closed at the server before it is prepared.</summary>
    public ServerStatement Add(StatementKey key, out ServerStatement? evicted)
    {
        evicted = null;
        if (_byKey.Count >= capacity)
        {
            evicted = _byUse.First!.Value;
            Remove(evicted);
        }

        var statement = new ServerStatement(key, Encoding.ASCII.GetBytes($"proxydb_{++_next}"));
        statement.Node = _byUse.AddLast(statement);
        _byKey.Add(key, statement);
        return statement;
    }

    public void Remove(ServerStatement statement)
    {
        if (statement.Node?.List is not null)
        {
            _byUse.Remove(statement.Node);
            _byKey.Remove(statement.Key);
        }
    }

    public void Forget()
    {
        _byKey.Clear();
        _byUse.Clear();
        UnnamedOwner = null;
    }
}
