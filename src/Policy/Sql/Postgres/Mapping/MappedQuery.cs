namespace ProxyDb.Policy.Sql.Postgres.Mapping;

/// <summary>What is being gathered about one query level.</summary>
internal sealed class MappedQuery(SyntaxNode node, QueryKind kind, int parent)
{
    public SyntaxNode Node { get; } = node;

    public QueryKind Kind { get; } = kind;

    public int Parent { get; } = parent;

    /// <summary>ON conditions of its joins, MERGE's own among them.</summary>
    public List<SyntaxNode> JoinConditions { get; } = [];

    /// <summary>INSERT, UPDATE, DELETE, MERGE: the target's reference.</summary>
    public int Target { get; set; } = -1;
}
