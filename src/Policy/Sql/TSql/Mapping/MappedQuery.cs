using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Mapping;

/// <summary>What is being gathered about one query level.</summary>
internal sealed class MappedQuery(TSqlFragment node, QueryKind kind, int parent)
{
    public TSqlFragment Node => node;

    public QueryKind Kind => kind;

    public int Parent => parent;

    /// <summary>ON conditions of its joins.</summary>
    public List<BooleanExpression> JoinConditions { get; } = [];
}
