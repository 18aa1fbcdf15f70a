using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>Arguments of a call, by name where they have one, else by place.</summary>
internal readonly struct CallArguments(ExecutableProcedureReference call, SystemProcedure procedure)
{
    /// <summary>The argument that the list of system procedures speaks of; null when it is not given.</summary>
    public ScalarExpression? Value => procedure.Argument == 0 ? null : Find(procedure.Argument, procedure.ArgumentNames);

    public int Count => call.Parameters.Count;

    /// <param name="place">From 1.</param>
    /// <param name="names">With @, in lower case.</param>
    public ScalarExpression? Find(int place, IReadOnlyList<string> names)
    {
        foreach (var parameter in call.Parameters)
        {
            if (parameter.Variable is { } variable && names.Contains(variable.Name.ToLowerInvariant()))
            {
                return parameter.ParameterValue;
            }
        }

        return place <= call.Parameters.Count && call.Parameters[place - 1].Variable is null ? call.Parameters[place - 1].ParameterValue : null;
    }
}
