using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

internal sealed partial class Interpreter
{
    private Flow Control(TSqlStatement statement)
    {
        switch (statement)
        {
            case BeginEndBlockStatement b:
                return Run(b.StatementList);
            case IfStatement i:
                return session.IsTrue(i.Predicate) ? Run(i.ThenStatement) : i.ElseStatement is { } otherwise ? Run(otherwise) : Flow.Next;
            case WhileStatement w:
                return While(w);
            case BreakStatement:
                return Flow.Break;
            case ContinueStatement:
                return Flow.Continue;
            case ReturnStatement r:
                if (r.Expression is not null)
                {
                    session.Frame.ReturnValue = session.Evaluate(r.Expression, session.Frame.Returns ?? SqlType.Int);
                    session.Frame.Status = session.Frame.Returns is null && session.Frame.ReturnValue is long status ? (int)status : 0;
                }
                return Flow.Return;
            case TryCatchStatement t:
                return TryCatch(t);
            case WaitForStatement f:
                Wait(f);
                return Flow.Next;
            case LabelStatement:
                return Flow.Next;
            default:
                throw Errors.NotSupported("GOTO");
        }
    }

    private Flow While(WhileStatement w)
    {
        while (session.IsTrue(w.Predicate))
        {
            session.Cancel.ThrowIfCancellationRequested();
            switch (Run(w.Statement))
            {
                case Flow.Break:
                    return Flow.Next;
                case Flow.Return:
                    return Flow.Return;
            }
        }
        return Flow.Next;
    }

    private Flow TryCatch(TryCatchStatement t)
    {
        var frame = session.Frame;
        var depth = session.FrameCount;
        frame.Tries++;
        try
        {
            return Run(t.TryStatements);
        }
        catch (SqlError e)
        {
            session.LeaveTo(depth);
            session.Caught.Push(e.Details);
        }
        finally
        {
            frame.Tries--;
        }
        session.LastError = session.Caught.Peek().Number;
        try
        {
            return Run(t.CatchStatements);
        }
        finally
        {
            session.Caught.TryPop(out _);
        }
    }

    private void Wait(WaitForStatement f)
    {
        if (f.WaitForOption != WaitForOption.Delay)
            throw Errors.NotSupported("WAITFOR other than DELAY");
        var text = session.Text(f.Parameter);
        if (!TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var delay))
            throw new SqlError(148, 15, $"Incorrect time syntax in time string '{text}' used with WAITFOR.");
        if (session.Cancel.WaitHandle.WaitOne(delay))
            session.Cancel.ThrowIfCancellationRequested();
        session.Sink.Done(DoneCommand.None, null);
    }

    private void Transaction(TransactionStatement t)
    {
        var name = t.Name?.Value ?? "";
        if (name.StartsWith('@') && t.Name?.ValueExpression is { } value)
            name = session.Text(value);
        switch (t)
        {
            case BeginTransactionStatement:
                session.Begin(name);
                session.Sink.Done(DoneCommand.BeginTransaction, null);
                break;
            case CommitTransactionStatement:
                session.Commit(name);
                session.Sink.Done(DoneCommand.Commit, null);
                break;
            case RollbackTransactionStatement:
                if (name.Length > 0 && !session.HasSavepoint(name) && !session.IsOutermost(name))
                    throw new SqlError(6401, 16, $"Cannot roll back {name}. No transaction or savepoint of that name was found.");
                session.Rollback(name);
                session.Sink.Done(DoneCommand.Rollback, null);
                break;
            default:
                session.Save(name);
                session.Sink.Done(DoneCommand.SaveTransaction, null);
                break;
        }
    }

    private void Simple(TSqlStatement statement)
    {
        switch (statement)
        {
            case DeclareVariableStatement d:
                foreach (var element in d.Declarations)
                    Declare(element);
                break;
            case DeclareTableVariableStatement t:
                var name = t.Body.VariableName.Value;
                var table = TableMaker.MakeTemporary(session, name, t.Body.Definition, session.Database, "@");
                session.Link.Run(TableMaker.Sql(table));
                session.AddTableVariable(name, table);
                break;
            case SetVariableStatement s:
                Set(s);
                break;
            case PrintStatement p:
                session.Sink.Message(new SqlMessage(0, 0, session.Text(p.Expression)) { Line = p.StartLine, Procedure = session.Frame.Module?.Name ?? "" });
                break;
            case RaiseErrorStatement r:
                Raising.RaiseError(session, r);
                break;
            default:
                Raising.Throw(session, (ThrowStatement)statement);
                break;
        }
    }

    private void Declare(DeclareVariableElement element)
    {
        var name = element.VariableName.Value;
        if (element.DataType is UserDataTypeReference { Name: { } typeName } && NameResolution.Find(session.Context, [.. typeName.Identifiers.Select(i => i.Value)]).Object is TableTypeObject type)
        {
            Arguments.BindTable(session, session.Frame, name, type, null);
            session.AddTableVariable(name, session.Frame.Tables[name]);
            return;
        }
        if (element.DataType is SqlDataTypeReference { SqlDataTypeOption: SqlDataTypeOption.Cursor })
            throw Errors.NotSupported("a cursor variable");
        var slot = new VariableSlot(DataTypes.Of(element.DataType));
        if (session.Frame.Variables.TryGetValue(name, out var known) && known.Type == slot.Type)
            slot = known;
        else
            session.Frame.Variables[name] = slot;
        slot.Cell = element.Value is null ? slot.Cell : session.Evaluate(element.Value, slot.Type);
    }

    private void Set(SetVariableStatement s)
    {
        if (s.CursorDefinition is not null || s.FunctionCallExists)
            throw Errors.NotSupported("SET of a cursor variable or a method");
        if (!session.Frame.Variables.TryGetValue(s.Variable.Name, out var slot))
            throw Errors.UndeclaredVariable(s.Variable.Name);
        if (s.AssignmentKind == AssignmentKind.Equals)
        {
            slot.Cell = session.Evaluate(s.Expression, slot.Type);
            return;
        }
        var plan = session.Plans.Get(s, t =>
        {
            var made = AssignmentRules.Convert(Compound.Apply(s.AssignmentKind, t.Scalar(s.Variable, null), t.Scalar(s.Expression, null), session.Settings), slot.Type);
            return new Plan($"SELECT {made.Text}", t.Parameters, [], t);
        });
        slot.Cell = session.Single(plan);
    }
}
