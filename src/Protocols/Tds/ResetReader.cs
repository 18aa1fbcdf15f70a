using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// RESETCONNECTION and RESETCONNECTIONSKIPTRAN of a request's first packet: the session is as after its login before the request is
/// done, and its answer says so (ENVCHANGE 18).
/// </summary>
internal sealed class ResetReader(ConversationState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private bool _isDone;

    /// <summary>The request at hand has asked for a reset, which the gateway has done or passes on.</summary>
    public bool IsDone => _isDone;

    /// <summary>What is passed on of it: within a transaction that is to stay, only the server can reset its session.</summary>
    public PacketStatus Passed { get; private set; }

    /// <summary>False: something is under way and the request will be shown again.</summary>
    public bool TryReset(PacketStatus status)
    {
        if ((status & PacketStatus.Reset) == PacketStatus.Reset)
        {
            WireFault.Throw("a request that asks for a reset with its transaction and without");
        }

        if (state.OwesSessionReset && !state.InTransaction)
        {
            if (!_gateway.ResetSession())
            {
                return false;
            }

            state.OwesSessionReset = false;
        }

        if ((status & PacketStatus.Reset) == 0 || _isDone)
        {
            return true;
        }

        if ((status & PacketStatus.ResetConnectionSkipTransaction) != 0 && state.InTransaction && state.Backend is { } backend)
        {
            backend.Forget();
            (Passed, state.OwesSessionReset) = (PacketStatus.ResetConnectionSkipTransaction, true);
        }
        else if (_gateway.ResetSession())
        {
            (state.InTransaction, state.MayBeginImplicitly) = (false, false);
            state.Database = state.Session.Database;
            EndBulkLoad();
        }
        else
        {
            return false;
        }

        AnswerRecord.CloseCursors(state, RecordStatus.Ok);
        state.ForgetHandles();
        _isDone = true;
        return true;
    }

    /// <summary>The request is done with: whether it had asked for a reset.</summary>
    public bool TakeDone()
    {
        var isDone = _isDone;
        (_isDone, Passed) = (false, PacketStatus.None);
        return isDone;
    }

    private void EndBulkLoad()
    {
        if (state.BulkLoad is { } load)
        {
            _gateway.CloseRecord(load.Ticket, RecordStatus.Ok, default, default);
            state.BulkLoad = null;
        }
    }
}
