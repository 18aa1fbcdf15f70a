using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>Variables that a part of a batch names.</summary>
internal sealed class ReadVariables : TSqlFragmentVisitor
{
    /// <summary>With their <c>@</c>, as written.</summary>
    public List<string> Names { get; } = [];

    public override void Visit(VariableReference node) => Names.Add(node.Name);
}
