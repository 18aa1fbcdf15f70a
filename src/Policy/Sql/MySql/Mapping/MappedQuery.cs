using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Mapping;

/// <summary>What is being gathered about one query level.</summary>
internal sealed class MappedQuery(MySqlNode node, QueryKind kind, int parent)
{
    public MySqlNode Node => node;

    public QueryKind Kind => kind;

    public int Parent => parent;

    /// <summary>ON conditions of its joins.</summary>
    public List<MySqlExpression> JoinConditions { get; } = [];
}
