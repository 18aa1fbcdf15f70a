using System.Diagnostics.CodeAnalysis;

namespace ProxyDb.Protocols.Tds;

/// <summary>The prepared statements of one client, by the handles that the gateway has given it.</summary>
internal sealed class PreparedHandles
{
    private readonly Dictionary<int, ClientStatement> _statements = [];
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

    public void Add(ClientStatement statement) => _statements.Add(statement.Handle, statement);

    public bool TryGet(long handle, [NotNullWhen(true)] out ClientStatement? statement)
    {
        statement = null;
        return handle == (int)handle && _statements.TryGetValue((int)handle, out statement);
    }

    public bool Remove(long handle) => handle == (int)handle && _statements.Remove((int)handle);

    public void Clear() => _statements.Clear();
}
