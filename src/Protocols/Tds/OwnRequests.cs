using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>Requests that the gateway makes for itself between those of the client. A server answers each before it reads the next.</summary>
internal sealed class OwnRequests(ConversationState state)
{
    /// <summary>Handles that nobody uses are given up so many at a time.</summary>
    private const int StaleAtOnce = 16;

    private const byte BatchFlag = 0xff;
    private const byte OldBatchFlag = 0x80;

    private readonly IGatewaySession _gateway = state.Gateway;

    /// <summary>Up to 7.1: asks whether a transaction is open when that is not known. True: the answer comes.</summary>
    public bool AskTransaction()
    {
        if (!state.IsTransactionUnknown || state.Backend is not { } backend)
        {
            return false;
        }

        state.Payload.Clear();
        StatementWriter.WriteBatch(state.Payload, backend, "SELECT @@TRANCOUNT");
        _gateway.SendOwn(OwnMessage.Ping, state.Payload.WrittenMemory);
        state.ExpectOwn(AnswerKind.Hidden);
        return true;
    }

    /// <summary>The answer to a request of which nobody is told.</summary>
    /// <param name="number">The first number of its rows.</param>
    public void TakeAnswer(long number)
    {
        if (!state.IsTransactionUnknown)
        {
            return;
        }

        state.IsTransactionUnknown = false;
        state.InTransaction = number > 0;
        _gateway.ServerReady(state.InTransaction ? 1 : 0);
    }

    /// <summary>Gives up handles that nobody uses any more, when there are many.</summary>
    public void CloseStale()
    {
        if (state.Backend is not { } backend || backend.Statements.StaleCount < StaleAtOnce || state.IsHolding)
        {
            return;
        }

        var mark = StatementWriter.Begin(state);
        for (var i = 0; backend.Statements.TryTakeStale(out var handle); i++)
        {
            if (i > 0)
            {
                state.Payload.WriteByte(state.Session.Version.IsAtLeast72() ? BatchFlag : OldBatchFlag);
            }

            state.Payload.WriteUInt16(ushort.MaxValue);
            state.Payload.WriteUInt16((ushort)SystemProcedure.Unprepare);
            state.Payload.WriteUInt16(0);
            StatementWriter.WriteParameterHead(state.Payload);
            StatementWriter.WriteInteger(state.Payload, handle);
        }

        FrameWriter.End(state.Payload, mark, MessageKind.Rpc, backend.Session.PacketSize);
        _gateway.SendOwn(OwnMessage.CloseStatement, state.Payload.WrittenMemory);
        state.ExpectOwn(AnswerKind.Hidden);
    }
}
