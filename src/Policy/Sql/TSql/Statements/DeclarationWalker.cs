using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>DECLARE and SET of variables, scalar, table and cursor.</summary>
internal sealed class DeclarationWalker(WalkContext context)
{
    private static readonly Scope NoColumns = new(null, null);

    public (SqlAction Action, string Kind)? Walk(TSqlStatement node)
    {
        switch (node)
        {
            case DeclareVariableStatement declare:
                context.Action = SqlAction.Select;
                context.Saw(node);
                foreach (var declaration in declare.Declarations)
                {
                    Variable(declaration);
                }

                return (SqlAction.Select, "DECLARE");
            case DeclareTableVariableStatement table:
                context.Saw(node);
                Table(table.Body);
                return (SqlAction.None, "DECLARE");
            case SetVariableStatement set:
                context.Action = SqlAction.Select;
                return Set(set);
            default:
                return null;
        }
    }

    /// <summary>A variable, or a parameter of a routine, with its default.</summary>
    public void Variable(DeclareVariableElement node)
    {
        context.Saw(node);
        context.SawAll(node.VariableName);
        context.SawAll(node.DataType);
        context.SawAll(node.Nullable);
        if (node.Value is { } value)
        {
            Declared(node);
            var outer = context.Lineage;
            var sources = context.Lineage = [];
            context.Expressions.Walk(value, NoColumns);
            context.Lineage = outer;
            context.Variables.Assign(node.VariableName.Value, sources);
            return;
        }

        Declared(node);
    }

    /// <summary>A table variable, or the result of a table-valued function.</summary>
    public void Table(DeclareTableVariableBody node)
    {
        context.Saw(node);
        context.SawAll(node.VariableName);
        new TableDefinitionWalker(context).OfVariable(node.Definition);
        if (node.VariableName is { } name)
        {
            context.Variables.DeclareTable(name.Value, TableColumns.Of(node.Definition));
        }
    }

    private void Declared(DeclareVariableElement node)
    {
        if (node.DataType is UserDataTypeReference { Name: { } type } && !VariableTextType.IsSysname(type))
        {
            // It may be a table of a type that the database defines: its columns are not known here.
            context.Variables.DeclareTable(node.VariableName.Value, []);
        }

        context.Variables.Declare(node.VariableName.Value);
    }

    private (SqlAction, string) Set(SetVariableStatement node)
    {
        context.Saw(node);
        if (node.CursorDefinition is { } cursor)
        {
            context.Saw(node.Variable);
            new CursorWalker(context).Define(cursor);
            return (SqlAction.Select, "SET");
        }

        if (node.Identifier is not null)
        {
            // A method or property of the value changes it.
            context.SawAll(node.Identifier);
            context.Variables.Read(node.Variable);
            foreach (var parameter in node.Parameters)
            {
                context.Variables.Assign(node.Variable, parameter, NoColumns);
            }
        }

        if (node.Expression is { } value)
        {
            context.Variables.Assign(node.Variable, value, NoColumns);
        }

        return (SqlAction.Select, "SET");
    }
}
