using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>Walks what lies behind a name: definitions of views, bodies of routines, what a synonym stands for.</summary>
internal static class BodyWalker
{
    private static readonly AnalysisLimits BodyLimits = new();

    /// <summary>Records what lies beneath a view or synonym; nothing for other relations.</summary>
    /// <param name="write">What is done to it, when it is written to.</param>
    public static void Beneath(WalkContext context, Relation relation, SqlAction? write = null)
    {
        if (relation.Kind is RelationKind.Synonym)
        {
            Synonym(context, relation, write);
        }

        if (relation.Kind is not RelationKind.View || relation.Name.Schema is "sys" or "information_schema")
        {
            return;
        }

        if (relation.Description?.Definition is not { } definition)
        {
            context.Flag(StatementFlags.Opaque);
            return;
        }

        if (Enter(context, relation.Name, write is null ? "" : "write " + write) && !TryView(context, definition, relation, write))
        {
            context.NotUnderstood($"definition of `{relation.Name}`");
        }
    }

    /// <summary>The relation a synonym stands for; null when it is no synonym.</summary>
    public static Relation? BehindSynonym(WalkContext context, Relation relation)
    {
        if (relation is not { Kind: RelationKind.Synonym, Description.Target: { } target })
        {
            return null;
        }

        return target is { Server: null, Database: null, Schema: not null }
            && context.Catalog?.FindRelation(target.Schema, target.Name) is { Kind: not RelationKind.Synonym } found
            ? new Relation(found.Name, found, found.Kind)
            : new Relation(target, null, null);
    }

    /// <summary>
    /// Records what a routine's body touches; a body that is not understood is opaque. Tells what it yields where it is one query.
    /// </summary>
    public static QueryOutput? Routine(WalkContext context, RoutineDescription routine)
    {
        if (routine.Body is not { } body)
        {
            context.Flag(StatementFlags.Opaque);
            return null;
        }

        if (!Enter(context, routine.Name, body))
        {
            return null;
        }

        var output = TryRoutine(context, routine, body, out var isUnderstood);
        if (!isUnderstood)
        {
            context.Flag(StatementFlags.Opaque);
        }

        return output;
    }

    /// <summary>A text the server keeps or a statement runs, parsed; null when it is no batch of T-SQL that the guard lets through.</summary>
    public static IList<TSqlStatement>? Parse(WalkContext context, string text, bool quotedIdentifier = true)
    {
        var guarded = TSqlGuard.Check(text, quotedIdentifier, BodyLimits);
        if (guarded.Error is not null)
        {
            return null;
        }

        if (guarded.NeedsStack && !context.Environment.HasLargeStack)
        {
            context.Environment.WantsStack = true;
            return null;
        }

        var parsed = TSqlParsing.Parse(text, quotedIdentifier);
        return parsed.Error is null ? parsed.Statements : null;
    }

    private static void Synonym(WalkContext context, Relation relation, SqlAction? write)
    {
        if (BehindSynonym(context, relation) is not { } target)
        {
            context.Flag(StatementFlags.Opaque);
            return;
        }

        if (target.Name.Server is not null)
        {
            context.Flag(StatementFlags.Remote);
            context.Facility("remote");
        }

        context.Flag(target.Name.Database is null ? StatementFlags.None : StatementFlags.CrossDatabase);
        context.Accesses.Add(new Access(AccessKind.Object, write ?? SqlAction.Select, target.Name) { Through = true, Relation = target.Kind });
        Beneath(context, target, write);
    }

    /// <summary>Each body once per statement, and never one inside itself.</summary>
    private static bool Enter(WalkContext context, ObjectName name, string body)
    {
        if (context.IsInside(name) || !context.Accesses.EnterBody(name, body))
        {
            return false;
        }

        if (context.BodyDepth < WalkContext.MaxBodyDepth)
        {
            return true;
        }

        context.NotUnderstood("bodies nested too deep");
        return false;
    }

