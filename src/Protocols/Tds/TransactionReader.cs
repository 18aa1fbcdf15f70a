using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds.Messages;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// TRANSACTION_MANAGER_REQUEST: decided as the statement it stands for, sent as it is. Distributed transactions are refused: another
/// server would hold a part of them.
/// </summary>
internal sealed class TransactionReader(ConversationState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly SyntheticAnswers _answers = new(state);
    private readonly Forwarding _forwarding = new(state);

    public bool OnRequest(in ClientRequest request, ResetReader resets)
    {
        var transaction = TransactionRequest.Read(request.Body);
        if (transaction.Kind is TransactionRequestKind.GetDtcAddress or TransactionRequestKind.Propagate or TransactionRequestKind.Promote)
        {
            return Deny(
                new Denial(DenialCase.FeatureNotSupported, "distributed transactions are not supported by the gateway; use a local transaction"), resets);
        }

        if (!TryWriteText(transaction))
        {
            return Deny(new Denial(DenialCase.ProtocolViolation, "a transaction with an isolation level or a name that there is not"), resets);
        }

        switch (_gateway.Judge(StatementUse.Simple, state.Texts.Written, default, out var judged, out var denial))
        {
            case JudgeOutcome.Denied:
                return Deny(denial!, resets);
            case not JudgeOutcome.Allowed:
                return false;
        }

        if (!_gateway.EnsureLease())
        {
            return false;
        }

        if (!_gateway.TryOpenRecord(judged!, 0, state.Texts.Written, out var ticket, out denial))
        {
            return Deny(denial!, resets);
        }

        _forwarding.Begin(AnswerKind.Transaction);
        var part = state.Plan.Add();
        (part.Judged, part.Ticket, part.Text) = (judged, ticket, ..state.Texts.Length);
        var mark = StatementWriter.Begin(state);
        state.Payload.WriteBytes(request.Body);
        _forwarding.Send(mark, MessageKind.TransactionManager, resets);
        return true;
    }

    /// <summary>The statement that the request stands for. False: there is none.</summary>
    private bool TryWriteText(in TransactionRequest request)
    {
        var text = state.Texts;
        var isRead = true;
        switch (request.Kind)
        {
            case TransactionRequestKind.Begin:
                return TryWriteBegin(request.Isolation);
            case TransactionRequestKind.Save:
                text.WriteBytes("SAVE TRANSACTION "u8);
                return !request.Name.IsEmpty && TryWriteName(request.Name);
            case TransactionRequestKind.Rollback:
                text.WriteBytes("ROLLBACK TRANSACTION "u8);
                isRead = request.Name.IsEmpty || TryWriteName(request.Name);
                break;
            default:
                text.WriteBytes("COMMIT TRANSACTION"u8);
                break;
        }

        if (request.BeginsAnother)
        {
            text.WriteBytes("; "u8);
            isRead &= TryWriteBegin(request.Isolation);
        }

        return isRead;
    }

    /// <summary>The isolation level outlives the transaction.</summary>
    private bool TryWriteBegin(byte isolation)
    {
        ReadOnlySpan<byte> level = isolation switch
        {
            1 => "READ UNCOMMITTED"u8,
            2 => "READ COMMITTED"u8,
            3 => "REPEATABLE READ"u8,
            4 => "SERIALIZABLE"u8,
            5 => "SNAPSHOT"u8,
            _ => default,
        };
        if (!level.IsEmpty)
        {
            state.Texts.WriteBytes("SET TRANSACTION ISOLATION LEVEL "u8);
            state.Texts.WriteBytes(level);
            state.Texts.WriteBytes("; "u8);
        }

        state.Texts.WriteBytes("BEGIN TRANSACTION"u8);
        return isolation <= 5;
    }

    private bool TryWriteName(ReadOnlySpan<byte> name)
    {
        var text = state.Texts;
        var start = text.Length;
        if (!UnicodeText.TryToUtf8(name, text) || text.Written[start..].IndexOfAny((byte)']', (byte)0) >= 0)
        {
            return false;
        }

        var length = text.Length - start;
        text.WriteBytes("[]"u8);
        var quoted = text.WrittenSpan[start..];
        quoted[..length].CopyTo(quoted[1..]);
        (quoted[0], quoted[^1]) = ((byte)'[', (byte)']');
        return true;
    }

    /// <summary>True: the request is done with.</summary>
    private bool Deny(Denial denial, ResetReader resets)
    {
        _answers.Deny(denial, TokenKind.Done, resets.IsDone);
        return true;
    }
}
