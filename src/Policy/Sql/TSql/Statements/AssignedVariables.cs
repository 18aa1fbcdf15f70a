using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>Variables that a part of a batch may give a value, by whatever statement.</summary>
internal sealed class AssignedVariables : TSqlFragmentVisitor
{
    /// <summary>With their <c>@</c>, as written.</summary>
    public List<string> Names { get; } = [];

    public override void Visit(DeclareVariableElement node) => Names.Add(node.VariableName.Value);

    public override void Visit(SetVariableStatement node) => Add(node.Variable);

    public override void Visit(SelectSetVariable node) => Add(node.Variable);

    public override void Visit(AssignmentSetClause node) => Add(node.Variable);

    public override void Visit(FetchCursorStatement node)
    {
        foreach (var variable in node.IntoVariables)
        {
            Add(variable);
        }
    }

    public override void Visit(ExecuteSpecification node) => Add(node.Variable);

    public override void Visit(ExecuteParameter node)
    {
        if (node.IsOutput)
        {
            Add(node.ParameterValue as VariableReference);
        }
    }

    public override void Visit(BeginDialogStatement node) => Add(node.Handle);

    public override void Visit(GetConversationGroupStatement node) => Add(node.GroupId);

    public override void Visit(ExecuteAsStatement node) => Add(node.Cookie);

    private void Add(VariableReference? variable)
    {
        if (variable is not null)
        {
            Names.Add(variable.Name);
        }
    }
}
