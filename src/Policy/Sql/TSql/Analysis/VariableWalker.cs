using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>Variables, parameters, and what the server calls functions without parentheses (<c>@@ROWCOUNT</c>).</summary>
internal sealed class VariableWalker(WalkContext context)
{
    /// <summary>A value is taken from a variable, or from a parameter when nothing declares it.</summary>
    public void Read(VariableReference variable)
    {
        context.Saw(variable);
        context.ValueRead(isPlain: false);
        var name = Parameter(variable.Name);
        context.Lineage?.Add(HeldValues.Of(context.Frame.Holder(name)));
    }

    /// <summary>A variable is declared: no parameter from here on.</summary>
    public void Declare(string variable) => _ = context.Frame.Declared.Add(context.Folding.Fold(variable));

    public void DeclareTable(string variable, ImmutableArray<string> columns)
    {
        context.Flag(StatementFlags.TableVariable);
        context.Frame.Tables[context.Folding.Fold(variable)] = new HeldTable(columns);
    }

    /// <summary>A variable is given a value made of these columns.</summary>
    public void Assign(string variable, IEnumerable<ColumnSource> sources) =>
        context.Environment.Held.Put(HeldValues.Of(context.Frame.Holder(Parameter(variable))), sources);

    /// <summary><c>SET @x = …</c>, <c>SELECT @x = …</c>, <c>UPDATE … SET @x = …</c></summary>
    public void Assign(VariableReference variable, ScalarExpression value, Scope scope)
    {
        context.Saw(variable);
        var outer = context.Lineage;
        var sources = context.Lineage = [];
        context.Expressions.Walk(value, scope);
        context.Lineage = outer;
        outer?.AddRange(sources);
        context.ValueRead(isPlain: false);
        if (outer is null)
        {
            context.Used(sources);
        }

        Assign(variable.Name, sources);
    }

    public void Global(GlobalVariableExpression variable)
    {
        context.Saw(variable);
        context.ValueRead(isPlain: false);
        var name = variable.Name.ToLowerInvariant().TrimStart('@');
        LastResult(name);
        context.Setting(SqlAction.Metadata, name, WalkContext.Span(variable));
    }

    /// <summary>What the last statement left behind: of this text's own statements there is nothing to keep.</summary>
    public void LastResult(string name)
    {
        var isOwn = name is "identity" or "scope_identity" ? context.Environment.HasInserted : context.Environment.StatementsDone > 0;
        if (isOwn || context.Through)
        {
            return;
        }

        switch (name)
        {
            case "identity" or "scope_identity":
                context.Effect(new SessionEffect.LastResultRead(LastResultKind.InsertId));
                break;
            case "rowcount" or "rowcount_big" or "error":
                context.Effect(new SessionEffect.LastResultRead(LastResultKind.RowCount));
                break;
            default:
                break;
        }
    }

    /// <summary>The folded name; one that nothing declares is noted as a parameter of the text.</summary>
    private string Parameter(string variable)
    {
        var name = context.Folding.Fold(variable);
        if (context.Frame.IsBatch && !context.Frame.Declared.Contains(name) && !context.Frame.Tables.ContainsKey(name))
        {
            var parameters = context.Environment.Parameters;
            var place = parameters.IndexOf(name);
            if (place < 0)
            {
                place = parameters.Count;
                parameters.Add(name);
            }

            context.ParameterCount = Math.Max(context.ParameterCount, place + 1);
        }

        return name;
    }
}
