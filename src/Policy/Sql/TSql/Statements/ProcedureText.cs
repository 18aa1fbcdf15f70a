using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>sp_executesql and its kin: SQL in an argument, its parameters in another, their values behind.</summary>
internal sealed class ProcedureText(WalkContext context)
{
    public SqlAction Walk(string name, string? database, SystemProcedure procedure, ExecutableProcedureReference call)
    {
        var arguments = new CallArguments(call, procedure);
        var text = arguments is { IsSure: true, Value: { } value } ? context.Frame.Batch.Constants.Of(value) : null;
        if (name == "sp_prepexecrpc")
        {
            text = text is null ? null : OdbcCall.ToExecute(text);
        }

        if (procedure.Kind == SystemProcedureKind.DescribesText)
        {
            context.Flag(StatementFlags.Metadata);
            context.Object(SqlAction.Metadata, new ObjectName("sys", name), default, RelationKind.Routine);
        }

        var texts = new DynamicText(context);
        var frame = texts.NewFrame();
        Parameters(name, procedure, call, arguments, frame);
        var isOnlyDescribed = procedure.Kind == SystemProcedureKind.DescribesText;
        var action = texts.Run(text, database, frame, isOnlyDescribed, arguments.Value is { } built && context.Frame.Batch.Constants.IsAssembled(built));
        if (procedure.Kind == SystemProcedureKind.PreparesText)
        {
            context.Flag(StatementFlags.Prepare);
            context.Effect(new SessionEffect.Pin(name));
        }

        if (isOnlyDescribed)
        {
            context.Statements.Results.Clear();
            context.Statements.ReturnsRows = true;
            return SqlAction.Metadata;
        }

        Back(call, frame);
        return action ?? SqlAction.Call;
    }

    /// <summary>Declares the string's parameters and puts the values of the call into them.</summary>
    private void Parameters(
        string name, SystemProcedure procedure, ExecutableProcedureReference call, CallArguments arguments, VariableFrame frame)
    {
        // Where the text stands decides where the definition of its parameters does.
        var place = name is "sp_executesql" or "sp_describe_undeclared_parameters" or "sp_describe_first_result_set" ? 2 : procedure.Argument - 1;
        var definition = arguments.Find(place, ["@params", "@paramdef", "@parameters"]);
        var names = definition is null ? [] : ParameterNames(context.Frame.Batch.Constants.Of(definition) ?? "");
        foreach (var parameter in names)
        {
            _ = frame.Declared.Add(parameter);
        }

        var isExecuted = name == "sp_executesql" ? 2 : procedure.Argument;
        for (var i = isExecuted; i < call.Parameters.Count; i++)
        {
            var source = Source(call.Parameters[i]);
            var parameter = call.Parameters[i].Variable is { } named ? context.Folding.Fold(named.Name)
                : i - isExecuted < names.Count ? names[i - isExecuted] : null;
            if (source is { } holder && parameter is not null)
            {
                context.Environment.Held.Put(HeldValues.Of(frame.Holder(parameter)), [holder]);
            }
        }
    }

    /// <summary>What comes back by OUTPUT may be made of whatever the string put into its variables.</summary>
    private void Back(ExecutableProcedureReference call, VariableFrame frame)
    {
        foreach (var parameter in call.Parameters)
        {
            if (parameter.IsOutput && Source(parameter) is { } holder)
            {
                context.Environment.Held.Put(holder, frame.Declared.Select(inner => HeldValues.Of(frame.Holder(inner))));
            }
        }
    }

    private ColumnSource? Source(ExecuteParameter parameter) => parameter.ParameterValue is VariableReference variable
        ? HeldValues.Of(context.Frame.Holder(context.Folding.Fold(variable.Name)))
        : null;

    /// <summary>Names of a definition (<c>@a int, @b nvarchar(10) OUTPUT</c>), folded; none when it cannot be read.</summary>
    private List<string> ParameterNames(string definition)
    {
        if (definition.Length == 0)
        {
            return [];
        }

        using var reader = new StringReader($"CREATE PROCEDURE p {definition} AS RETURN");
        var script = new TSql150Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors) as TSqlScript;
        return errors.Count == 0 && script is { Batches: [{ Statements: [CreateProcedureStatement procedure] }] }
            ? [.. procedure.Parameters.Select(p => context.Folding.Fold(p.VariableName.Value))]
            : [];
    }
}
