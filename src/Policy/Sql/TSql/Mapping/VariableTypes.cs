using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Statements;

namespace ProxyDb.Policy.Sql.TSql.Mapping;

/// <summary>The types of a text's parameters, as the client defines them, and of the variables it declares itself.</summary>
internal sealed class VariableTypes
{
    private readonly Dictionary<string, TSqlType> _types = new(StringComparer.Ordinal);
    private readonly List<string> _parameters = [];
    private readonly HashSet<string> _assigned = new(StringComparer.Ordinal);
    private readonly TSqlNames _folding;

    public VariableTypes(AnalysisNamespace names)
    {
        _folding = TSqlNames.Of(names.TSql.Collation);
        foreach (var (name, type) in ParameterDefinitions.Read(names.ParameterTypes))
        {
            var folded = _folding.Fold(name);
            _parameters.Add(folded);
            _types[folded] = TSqlType.Of(type);
        }
    }

    /// <summary>The client has told what parameters there are.</summary>
    public bool KnowsParameters => _parameters.Count > 0;

    /// <summary>1-based place in the client's definitions; 0 for a variable that is not in them.</summary>
    public int PlaceOf(string variable) => _parameters.IndexOf(_folding.Fold(variable)) + 1;

    /// <summary>The text gives it a value: what the client has bound is not what it holds.</summary>
    public bool IsAssigned(string variable) => _assigned.Contains(_folding.Fold(variable));

    /// <summary>Null when the type is not known.</summary>
    public TSqlType? Of(string variable) => _types.GetValueOrDefault(_folding.Fold(variable));

    /// <summary>Takes note of what a statement declares. A name declared twice has no type that is sure.</summary>
    public void Declare(TSqlStatement statement)
    {
        statement.Accept(new Declarations(this));
        var assigned = new AssignedVariables();
        statement.Accept(assigned);
        _assigned.UnionWith(assigned.Names.Select(_folding.Fold));
    }

    public bool IsDeclared(string variable) => _types.ContainsKey(_folding.Fold(variable)) && PlaceOf(variable) == 0;

    private void Add(string name, DataTypeReference? type)
    {
        var folded = _folding.Fold(name);
        _types[folded] = _types.ContainsKey(folded) || type is not SqlDataTypeReference ? TSqlType.Of("") : TSqlType.Of(Text(type));
    }

    private static string Text(DataTypeReference type)
    {
        var tokens = Enumerable.Range(type.FirstTokenIndex, type.LastTokenIndex - type.FirstTokenIndex + 1).Select(i => type.ScriptTokenStream[i].Text);
        return string.Concat(tokens);
    }

    private sealed class Declarations(VariableTypes types) : TSqlFragmentVisitor
    {
        public override void Visit(DeclareVariableElement node) => types.Add(node.VariableName.Value, node.DataType);
    }
}
