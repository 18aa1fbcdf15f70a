namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary>A name as written: quotes taken off, doubled quotes single, case kept. Names compare by the session's rules, not by this.</summary>
/// <param name="Text">Empty only for the empty quoted name, which some places allow.</param>
/// <param name="Span">Quotes included.</param>
internal readonly record struct MySqlName(string Text, SourceSpan Span, bool IsQuoted)
{
    /// <summary>False for <c>default</c>: there is no name.</summary>
    public bool Exists => Text is not null;

    public override string ToString() => Text ?? "";
}

/// <summary>Name of a table, view, sequence, routine …: <c>name</c> or <c>database.name</c> (also <c>.name</c>, which names no database).</summary>
internal sealed class QualifiedName : MySqlNode
{
    public MySqlName? Schema { get; init; }

    public required MySqlName Name { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}
