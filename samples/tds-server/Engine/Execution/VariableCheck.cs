using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Every variable of a batch must be declared, or nothing of it runs (137).</summary>
internal sealed class VariableCheck : TSqlFragmentVisitor
{
    private readonly HashSet<string> _declared = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<VariableReference> _used = [];

    public static void Check(StatementList statements, Frame frame)
    {
        var check = new VariableCheck();
        statements.Accept(check);
        foreach (var use in check._used)
        {
            if (!check._declared.Contains(use.Name) && !frame.Variables.ContainsKey(use.Name) && !frame.Tables.ContainsKey(use.Name))
            {
                var error = Errors.UndeclaredVariable(use.Name);
                throw new Sql.SqlError(error.Details with { Line = use.StartLine });
            }
        }
    }

    public override void Visit(DeclareVariableElement node) => _declared.Add(node.VariableName.Value);

    public override void Visit(DeclareTableVariableBody node) => _declared.Add(node.VariableName?.Value ?? "");

    public override void Visit(VariableReference node) => _used.Add(node);

    // Names of parameters in EXEC p @name = … are the procedure's.
    public override void ExplicitVisit(ExecuteParameter node) => node.ParameterValue?.Accept(this);

    public override void ExplicitVisit(CreateProcedureStatement node)
    {
    }

    public override void ExplicitVisit(AlterProcedureStatement node)
    {
    }

    public override void ExplicitVisit(CreateOrAlterProcedureStatement node)
    {
    }

    public override void ExplicitVisit(CreateFunctionStatement node)
    {
    }

    public override void ExplicitVisit(AlterFunctionStatement node)
    {
    }

    public override void ExplicitVisit(CreateOrAlterFunctionStatement node)
    {
    }
}
