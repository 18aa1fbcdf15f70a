using System.Collections.Frozen;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>Arguments of a call, by name where they have one, else by place.</summary>
internal readonly struct CallArguments(ExecutableProcedureReference call, SystemProcedure procedure)
{
    /// <summary>Names of the other arguments of procedures that take SQL.</summary>
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
        ["@params", "@paramdef", "@parameters", "@handle", "@options", "@cursor", "@scrollopt", "@ccopt", "@rowcount", "@browse_information_mode",
            "@language", "@script", "@input_data_1_name", "@output_data_1_name", "@parallel", "@template", "@querytext"],
        StringComparer.Ordinal);

    /// <summary>The argument that the list of system procedures speaks of; null when it is not given.</summary>
    public ScalarExpression? Value => procedure.Argument == 0 ? null : Find(procedure.Argument, procedure.ArgumentNames);

    /// <summary>
    /// Whether the argument stands at its place, or what stands there has another name the server knows: a name it does not know may
    /// count for nothing there.
    /// </summary>
    public bool IsSure
    {
        get
        {
            var place = procedure.Argument;
            return place == 0 || place > call.Parameters.Count || call.Parameters[place - 1].Variable is not { } named
                || procedure.ArgumentNames.Contains(named.Name.ToLowerInvariant()) || Known.Contains(named.Name.ToLowerInvariant());
        }
    }

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
