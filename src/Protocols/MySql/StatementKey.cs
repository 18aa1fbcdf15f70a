namespace ProxyDb.Protocols.MySql;

/// <summary>
/// What makes two prepared statements the same at a server: the text and the namespace it was prepared in (current database, sql_mode,
/// character sets). One with an owner is nobody else's: a cursor or long data hang on it.
/// </summary>
internal sealed class StatementKey : IEquatable<StatementKey>
{
    private readonly int _hash;

    public StatementKey(byte[] text, object scope, object? owner)
    {
        (Text, Scope, Owner) = (text, scope, owner);
        var hash = new HashCode();
        hash.AddBytes(text);
        hash.Add(scope);
        hash.Add(owner);
        _hash = hash.ToHashCode();
    }

    public byte[] Text { get; }

    public object Scope { get; }

    public object? Owner { get; }

    public bool Equals(StatementKey? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash && Scope.Equals(other.Scope) && ReferenceEquals(Owner, other.Owner)
            && Text.AsSpan().SequenceEqual(other.Text));

    public override bool Equals(object? obj) => Equals(obj as StatementKey);

    public override int GetHashCode() => _hash;
}
