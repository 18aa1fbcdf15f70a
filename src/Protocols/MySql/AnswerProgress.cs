using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>Where the answer to the head of <see cref="ExpectedResponses"/> stands.</summary>
internal sealed class AnswerProgress
{
    private readonly ConversationState _state;
    private readonly ClientRelay _relay;
    private bool _isBegun;

    public AnswerProgress(ConversationState state, ClientRelay relay)
    {
        (_state, _relay) = (state, relay);
        Record = new AnswerRecord(state);
        Secured = new SecuredResults(state);
    }

    public AnswerRecord Record { get; }

    public SecuredResults Secured { get; }

    public ServerPhase Phase { get; set; }

    /// <summary>Definitions that are still to come before rows, or before the next definitions.</summary>
    public int Definitions { get; set; }

    public int ColumnCount { get; set; }

    /// <summary>Sequence id of the server's next packet.</summary>
    public byte Next { get; set; }

    /// <summary>The client is owed an end of file behind the definitions.</summary>
    public bool OwesEnd { get; set; }

    /// <summary>The answer has told warnings of a secured statement, which the server still has.</summary>
    public bool HasTold { get; set; }

    /// <summary>Whether the leased backend leaves out an end of file behind definitions.</summary>
    public bool DeprecatesEof => (_state.BackendCapabilities & Capabilities.DeprecateEof) != 0;

    /// <summary>Sequence id of the next packet to the client.</summary>
    public byte NextToClient => _isBegun ? _relay.Next : _state.Expected.Head.Sequence;

    /// <summary>A packet follows, of the answer at the head.</summary>
    public void Begin()
    {
        if (_isBegun || _state.Expected.IsEmpty)
        {
            Phase = _state.Expected.IsEmpty ? ServerPhase.Response : Phase;
            return;
        }

        _isBegun = true;
        ref var head = ref _state.Expected.Head;
        Phase = head.Kind switch
        {
            ResponseKind.Prepare or ResponseKind.HiddenPrepare => ServerPhase.PrepareResponse,
            ResponseKind.Fetch or ResponseKind.FieldList => ServerPhase.Rows,
            _ => ServerPhase.Response,
        };
        (Next, _relay.Next) = (head.Sequence, head.Sequence);
        (Definitions, ColumnCount, OwesEnd, HasTold) = (0, 0, false, false);
    }

    /// <summary>Another result of the same answer follows.</summary>
    public void NextResult()
    {
        Phase = ServerPhase.Response;
        (Definitions, ColumnCount, OwesEnd) = (0, 0, false);
    }

    /// <summary>The answer has ended.</summary>
    public void End() => _isBegun = false;

    public void Reset()
    {
        _isBegun = false;
        Record.Reset();
        Secured.Reset();
    }

    /// <summary>
    /// Takes the number of a packet. Inside of compressed packets it tells nothing: whenever a server has flushed what it has (several
    /// results), it goes on with the number of the next compressed packet (net_flush).
    /// </summary>
    public void Count(byte sequence)
    {
        if (sequence != Next && (_state.BackendCapabilities & Capabilities.Compress) == 0)
        {
            WireFault.Throw("packets of the backend out of order");
        }

        Next++;
    }

    /// <summary>Whether the client sees what comes for the head.</summary>
    public static bool IsShown(ref Expected head) => !ExpectedResponses.IsHidden(head.Kind) && head.Exceeded is null;

    /// <summary>Gives the client the end of file it is owed.</summary>
    public void PayEnd(ReadOnlySpan<byte> bytes, ClientRelay relay)
    {
        if (OwesEnd)
        {
            OwesEnd = false;
            relay.WriteEnd(bytes, new OkPacket { Status = _state.Session.Status });
        }
    }
}
