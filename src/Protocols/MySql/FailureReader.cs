using System.Globalization;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>An ERR packet ends the answer of its command and nothing else: what was sent behind it is answered as ever.</summary>
internal sealed class FailureReader(ConversationState state, AnswerProgress progress, ClientRelay relay)
{
    /// <summary>MariaDB: not an error, the progress of a long statement.</summary>
    private const int ProgressReport = 0xffff;

    private const int Interrupted = 1317;

    /// <summary>Digits of a code.</summary>
    private const int CodeLength = 5;

    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly AnswerRecord _record = progress.Record;
    private readonly AnswerEnd _end = new(state, progress, relay);

    public void OnError(in ServerPacket packet)
    {
        var error = ErrPacket.Read(packet.Payload);
        if (error.Code == ProgressReport)
        {
            progress.Count(packet.Sequence);
            return;
        }

        Span<byte> digits = stackalloc byte[CodeLength];
        error.Code.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        var code = (ReadOnlySpan<byte>)digits[..length];
        _gateway.ServerError(code, EndsConnection(error.Code) && !state.Expected.IsEmpty && !state.IsHidden);
        if (state.Expected.IsEmpty)
        {
            // The server ends the connection; the host notices and tells the client in its own words.
            return;
        }

        ref var head = ref state.Expected.Head;
        if (head.Kind is ResponseKind.Own)
        {
            _end.Finish(packet.Bytes);
            _gateway.OwnCompleted(code);
            return;
        }

        if (head.Kind == ResponseKind.Hidden)
        {
            WireFault.Throw("the backend fails what cannot fail");
        }

        if (error.Code == Interrupted && _gateway.IsTimedOut)
        {
            head.Exceeded ??= SyntheticAnswers.Native("3024", "Query execution was interrupted, maximum statement execution time exceeded");
        }

        Fail(ref head, error, code, packet.Payload);
        Show(ref head, packet);
        _end.Finish(packet.Bytes);
    }

    /// <summary>Takes back what the head promised, because the server will not answer it.</summary>
    public void DropHead(RecordStatus status)
    {
        ref var head = ref state.Expected.Head;
        switch (head.Kind)
        {
            case ResponseKind.Query or ResponseKind.Execute or ResponseKind.FieldList:
                CloseText(ref head, status, default, isFailed: false);
                break;
            case ResponseKind.Prepare:
                ForgetPrepared(ref head);
                break;
        }

        state.Expected.Pop();
    }

    private void Fail(ref Expected head, in ErrPacket error, ReadOnlySpan<byte> code, ReadOnlySpan<byte> payload)
    {
        var status = error.Code == Interrupted ? RecordStatus.Cancelled : RecordStatus.Error;
        progress.HasTold = true;
        switch (head.Kind)
        {
            case ResponseKind.HiddenPrepare:
                head.Server!.Failure = Words(ref head, payload);
                state.Backend?.Statements.Remove(head.Server!);
                return;
            case ResponseKind.Prepare:
                ForgetPrepared(ref head);
                return;
            case ResponseKind.Reset:
                return;
            case ResponseKind.Fetch:
                _record.Close(ref head, status, code, 0);
                state.Release((ClientStatement)head.Subject!);
                break;
            default:
                CloseText(ref head, status, code, isFailed: true);
                break;
        }

        if (head.Server is { } server)
        {
            // Whether it took the types is not known; nor, with some errors, whether it can be used again.
            server.Types = null;
            if (error.Code is 1243 or 1615)
            {
                state.Backend?.Statements.Discard(server);
            }
        }

        state.IsStatusUnknown = true;
        _gateway.ResultReported(head.Judged, new LastResult(0, -1, head.IsReduced ? 0 : 1));
    }

    /// <summary>Closes what is still open of a text: the statement that failed, and those behind it that did not run.</summary>
    private void CloseText(ref Expected head, RecordStatus status, ReadOnlySpan<byte> code, bool isFailed)
    {
        var judged = head.Judged!;
        if (head.Exceeded is { } denial)
        {
            status = RecordStatus.Error;
            code = SyntheticAnswers.CodeOf(denial);
        }

        if (judged.HasEffects && head.Index < judged.StatementCount)
        {
            _gateway.StatementDropped(judged, head.Index);
        }

        for (; head.Index < judged.StatementCount; head.Index++)
        {
            _record.Close(ref head, status, code, 0);
            if (isFailed)
            {
                status = RecordStatus.Skipped;
                code = default;
            }
        }

        if (head.Subject is ClientStatement { Cursor: null, LongData: null } statement)
        {
            state.Release(statement);
        }
    }

    private void ForgetPrepared(ref Expected head)
    {
        var statement = (ClientStatement)head.Subject!;
        state.Statements.Remove(statement.Id);
        state.LastPrepared = ReferenceEquals(state.LastPrepared, statement) ? null : state.LastPrepared;
        state.Backend?.Statements.Remove(head.Server!);
    }

    private void Show(ref Expected head, in ServerPacket packet)
    {
        if (ExpectedResponses.IsHidden(head.Kind))
        {
            return;
        }

        progress.PayEnd(packet.Bytes, relay);
        if (head.Exceeded is { } denial)
        {
            relay.WriteError(packet.Bytes, denial);
        }
        else if (head.IsReduced)
        {
            relay.PassKept(packet.Bytes, Words(ref head, packet.Payload));
        }
        else
        {
            relay.Pass(packet);
        }
    }

    /// <summary>The error as the client may see it.</summary>
    private static byte[] Words(ref Expected head, ReadOnlySpan<byte> payload) =>
        head.IsReduced || head.Sent is not null
            ? ReducedDiagnostics.Write(payload, head.Sent is { } sent ? sent.ClientText : default)
            : payload.ToArray();

    /// <summary>ER_SERVER_SHUTDOWN, ER_CONNECTION_KILLED, ER_SESSION_WAS_KILLED, ER_CLIENT_INTERACTION_TIMEOUT.</summary>
    private static bool EndsConnection(int code) => code is 1053 or 1927 or 3169 or 4031;
}
