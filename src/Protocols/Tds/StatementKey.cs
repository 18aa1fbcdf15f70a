namespace ProxyDb.Protocols.Tds;

/// <summary>
/// What makes two prepared statements the same at a server: the text and the definition of its parameters in UTF-8, and the namespace it was
/// prepared in (current database, default schema, QUOTED_IDENTIFIER).
/// </summary>
internal sealed class StatementKey : IEquatable<StatementKey>
{
    private readonly int _hash;

    public StatementKey(byte[] text, byte[] definition, object scope, bool isCall = false)
    {
        (Text, Definition, Scope, IsCall) = (text, definition, scope, isCall);
        var hash = new HashCode();
        hash.AddBytes(text);
        hash.AddBytes(definition);
        hash.Add(scope);
        _hash = hash.ToHashCode();
    }

    public byte[] Text { get; }

    public byte[] Definition { get; }

    public object Scope { get; }

    /// <summary>Prepared by sp_prepexecrpc, which reads it in another way.</summary>
    public bool IsCall { get; }

    public bool Equals(StatementKey? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash && IsCall == other.IsCall && Scope.Equals(other.Scope) && Text.AsSpan().SequenceEqual(other.Text)
            && Definition.AsSpan().SequenceEqual(other.Definition));

    public override bool Equals(object? obj) => Equals(obj as StatementKey);

    public override int GetHashCode() => _hash;
}