    private static bool TryView(WalkContext context, string definition, Relation view, SqlAction? write)
    {
        if (Parse(context, definition) is not [var statement])
        {
            return false;
        }

        var select = statement as SelectStatement ?? (statement as ViewStatementBody)?.SelectStatement;
        if (select is null)
        {
            return false;
        }

        var inner = context.ForBody(definition, view.Name, through: true, null, new VariableFrame(view.Name + " "), write);
        inner.Names.BodySchema = view.Name.Schema;
        inner.Defers = true;
        _ = inner.Statements.Walk(select);
        UnvisitedFragments.Report(select, inner);
        if (inner.Statements.Output is { } output)
        {
            var columns = view.Description!.Columns;
            if (columns.IsDefaultOrEmpty && statement is ViewStatementBody { Columns: { Count: > 0 } named })
            {
                columns = [.. named.Select(static c => c.Value)];
            }

            context.Accesses.Views.Add(view.Name, columns, output);
        }

        context.Flag(inner.Flags & (StatementFlags.Opaque | StatementFlags.Remote | StatementFlags.CrossDatabase));
        return inner.Unresolved.Count == 0;
    }

    private static QueryOutput? TryRoutine(WalkContext context, RoutineDescription routine, string body, out bool isUnderstood)
    {
        isUnderstood = false;
        if (Parse(context, body) is not { Count: > 0 } statements)
        {
            return null;
        }

        var frame = new VariableFrame(routine.Name + " ");
        var inner = context.ForBody(body, routine.Name, through: true, null, frame);
        inner.Names.BodySchema = routine.Name.Schema;
        inner.Route ??= context.Recorder is null ? null : $"function {routine.Name}()";
        foreach (var argument in routine.ArgumentNames)
        {
            inner.Variables.Declare(argument);
        }

        var output = Body(inner, statements, out var node);
        UnvisitedFragments.Report(node, inner);
        context.Accesses.Views.Add(routine.Name, body, output ?? Everything(inner));
        context.Flag(inner.Flags & (StatementFlags.Opaque | StatementFlags.DynamicSql | StatementFlags.Remote | StatementFlags.CrossDatabase));
        isUnderstood = inner.Unresolved.Count == 0;
        return output;
    }

    /// <summary>A value computed in a body of several statements may come from anything it reads.</summary>
    private static QueryOutput Everything(WalkContext inner)
    {
        var output = new QueryOutput { IsKnown = false };
        output.Columns.Add(new QueryColumn("", inner.Statements.ColumnsRead()));
        return output;
    }

    /// <summary>Walks a definition (CREATE FUNCTION …), or a body alone; tells the rows of a function that is one query.</summary>
    private static QueryOutput? Body(WalkContext inner, IList<TSqlStatement> statements, out TSqlFragment node)
    {
        node = statements[0];
        if (node is ProcedureStatementBodyBase { MethodSpecifier: not null })
        {
            inner.NotUnderstood("a routine of the CLR");
            inner.SawAll(node);
            return null;
        }

        if (node is FunctionStatementBody { ReturnType: SelectFunctionReturnType { SelectStatement: { } query } } function)
        {
            node = query;
            Parameters(inner, function.Parameters);
            _ = inner.Statements.Walk(query);
            return inner.Statements.Output;
        }

        if (node is ProcedureStatementBodyBase routine)
        {
            Parameters(inner, routine.Parameters);
            if (routine is FunctionStatementBody { ReturnType: TableValuedFunctionReturnType { DeclareTableVariableBody: { } table } })
            {
                inner.Variables.DeclareTable(table.VariableName?.Value ?? "", TableColumns.Of(table.Definition));
            }

            node = routine.StatementList;
            statements = routine.StatementList.Statements;
        }

        foreach (var statement in statements)
        {
            _ = inner.Statements.Walk(statement);
        }

        return null;
    }

    private static void Parameters(WalkContext inner, IList<ProcedureParameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            inner.Variables.Declare(parameter.VariableName.Value);
        }
    }
}
