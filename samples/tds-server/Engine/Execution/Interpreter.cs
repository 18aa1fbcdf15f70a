using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

internal enum Flow
{
    Next,
    Break,
    Continue,
    Return,
}

/// <summary>Runs statements one by one, and does with errors what SQL Server does.</summary>
internal sealed partial class Interpreter(SqlSession session)
{
    // Without SET XACT_ABORT these too end the batch and roll back: conversions of texts and what the server gives up on.
    private static readonly HashSet<int> Fatal = [241, 242, 244, 245, 248, 8114, 235, 295, 8169, 1205, 3998, 530, 217];

    // Ends the statement list in which a name is not found, which is compiled only then; not caught by a TRY around it.
    private static readonly HashSet<int> Unresolved = [208, 207, 4104, 209, 213, 1087, 137, 8120, 8121, 4121, 195];

    public Flow Run(StatementList list)
    {
        foreach (var statement in list.Statements)
        {
            var flow = Run(statement);
            if (flow != Flow.Next)
                return flow;
        }
        return Flow.Next;
    }

    public Flow Run(TSqlStatement statement)
    {
        session.Cancel.ThrowIfCancellationRequested();
        try
        {
            var flow = Dispatch(statement);
            if (statement is not (IfStatement or WhileStatement or BeginEndBlockStatement or TryCatchStatement or ReturnStatement or ExecuteStatement or RaiseErrorStatement))
                session.LastError = 0;
            return flow;
        }
        catch (SqlError e)
        {
            Failed(e, statement);
            return Flow.Next;
        }
    }

    /// <summary>A call that is no statement: an error ends it and is reported.</summary>
    public int Guarded(Func<int> call)
    {
        try
        {
            return call();
        }
        catch (SqlError e)
        {
            Failed(e, null);
            return e.Details.Class > 10 ? -6 : 0;
        }
    }

    private void Failed(SqlError e, TSqlStatement? statement)
    {
        var message = Placed(e.Details, statement);
        session.LastError = message.Number;
        session.RowCount = 0;
        var aborts = (session.Settings.XactAbort && !IsRaised(statement)) || Fatal.Contains(message.Number) || statement is ThrowStatement;
        var unresolved = Unresolved.Contains(message.Number) && statement is not ExecuteStatement && !message.Text.Contains('\u0001', StringComparison.Ordinal);
        if (session.IsTried && !(unresolved && session.Frame.Tries > 0 && !session.IsTriedOutside))
        {
            if (aborts && !(statement is ThrowStatement && !session.Settings.XactAbort))
                session.Doom();
            throw new SqlError(message);
        }
        session.Sink.Message(message);
        if (message.Number is 2627 or 2601 or 515 or 547 or 2628 or 8152 or 512 or 8134 or 8115 or 220 or 550)
            session.Sink.Message(new SqlMessage(3621, 0, "The statement has been terminated.") { Line = message.Line, Procedure = message.Procedure, State = 0 });
        if (statement is not null)
            session.Sink.Done(CommandOf(statement), null);
        if (aborts)
        {
            if (session.TransactionCount > 0 && !(statement is ThrowStatement && !session.Settings.XactAbort))
                session.RollbackAll();
            throw new BatchAborted();
        }
        if (unresolved)
            throw new ScopeAborted();
    }

    private SqlMessage Placed(SqlMessage message, TSqlStatement? statement) => message.Procedure.Length > 0 || statement is null ? message : message with
    {
        Procedure = session.Frame.Module?.Name ?? "",
        Line = message.Line > 1 ? message.Line : Math.Max(1, statement.StartLine),
    };

    private static bool IsRaised(TSqlStatement? statement) => statement is RaiseErrorStatement;

    private static DoneCommand CommandOf(TSqlStatement statement) => statement switch
    {
        SelectStatement => DoneCommand.Select,
        InsertStatement => DoneCommand.Insert,
        UpdateStatement => DoneCommand.Update,
        DeleteStatement => DoneCommand.Delete,
        MergeStatement => DoneCommand.Merge,
        ExecuteStatement => DoneCommand.Execute,
        _ => DoneCommand.None,
    };

    private Flow Dispatch(TSqlStatement statement)
    {
        if (session.Settings.NoExec && statement is not PredicateSetStatement)
            return Flow.Next;
        if (session.Settings.FmtOnly && DescribeOnly(statement))
            return Flow.Next;
        switch (statement)
        {
            case SelectStatement s:
                return Queries.Select(session, s);
            case DataModificationStatement d:
                session.BeginImplicitly();
                Modifications.Run(session, d);
                return Flow.Next;
            case IfStatement or WhileStatement or BeginEndBlockStatement or TryCatchStatement or ReturnStatement or BreakStatement or ContinueStatement or WaitForStatement
                or LabelStatement or GoToStatement:
                return Control(statement);
            case DeclareVariableStatement or DeclareTableVariableStatement or SetVariableStatement or PrintStatement or RaiseErrorStatement or ThrowStatement:
                Simple(statement);
                return Flow.Next;
            case TransactionStatement t:
                Transaction(t);
                return Flow.Next;
            case ExecuteStatement e:
                Procedures.Execute(session, e.ExecuteSpecification);
                return Flow.Next;
            case UseStatement u:
                session.Use(u.DatabaseName.Value);
                session.Sink.Done(DoneCommand.None, null);
                return Flow.Next;
            case DeclareCursorStatement or CursorStatement:
                CursorStatements.Run(session, statement);
                return Flow.Next;
            default:
                if (SetStatements.Run(session, statement))
                    return Flow.Next;
                session.BeginImplicitly();
                Definitions.Run(session, statement);
                return Flow.Next;
        }
    }

    // SET FMTONLY ON: columns without rows, and nothing runs.
    private bool DescribeOnly(TSqlStatement statement)
    {
        switch (statement)
        {
            case SelectStatement s:
                if (Queries.Describe(session, s) is { } columns)
                {
                    session.Sink.Columns(columns);
                    session.Sink.Done(DoneCommand.Select, 0);
                }
                return true;
            case DataModificationStatement or TransactionStatement or ExecuteStatement { ExecuteSpecification.ExecutableEntity: ExecutableStringList }:
                return true;
            case IfStatement i:
                Run(i.ThenStatement);
                if (i.ElseStatement is not null)
                    Run(i.ElseStatement);
                return true;
            default:
                return false;
        }
    }
}
