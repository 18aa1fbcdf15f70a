namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// What makes two prepared statements the same at a server: text, parameter types, namespace and role. A plan made under one
/// search_path or role must not serve another.
/// </summary>
public sealed class StatementKey : IEquatable<StatementKey>
{
    private readonly int _hash;

    /// <param name="body">Text, a NUL, and the raw Int16 count and Int32 types of the Parse message.</param>
    public StatementKey(byte[] body, object scope)
    {
        Body = body;
        Scope = scope;
        var hash = new HashCode();
        hash.AddBytes(body);
        hash.Add(scope);
        _hash = hash.ToHashCode();
    }

    public byte[] Body { get; }

    public object Scope { get; }

    public bool Equals(StatementKey? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash && Scope.Equals(other.Scope) && Body.AsSpan().SequenceEqual(other.Body));

    public override bool Equals(object? obj) => Equals(obj as StatementKey);

    public override int GetHashCode() => _hash;
}
