using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>Marks a fragment and everything in it.</summary>
internal sealed class SeenFragments(HashSet<TSqlFragment> seen) : TSqlFragmentVisitor
{
    public override void Visit(TSqlFragment fragment) => _ = seen.Add(fragment);
}
