using System.Text;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Postgres;

/// <summary>One statement of ours prepared at one server connection.</summary>
public sealed class ServerStatement(StatementKey key, byte[] name)
{
    public StatementKey Key { get; } = key;

    /// <summary>Name at the server, without the NUL: <c>proxydb_17</c>. Never used twice on one connection.</summary>
    public byte[] Name { get; } = name;

    /// <summary>What it has announced of its result; of account for secured statements only.</summary>
    internal AnnouncedResult Announced { get; } = new();

    internal LinkedListNode<ServerStatement>? Node { get; set; }

    /// <summary>The epoch its Parse was sent in (<see cref="SessionState.Epoch"/>).</summary>
    internal int Epoch { get; set; }

    /// <summary>
    /// The client statement whose own Parse made it. If the server passes over that Parse, what relies on it fails here as it would
    /// have at the server.
    /// </summary>
    internal object? Maker { get; set; }

    /// <summary>Its ParseComplete was seen.</summary>
    internal bool IsConfirmed { get; set; }
}

/// <summary>
/// The prepared statements of one backend connection, least recently used first. Entries are made when the Parse is sent, so that a
/// pipeline finds them, and taken back when that Parse fails or is skipped.
/// </summary>
public sealed class ServerStatements(int capacity) : IBackendState
{
    private readonly Dictionary<StatementKey, ServerStatement> _byKey = [];
    private readonly LinkedList<ServerStatement> _byUse = new();
    private readonly List<ServerStatement> _stale = [];
    private int _next;

    public int StatementCount => _byKey.Count;

    private object? _unnamedOwner;
    private byte[]? _unnamedText;
    private int _unnamedEpoch;
    private bool _isUnnamedConfirmed;

    /// <summary>
    /// Whether the unnamed statement of this connection is this one for a message of the epoch. A Parse that was not answered yet
    /// counts for messages up to its own Sync only: the server may pass over it and not over them, and would run whatever statement
    /// it had before, perhaps that of another client.
    /// </summary>
    internal bool HoldsUnnamed(object statement, int epoch) =>
        ReferenceEquals(_unnamedOwner, statement) && ReferenceEquals(_unnamedText, (statement as ClientStatement)?.Sent)
        && (_isUnnamedConfirmed || _unnamedEpoch == epoch);

    /// <summary>A Parse of the unnamed statement was sent; null: it was dropped.</summary>
    internal void SendUnnamed(object? statement, int epoch)
    {
        _unnamedOwner = statement;
        _unnamedText = (statement as ClientStatement)?.Sent;
        (statement as ClientStatement)?.Announced.SendParse();
        _unnamedEpoch = epoch;
        _isUnnamedConfirmed = false;
    }

    /// <summary>That Parse was answered.</summary>
    internal void ConfirmUnnamed(object? statement) => _isUnnamedConfirmed |= ReferenceEquals(_unnamedOwner, statement);

    /// <summary>Finds a statement that a message of the epoch can rely on, likewise.</summary>
    internal bool TryGet(StatementKey key, int epoch, object user, out ServerStatement? statement)
    {
        if (!_byKey.TryGetValue(key, out statement)
            || !(statement.IsConfirmed || statement.Epoch == epoch || ReferenceEquals(statement.Maker, user)))
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
    internal ServerStatement Add(StatementKey key, int epoch, out ServerStatement? evicted)
    {
        if (_byKey.TryGetValue(key, out evicted) || _byKey.Count >= capacity)
        {
            evicted ??= _byUse.First!.Value;
            Remove(evicted);
        }

        var statement = new ServerStatement(key, Encoding.ASCII.GetBytes($"proxydb_{++_next}"));
        statement.Epoch = epoch;
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

    /// <summary>
    /// It is of no use any more (its plan does not fit the tables): the next Parse of the same makes a new one, and it is closed at the
    /// server when that is possible.
    /// </summary>
    internal void Discard(ServerStatement statement)
    {
        if (statement.Node?.List is not null)
        {
            Remove(statement);
            _stale.Add(statement);
        }
    }

    /// <summary>A Close was passed over by the server: to be sent again.</summary>
    internal void CloseAgain(ServerStatement statement) => _stale.Add(statement);

    /// <summary>The next statement to be closed at the server.</summary>
    internal bool TryTakeStale([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ServerStatement? statement)
    {
        statement = null;
        if (_stale.Count == 0)
        {
            return false;
        }

        statement = _stale[^1];
        _stale.RemoveAt(_stale.Count - 1);
        return true;
    }

    public void Forget()
    {
        _stale.Clear();
        _byKey.Clear();
        _byUse.Clear();
        SendUnnamed(null, 0);
    }
}
