using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Whether a query names a table.</summary>
internal sealed class ReferenceFinder(string name) : TSqlFragmentVisitor
{
    private bool _found;

    public static bool Refers(TSqlFragment fragment, string name)
    {
        var finder = new ReferenceFinder(name);
        fragment.Accept(finder);
        return finder._found;
    }

    public override void Visit(NamedTableReference node) => _found |= node.SchemaObject.Count == 1 && Names.Equal(node.SchemaObject.BaseIdentifier.Value, name);
}

/// <summary>Whether an expression reads a variable.</summary>
internal sealed class VariableFinder(string name) : TSqlFragmentVisitor
{
    private bool _found;

    public static bool Reads(TSqlFragment fragment, string name)
    {
        var finder = new VariableFinder(name);
        fragment.Accept(finder);
        return finder._found;
    }

    public override void Visit(VariableReference node) => _found |= node.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
