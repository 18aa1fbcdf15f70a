namespace ProxyDb.Samples.TdsServer.Sql;

/// <inheritdoc />
public sealed class PreparedStatements : IPreparedStatements
{
    private readonly Dictionary<int, (string Definition, string Text)> _statements = [];
    private int _last;

    public int Count => _statements.Count;

    public int Add(string definition, string text)
    {
        _statements.Add(++_last, (definition, text));
        return _last;
    }

    public bool Remove(int handle) => _statements.Remove(handle);

    public bool TryGet(int handle, out (string Definition, string Text) statement) => _statements.TryGetValue(handle, out statement);

    /// <summary>Numbers go on: a handle from before a reset is unknown and never another statement.</summary>
    public void Clear() => _statements.Clear();
}
