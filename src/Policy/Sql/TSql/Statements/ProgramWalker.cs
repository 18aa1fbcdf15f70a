using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>Control flow, messages and waits: whatever branch is taken, all of it counts.</summary>
internal sealed class ProgramWalker(WalkContext context)
{
    private static readonly Scope NoColumns = new(null, null);

    /// <summary>That of the statements inside: when they differ, a call.</summary>
    private SqlAction? _action;

    private BatchState Batch => context.Frame.Batch;

    public (SqlAction Action, string Kind)? Walk(TSqlStatement node)
    {
        switch (node)
        {
            case BeginEndBlockStatement block:
                return Block(block);
            case IfStatement or WhileStatement or TryCatchStatement:
                return Control(node);
            case GoToStatement or LabelStatement or ReturnStatement or BreakStatement or ContinueStatement or ThrowStatement:
                Jump(node);
                return (SqlAction.None, CommandNames.Of(node));
            case PrintStatement or RaiseErrorStatement or RaiseErrorLegacyStatement:
                return Message(node);
            case WaitForStatement wait:
                return Wait(wait);
            case LineNoStatement:
                context.SawAll(node);
                return (SqlAction.None, "LINENO");
            default:
                return null;
        }
    }

    /// <summary>All of it is carried out, in order.</summary>
    private (SqlAction, string) Block(BeginEndBlockStatement node)
    {
        context.Saw(node);
        context.Flag(StatementFlags.Procedural);
        if (node is BeginEndAtomicBlockStatement atomic)
        {
            foreach (var option in atomic.Options)
            {
                context.SawAll(option);
            }
        }

        Statements(node.StatementList);
        return Done("BEGIN");
    }

    private (SqlAction, string) Control(TSqlStatement node)
    {
        context.Saw(node);
        context.Flag(StatementFlags.Procedural);
        var environment = context.Environment;
        if (node is WhileStatement)
        {
            // What stands behind in the loop comes before it the next time.
            Batch.Constants.Forget(node);
        }

        Predicate(node);
        var database = environment.Database;
        environment.ControlDepth++;
        Inside(node);
        environment.ControlDepth--;
        Batch.Constants.Forget(node);
        if (!string.Equals(environment.Database, database, StringComparison.Ordinal))
        {
            context.Database = environment.Database = database;
            environment.DatabaseLost ??= "a statement before it in the text may change the database";
        }

        return Done(node is IfStatement ? "IF" : node is WhileStatement ? "WHILE" : "BEGIN TRY");
    }

    private (SqlAction, string) Done(string kind)
    {
        context.Statements.ReturnsRows = true;
        var action = _action ?? SqlAction.None;
        context.Action = action;
        return (action, kind);
    }

    private void Predicate(TSqlStatement node)
    {
        context.Action = SqlAction.Select;
        switch (node)
        {
            case IfStatement branch:
                context.Expressions.Conditions.Walk(branch.Predicate, NoColumns);
                break;
            case WhileStatement loop:
                context.Expressions.Conditions.Walk(loop.Predicate, NoColumns);
                break;
            default:
                break;
        }
    }

    private void Inside(TSqlStatement node)
    {
        switch (node)
        {
            case IfStatement branch:
                One(branch.ThenStatement);
                Batch.Constants.Forget(branch.ThenStatement);
                One(branch.ElseStatement);
                break;
            case WhileStatement loop:
                One(loop.Statement);
                break;
            case TryCatchStatement attempt:
                Statements(attempt.TryStatements);
                Batch.Constants.Forget(attempt.TryStatements);
                Statements(attempt.CatchStatements);
                break;
            default:
                break;
        }
    }

    private void Statements(StatementList list)
    {
        context.Saw(list);
        foreach (var statement in list.Statements)
        {
            One(statement);
        }
    }

    private void One(TSqlStatement? statement)
    {
        if (statement is null)
        {
            return;
        }

        if (!WalkDepth.IsBearable)
        {
            context.NotUnderstood("statements nested too deep");
            return;
        }

        var (action, _) = context.Statements.Walk(statement);
        context.Environment.StatementsDone++;
        if (action != SqlAction.None)
        {
            _action = _action is null || _action == action ? action : SqlAction.Call;
        }
    }

    /// <summary>Behind it, nothing is sure to be carried out.</summary>
    private void Jump(TSqlStatement node)
    {
        context.Flag(StatementFlags.Procedural);
        StatementValues.Walk(context, node);
        if (node is GoToStatement or LabelStatement or ReturnStatement && !Batch.HasJumps)
        {
            Batch.HasJumps = true;
            if (context.BodyDepth == 0)
            {
                context.Environment.ControlDepth++;
            }
        }
    }

    private (SqlAction, string) Message(TSqlStatement node)
    {
        context.Action = SqlAction.Select;
        StatementValues.Walk(context, node);
        if (node is RaiseErrorStatement { RaiseErrorOptions: var options } && options.HasFlag(RaiseErrorOptions.Log))
        {
            context.Server(SqlAction.Admin, "errorlog");
        }

        return (SqlAction.Select, node is PrintStatement ? "PRINT" : "RAISERROR");
    }

    private (SqlAction, string) Wait(WaitForStatement node)
    {
        if (node.Statement is null)
        {
            StatementValues.Walk(context, node);
            context.Setting(SqlAction.Session, "waitfor");
            return (SqlAction.None, "WAITFOR");
        }

        context.Saw(node);
        if (node.Timeout is not null)
        {
            context.Expressions.Walk(node.Timeout, NoColumns);
        }

        var (action, _) = context.Statements.Walk(node.Statement);
        return (action, "WAITFOR");
    }
}
