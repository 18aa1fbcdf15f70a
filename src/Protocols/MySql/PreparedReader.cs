using System.Globalization;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// Commands of prepared statements. The client's ids are the gateway's; each backend has ids of its own, and a statement that a backend
/// lacks is prepared there first, behind the client's back.
/// </summary>
internal sealed class PreparedReader(ConversationState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly SyntheticAnswers _answers = new(state);
    private readonly Forwarding _forwarding = new(state);
    private readonly FollowerHold _hold = new(state);
    private readonly Preparation _preparation = new(state);
    private readonly StatementVerdict _verdict = new(state);

    public bool OnPrepare(in ClientCommand command)
    {
        var text = command.Payload[1..];
        switch (_gateway.Judge(StatementUse.Prepare, text, default, out var judged, out var denial))
        {
            case JudgeOutcome.Denied:
                return Refuse(denial!, command.Sequence);
            case not JudgeOutcome.Allowed:
                return false;
        }

        if (RefuseText(judged!) is { } refusal)
        {
            return Refuse(refusal, command.Sequence);
        }

        if (!_gateway.EnsureLease())
        {
            return false;
        }

        var statement = new ClientStatement(state.NextId(), text.ToArray(), judged!, state.Database);
        statement.Render(_gateway);
        var server = _preparation.Prepare(statement);
        ref var expected = ref state.Expected.Push(ResponseKind.Prepare, server.PrepareSequence);
        expected.Judged = judged;
        expected.Subject = statement;
        expected.Server = server;
        expected.Sent = judged!.Sent;
        expected.IsReduced = judged.Sent is not null;
        state.HoldsFollowers |= expected.IsReduced;
        state.Statements.Add(statement.Id, statement);
        state.LastPrepared = statement;
        return true;
    }

    /// <summary>COM_STMT_RESET: gives up long data and the cursor; a statement without either needs no server for it.</summary>
    public bool OnReset(in ClientCommand command)
    {
        var id = ComStatement.Read(command.Payload);
        if (state.Find(id) is not { } statement)
        {
            return RefuseUnknown(id, "mysqld_stmt_reset", command.Sequence);
        }

        statement.LongDataRefusal = null;
        if (statement.Held is not { } held)
        {
            _answers.Answer(ResponseKind.SyntheticOk, command.Sequence);
            return true;
        }

        EndCursor(statement);
        state.Release(statement);
        StatementWriter.WriteStatement(state.Scratch, ClientMessageKind.StmtReset, held.Id);
        _gateway.SendControl(ControlMessage.ResetStatement, state.Scratch.Written);
        state.Expected.Push(ResponseKind.Reset).Subject = statement;
        return true;
    }

    /// <summary>COM_STMT_CLOSE has no answer. The statement stays at the server for the next that prepares the same.</summary>
    public bool OnClose(in ClientCommand command)
    {
        var id = ComStatement.Read(command.Payload);
        if (state.Find(id) is not { } statement)
        {
            return true;
        }

        state.Statements.Remove(statement.Id);
        state.LastPrepared = ReferenceEquals(state.LastPrepared, statement) ? null : state.LastPrepared;
        EndCursor(statement);
        _preparation.GiveUp(statement);
        if (state.Backend is not null)
        {
            _preparation.CloseStale();
        }

        return true;
    }

    /// <summary>COM_STMT_FETCH: goes on under the verdict the cursor was opened under, if that still holds.</summary>
    public bool OnFetch(in ClientCommand command)
    {
        var fetch = ComStmtFetch.Read(command.Payload);
        if (state.Find(fetch.StatementId) is not { } statement)
        {
            return RefuseUnknown(fetch.StatementId, "mysqld_stmt_fetch", command.Sequence);
        }

        if (statement.Cursor is not { } cursor || statement.Held is not { } held)
        {
            return Refuse(
                SyntheticAnswers.Native("1421", string.Create(CultureInfo.InvariantCulture, $"The statement ({fetch.StatementId}) has no open cursor.")),
                command.Sequence);
        }

        if (!_verdict.TryRejudge(statement, statement.Types, command.Sequence, out var isDone))
        {
            return isDone;
        }

        if (statement.Judged.IsSecuredAs(cursor.Judged))
        {
            cursor.Judged = statement.Judged;
        }
        else if (!_gateway.MayFinish(cursor.Judged, cursor.OpenedAt))
        {
            return Refuse(
                new Denial(
                    DenialCase.Policy, "the masks and filters in force are not those that the cursor was opened under; execute the statement again"),
                command.Sequence);
        }

        if (!_gateway.EnsureLease())
        {
            return false;
        }

        state.Scratch.Clear();
        byte sequence = 0;
        var mark = FrameWriter.Begin(state.Scratch);
        new ComStmtFetch(held.Id, fetch.Rows).Write(state.Scratch);
        FrameWriter.End(state.Scratch, mark, ref sequence);
        _gateway.SendControl(ControlMessage.Fetch, state.Scratch.Written);
        ref var expected = ref state.Expected.Push(ResponseKind.Fetch);
        expected.Judged = cursor.Judged;
        expected.Subject = statement;
        expected.Server = held;
        expected.Sent = cursor.Sent;
        expected.IsReduced = cursor.Sent is not null;
        expected.IsLimited = _hold.IsLimited(cursor.Judged);

        // Whether the cursor goes on is known when its rows have come.
        state.HoldsFollowers = true;
        return true;
    }

    private void EndCursor(ClientStatement statement) =>
        AnswerRecord.CloseCursor(state, statement, RecordStatus.Ok, default, default);

    /// <summary>What cannot be prepared here, in the server's words for what it cannot prepare itself.</summary>
    private Denial? RefuseText(JudgedText judged) =>
        judged.StatementCount > 1 ? SyntheticAnswers.Native("1064", "You have an error in your SQL syntax: several statements in one that is prepared")
        : judged.Kill is not null || Forwarding.ReadsFile(judged)
            ? SyntheticAnswers.Native("1295", "This command is not supported in the prepared statement protocol yet")
        : state.Statements.Count >= state.Limits.PreparedStatements
            ? SyntheticAnswers.Native("1461", $"Can't create more than max_prepared_stmt_count statements (current value: {state.Limits.PreparedStatements})")
        : null;

    private bool RefuseUnknown(uint id, string command, byte sequence) => Refuse(StatementVerdict.Unknown(id, command), sequence);

    /// <summary>True: the command is done with.</summary>
    private bool Refuse(Denial denial, byte sequence)
    {
        _answers.Deny(denial, sequence);
        return true;
    }
}
