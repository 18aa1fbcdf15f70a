using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>A ReadyForQuery: what it ends, for the message it answers and for the transaction.</summary>
internal sealed class ReadyReader(SessionState state, FailureReader failures)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly Refusals _refusals = new(state);

    /// <summary>True: it is shown to the client.</summary>
    public bool OnReady(TransactionStatus status)
    {
        ref var head = ref state.Expected.Head;
        var kind = head.Kind;
        if (kind is not (ResponseKind.Sync or ResponseKind.OwnSync) && !ExpectedResponses.IsSimple(kind))
        {
            WireFault.Throw("the backend sent ReadyForQuery out of turn");
        }

        state.Transaction = status;
        if (kind is ResponseKind.Own or ResponseKind.OwnSync)
        {
            state.Expected.Pop();
            if (kind == ResponseKind.Own || failures.OwnError.Length > 0)
            {
                _gateway.OwnCompleted(failures.OwnError);
                failures.OwnError = [];
            }

            return false;
        }

        if (kind == ResponseKind.Simple)
        {
            failures.CloseSimple(ref head, RecordStatus.Skipped, default);
            if (head.Exceeded is { } denial && !head.Failed && _refusals.End(denial, head.Epoch, status))
            {
                return false;
            }
        }

        if (kind != ResponseKind.Sync)
        {
            state.ConfirmedUnnamed = null;
        }

        var epoch = head.Epoch;
        state.Expected.Pop();
        if (status == TransactionStatus.Idle)
        {
            state.ClosePortals(epoch);
            state.SecuredEpoch = state.SecuredEpoch <= epoch ? -1 : state.SecuredEpoch;
        }

        state.CloseLooseTickets(RecordStatus.Ok, epoch);
        _gateway.ServerReady(ToNumber(status));
        return true;
    }

    private static int ToNumber(TransactionStatus status) => status switch
    {
        TransactionStatus.Idle => 0,
        TransactionStatus.InTransaction => 1,
        _ => 2,
    };
}
