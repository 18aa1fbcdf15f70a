using System.Globalization;
using System.Text;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// COM_STMT_EXECUTE and COM_STMT_SEND_LONG_DATA. Both may be long: what is there of the first packet is enough to begin with, unless
/// values have to be looked at. Their rest is passed on as it comes (<see cref="ClientStream"/>).
/// </summary>
internal sealed class ExecuteReader(ConversationState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly SyntheticAnswers _answers = new(state);
    private readonly Forwarding _forwarding = new(state);
    private readonly FollowerHold _hold = new(state);
    private readonly Preparation _preparation = new(state);
    private readonly StatementVerdict _verdict = new(state);
    private readonly ExecuteWriter _writer = new(state);

    /// <summary>Whether enough of an execution is there to begin with; false: more has to come.</summary>
    /// <param name="payload">What is there of its first packet.</param>
    public bool IsReadable(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < ComStmtExecute.HeadLength || state.Session.Has(Capabilities.QueryAttributes))
        {
            return false;
        }

        if (state.Find(ComStmtExecute.Read(payload).StatementId) is not { } statement)
        {
            return true;
        }

        var count = Math.Max(0, statement.ParameterCount);
        return statement.Judged.Sent is not { CheckedParameters.IsEmpty: false }
            && payload.Length >= ComStmtExecute.HeadLength + 1 + ((count + 7) / 8) + (2 * count);
    }

    /// <param name="payload">The command, or what is there of its first packet.</param>
    /// <param name="length">Length of the first packet, when not all of the command is there; 0: it is.</param>
    /// <param name="sequence">Of its last packet; not known yet when not all is there.</param>
    /// <param name="isSent">It went to the server: so does its rest.</param>
    public bool OnExecute(ReadOnlySpan<byte> payload, int length, byte sequence, out bool isSent)
    {
        isSent = false;
        var execute = ComStmtExecute.Read(payload);
        if (state.Find(execute.StatementId) is not { } statement)
        {
            return Refuse(StatementVerdict.Unknown(execute.StatementId, "mysqld_stmt_execute"), sequence);
        }

        if (statement.ParameterCount < 0)
        {
            // Its preparation is under way: what it can be executed with is not known yet.
            return _hold.HoldForAll();
        }

        if (statement.LongDataRefusal is { } refusal)
        {
            statement.LongDataRefusal = null;
            return Refuse(refusal, sequence);
        }

        var block = execute.ReadParameters(statement.ParameterCount, state.Session.Capabilities, state.Limits);
        var types = block.BindsTypes ? ExecuteWriter.TypesOf(block, statement) : statement.Types;
        if (types is null && statement.ParameterCount > 0)
        {
            return Refuse(SyntheticAnswers.Native("1210", "Incorrect arguments to mysqld_stmt_execute"), sequence);
        }

        if (!_verdict.TryRejudge(statement, types, sequence, out var isDone))
        {
            return isDone;
        }

        statement.Types = types;
        return _gateway.EnsureLease() && Execute(statement, execute, block, length, sequence, out isSent);
    }

    private bool Execute(
        ClientStatement statement, ComStmtExecute execute, ParameterBlock block, int length, byte sequence, out bool isSent)
    {
        isSent = false;
        var opensCursor = (execute.Flags & ComStmtExecute.CursorMask) != 0;
        if (opensCursor)
        {
            statement.MakePrivate();
        }

        if (!TryEnsure(statement, sequence, out var server, out var isDone))
        {
            return isDone;
        }

        var judged = statement.Judged;
        if (judged.Sent is { CheckedParameters.IsEmpty: false } && WriteCheckReader.Refuse(_gateway, block, statement) is { } checkRefusal)
        {
            return Refuse(checkRefusal, sequence);
        }

        if (!_gateway.TryOpenRecord(judged, 0, statement.Text, out var ticket, out var denial))
        {
            return Refuse(denial!, sequence);
        }

        if (!_writer.TryWrite(statement, server!, execute, block, length, ref sequence))
        {
            _gateway.CloseRecord(ticket, RecordStatus.Skipped, default, default);
            return Refuse(
                new Denial(DenialCase.FeatureNotSupported, "values of 16 MB and more need their types with them here; send the types again"), sequence);
        }

        // What an earlier execution left open ends with the next.
        AnswerRecord.CloseCursor(state, statement, RecordStatus.Ok, default, default);
        state.Release(statement);
        _forwarding.Send(judged);
        ref var expected = ref _forwarding.Executing(ResponseKind.Execute, sequence, judged, judged.Sent);
        expected.Ticket = ticket;
        expected.Subject = statement;
        expected.Server = server;
        if (opensCursor)
        {
            state.Hold(statement, server!);
            state.HoldsFollowers = true;
        }

        isSent = true;
        return true;
    }

    /// <summary>The statement at the server. False: the caller returns <paramref name="isDone"/>.</summary>
    private bool TryEnsure(ClientStatement statement, byte sequence, out ServerStatement? server, out bool isDone)
    {
        (server, isDone) = (null, false);
        if (state.Awaited is { Failure: { } failure } awaited && ReferenceEquals(awaited.For, statement))
        {
            state.Awaited = null;
            RecordFailure(statement, failure);
            _answers.Fail(failure, sequence);
            isDone = true;
            return false;
        }

        if (statement.LongData is not null && !ReferenceEquals(statement.Held?.Key.Text, statement.Sent))
        {
            // They lie with a text that masks or filters have made another.
            _preparation.GiveUp(statement);
            isDone = Refuse(SyntheticAnswers.Native("1615", "Prepared statement needs to be re-prepared: send its long data again"), sequence);
            return false;
        }

        server = _preparation.Ensure(statement);
        return server is not null || _hold.Hold();
    }

    /// <summary>The execution ended before it began.</summary>
    private void RecordFailure(ClientStatement statement, byte[] failure)
    {
        if (_gateway.TryOpenRecord(statement.Judged, 0, statement.Text, out var ticket, out _))
        {
            var code = ErrPacket.Read(failure).Code.ToString(CultureInfo.InvariantCulture);
            _gateway.CloseRecord(ticket, RecordStatus.Error, Encoding.ASCII.GetBytes(code), default);
        }
    }

    /// <summary>COM_STMT_SEND_LONG_DATA has no answer: what is wrong with it is told by the next execution.</summary>
    /// <param name="command">All of it, or what is there of its first packet.</param>
    /// <param name="isSent">It went to the server: so does its rest.</param>
    public bool OnLongData(in ClientCommand command, out bool isSent)
    {
        isSent = false;
        var message = ComStmtSendLongData.Read(command.Payload);
        if (state.Find(message.StatementId) is not { LongDataRefusal: null } statement)
        {
            return true;
        }

        if (statement.ParameterCount < 0)
        {
            return _hold.HoldForAll();
        }

        if (message.Parameter >= statement.ParameterCount)
        {
            statement.LongDataRefusal = SyntheticAnswers.Native("1210", "Incorrect arguments to mysqld_stmt_send_long_data");
            return true;
        }

        switch (_verdict.Rejudge(statement, statement.Types, out var denial))
        {
            case JudgeOutcome.Denied:
                statement.LongDataRefusal = denial;
                return true;
            case not JudgeOutcome.Allowed:
                return false;
        }

        if (!_gateway.EnsureLease())
        {
            return false;
        }

        statement.MakePrivate();
        if (TakeFailure(statement))
        {
            return true;
        }

        if (_preparation.Ensure(statement) is not { } server)
        {
            return _hold.Hold();
        }

        ExecuteWriter.WriteLongData(state.Scratch, server.Id, command.Raw);
        _gateway.SendControl(ControlMessage.LongData, state.Scratch.Written);
        state.Hold(statement, server);
        (statement.LongData ??= new bool[statement.ParameterCount])[message.Parameter] = true;
        isSent = true;
        return true;
    }

    /// <summary>It could not be prepared at this server: the next execution says so, since it would lack these data.</summary>
    private bool TakeFailure(ClientStatement statement)
    {
        if (state.Awaited is not { Failure: not null } awaited || !ReferenceEquals(awaited.For, statement))
        {
            return false;
        }

        state.Awaited = null;
        statement.LongDataRefusal = SyntheticAnswers.Native("1615", "Prepared statement needs to be re-prepared: its long data found no statement");
        return true;
    }

    private bool Refuse(Denial denial, byte sequence)
    {
        _answers.Deny(denial, sequence);
        return true;
    }
}
