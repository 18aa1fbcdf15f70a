using System.Diagnostics.CodeAnalysis;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// The prepared statements of one client, by the handles that the gateway has given it. Some clients never give a handle up: beyond the most
/// that are kept, the one that was longest unused goes.
/// </summary>
internal sealed class PreparedHandles(int most)
{
    private readonly Dictionary<int, LinkedListNode<ClientStatement>> _statements = [];
    private readonly LinkedList<ClientStatement> _byUse = new();
    private int _last;

    public int Count => _statements.Count;

    /// <summary>A handle that is not in use.</summary>
    public int NextHandle()
    {
        do
        {
            _last = _last == int.MaxValue ? 1 : _last + 1;
        }
        while (_statements.ContainsKey(_last));
        return _last;
    }

    public void Add(ClientStatement statement)
    {
        if (_statements.Count >= most)
        {
            Remove(_byUse.First!.Value.Handle);
        }

        _statements.Add(statement.Handle, _byUse.AddLast(statement));
    }

    public bool TryGet(long handle, [NotNullWhen(true)] out ClientStatement? statement)
    {
        statement = null;
        if (handle != (int)handle || !_statements.TryGetValue((int)handle, out var node))
        {
            return false;
        }

        if (node.Next is not null)
        {
            _byUse.Remove(node);
            _byUse.AddLast(node);
        }

        statement = node.Value;
        return true;
    }

    public bool Remove(long handle)
    {
        if (handle != (int)handle || !_statements.Remove((int)handle, out var node))
        {
            return false;
        }

        _byUse.Remove(node);
        return true;
    }

    public void Clear()
    {
        _statements.Clear();
        _byUse.Clear();
    }
}
