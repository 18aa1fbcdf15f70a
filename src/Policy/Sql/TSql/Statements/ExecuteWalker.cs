using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>EXECUTE of procedures, functions, strings and variables, as a statement and as the source of an INSERT.</summary>
internal sealed class ExecuteWalker(WalkContext context)
{
    private static readonly Scope NoColumns = new(null, null);

    public (SqlAction Action, string Kind)? Walk(TSqlStatement node)
    {
        if (node is not ExecuteStatement execute)
        {
            return null;
        }

        context.Saw(node);
        foreach (var option in execute.Options)
        {
            ResultSets(option);
        }

        return (Specification(execute.ExecuteSpecification), "EXECUTE");
    }

    /// <summary>What is executed; its rows, where they are known, are the output of the context's statement.</summary>
    public SqlAction Specification(ExecuteSpecification node)
    {
        context.Saw(node);
        context.Action = SqlAction.Call;
        context.Statements.ReturnsRows = true;
        if (node.Variable is { } result)
        {
            context.Saw(result);
            context.Variables.Assign(result.Name, []);
        }

        if (node.ExecuteContext is { } other)
        {
            StatementValues.Walk(context, other);
            ImpersonationWalker.Becomes(context, ImpersonationWalker.Name(other));
            context.Action = SqlAction.Call;
        }

        if (node.LinkedServer is not null || node.ExecutableEntity is ExecutableProcedureReference { AdHocDataSource: not null })
        {
            Elsewhere(node);
            return SqlAction.Call;
        }

        context.Saw(node.ExecutableEntity);
        switch (node.ExecutableEntity)
        {
            case ExecutableStringList strings:
                return Strings(strings);
            case ExecutableProcedureReference { ProcedureReference: { } reference } procedure:
                context.Saw(reference);
                return reference.ProcedureVariable is { } variable ? ByVariable(variable, procedure) : Procedure(reference.ProcedureReference, procedure);
            default:
                context.NotUnderstood(node.ExecutableEntity.GetType().Name);
                return SqlAction.Call;
        }
    }

    /// <summary>Another server carries it out: names of its own, and SQL that nobody reads here.</summary>
    private void Elsewhere(ExecuteSpecification node)
    {
        context.SawAll(node.ExecutableEntity);
        context.Flag(StatementFlags.Remote | StatementFlags.DynamicSql | StatementFlags.Opaque);
        context.Facility("remote");
        context.Facility(DynamicText.Facility);
        Arguments(node.ExecutableEntity);
    }

    private SqlAction Strings(ExecutableStringList node)
    {
        var text = "";
        var isAssembled = false;
        foreach (var part in node.Strings)
        {
            context.Expressions.Walk(part, NoColumns);
            text = text is not null && context.Frame.Batch.Constants.Of(part) is { } constant ? text + constant : null;
            isAssembled |= context.Frame.Batch.Constants.IsAssembled(part);
        }

        Arguments(node);
        return new DynamicText(context).Run(text, null, null, isAssembled: isAssembled) ?? SqlAction.Call;
    }

    /// <summary>The variable holds the name of a procedure.</summary>
    private SqlAction ByVariable(VariableReference variable, ExecutableProcedureReference procedure)
    {
        context.Variables.Read(variable);
        if (context.Frame.Batch.Constants.Of(variable) is { } text && NameTexts.Parse(text) is { } name)
        {
            return Named(name, procedure);
        }

        Arguments(procedure);
        DynamicText.Unknown(context);
        return SqlAction.Call;
    }

    private SqlAction Procedure(ProcedureReference reference, ExecutableProcedureReference procedure)
    {
        context.SawAll(reference);
        return Named(reference.Name, procedure);
    }

    private SqlAction Named(SchemaObjectName name, ExecutableProcedureReference procedure)
    {
        if (name.BaseIdentifier is null)
        {
            context.NotUnderstood("a procedure without a name");
            return SqlAction.Call;
        }

        if (NameResolver.IsTemporary(name))
        {
            Arguments(procedure);
            new TemporaryProcedures(context).Execute(context.Fold(name.BaseIdentifier));
            return SqlAction.Call;
        }

        if (new SystemProcedureWalker(context, this).Walk(name, procedure) is { } action)
        {
            return action;
        }

        if (Synonym(name) is { } target)
        {
            return Behind(target, procedure);
        }

        Arguments(procedure);
        User(name);
        return SqlAction.Call;
    }

    /// <summary>What a synonym of this name stands for; null when none is known.</summary>
    private ObjectName? Synonym(SchemaObjectName name)
    {
        var relation = context.Names.Resolve(name);
        if (relation is not { Kind: RelationKind.Synonym, Description.Target: { } target })
        {
            return null;
        }

        context.Object(SqlAction.Call, relation, WalkContext.Span(name));
        return target;
    }

    /// <summary>A procedure of users behind the synonym needs no allow of its own; one of the server is what it is by any name.</summary>
    private SqlAction Behind(ObjectName target, ExecutableProcedureReference procedure)
    {
        if (SystemProcedureWalker.Find(target.Name.ToLowerInvariant(), isOwn: false) is not null)
        {
            context.NotUnderstood("a synonym of a system procedure");
        }

        Arguments(procedure);
        var (name, routines) = target is { Server: null, Database: null } ? context.Names.Routine(target) : (target, []);
        context.Accesses.Add(new Access(AccessKind.Object, SqlAction.Call, name) { Through = true, Relation = RelationKind.Routine });
        context.Flag(StatementFlags.Procedural | (target.Server is null ? StatementFlags.None : StatementFlags.Remote));
        if (target.Server is not null)
        {
            context.Facility("remote");
        }

        context.Effect(new SessionEffect.CallsProcedure());
        _ = context.Functions.RunsUserCode(routines);
        return SqlAction.Call;
    }

    private void User(SchemaObjectName written)
    {
        var (name, routines) = context.Names.Routine(written);
        context.Flag(StatementFlags.Procedural);
        context.Object(SqlAction.Call, name, WalkContext.Span(written), RelationKind.Routine);
        context.Effect(new SessionEffect.CallsProcedure());
        _ = context.Functions.RunsUserCode(routines);
    }

    /// <summary>Values go in, and come back by OUTPUT.</summary>
    public void Arguments(ExecutableEntity entity)
    {
        foreach (var argument in entity.Parameters)
        {
            context.Saw(argument);
            if (argument.Variable is not null)
            {
                context.Saw(argument.Variable);
            }

            if (argument.ParameterValue is not (null or DefaultLiteral))
            {
                context.Expressions.Walk(argument.ParameterValue, NoColumns);
            }

            if (argument is { IsOutput: true, ParameterValue: VariableReference variable })
            {
                context.Variables.Assign(variable.Name, []);
            }
        }
    }

    private void ResultSets(ExecuteOption option)
    {
        StatementValues.Walk(context, option);
        if (option is ResultSetsExecuteOption { ResultSetsOptionKind: ResultSetsOptionKind.None })
        {
            context.Statements.ReturnsRows = false;
        }
    }
}
