using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Reads what a logged-in client sends and carries it through verdict and lease to the backend. A request is looked at when all of it is
/// there; bulk loads pass packet by packet. A handler returns false when its request has to wait; it is then shown again, and nothing
/// is remembered of it but that its reset was done.
/// </summary>
internal sealed class StatementReader(ConversationState state)
{
    private readonly FollowerHold _hold = new(state);
    private readonly BatchReader _batches = new(state);
    private readonly CallReader _calls = new(state);
    private readonly TransactionReader _transactions = new(state);
    private readonly BulkLoadReader _bulk = new(state);
    private readonly AttentionReader _attentions = new(state);
    private readonly ResetReader _resets = new(state);
    private readonly SyntheticAnswers _answers = new(state);
    private readonly WireBuffer _assembly = new();

    /// <summary>Part of a bulk load was forwarded, and its rest has not come.</summary>
    public bool IsMidMessage => _bulk.IsActive;

    public int Read(ReadOnlySpan<byte> bytes)
    {
        var consumed = 0;
        while (consumed < bytes.Length)
        {
            var taken = ReadNext(bytes[consumed..]);
            if (taken == 0)
            {
                break;
            }

            consumed += taken;
        }

        return consumed;
    }

    /// <summary>
    /// Answers the request that waits for a backend with a denial, as the server would with an error; one that the client has taken back
    /// itself only ends.
    /// </summary>
    public int RefuseWaiting(ReadOnlySpan<byte> bytes, Denial denial)
    {
        if (!TryReadRequest(bytes, out var header, out var request, out var consumed))
        {
            return 0;
        }

        var resets = _resets.TakeDone();
        if (denial.Case == DenialCase.Cancelled && SeesCancel(bytes))
        {
            _answers.Abandon(request.DoneKind);
        }
        else if (!header.IsIgnored)
        {
            _answers.Deny(denial, request.DoneKind, resets);
        }

        return consumed;
    }

    /// <summary>Whether an Attention stands behind the request that waits.</summary>
    public bool SeesCancel(ReadOnlySpan<byte> waiting) =>
        IsRequest(waiting) && TryReadRequest(waiting, out _, out _, out var consumed) && consumed < waiting.Length
        && (MessageKind)waiting[consumed] == MessageKind.Attention;

    public void OnLeaseEnded() => _bulk.Reset();

    private static bool IsRequest(ReadOnlySpan<byte> bytes) =>
        !bytes.IsEmpty && (MessageKind)bytes[0] is MessageKind.SqlBatch or MessageKind.Rpc or MessageKind.TransactionManager;

    /// <summary>Bytes taken; 0: nothing more can be read now.</summary>
    private int ReadNext(ReadOnlySpan<byte> bytes)
    {
        switch ((MessageKind)bytes[0])
        {
            case MessageKind.BulkLoad:
                return _bulk.Read(bytes);
            case MessageKind.Attention when !_bulk.IsActive:
                return _attentions.Read(bytes);
            case MessageKind.SqlBatch or MessageKind.Rpc or MessageKind.TransactionManager when !_bulk.IsActive:
                return ReadRequest(bytes);
            default:
                return WireFault.Throw<int>(RefusalOf(bytes[0], _bulk.IsActive));
        }
    }

    private int ReadRequest(ReadOnlySpan<byte> bytes)
    {
        if (!TryReadRequest(bytes, out var header, out var request, out var consumed))
        {
            return 0;
        }

        if (_hold.MustHold())
        {
            return 0;
        }

        if (header.IsIgnored)
        {
            _answers.Abandon(TokenKind.Done);
            return consumed;
        }

        if (request.HasNotification)
        {
            _answers.Deny(
                new Denial(DenialCase.FeatureNotSupported, "query notifications are not supported by the gateway"), request.DoneKind, resets: false);
            return consumed;
        }

        if (!_resets.TryReset(header.Status) || !Handle(request))
        {
            return 0;
        }

        _resets.TakeDone();
        return consumed;
    }

    private bool Handle(in ClientRequest request)
    {
        state.Texts.Clear();
        switch (request.Kind)
        {
            case MessageKind.SqlBatch:
                return _batches.OnBatch(request, _resets);
            case MessageKind.Rpc:
                return _calls.OnRequest(request, _resets);
            default:
                return _transactions.OnRequest(request, _resets);
        }
    }

    private bool TryReadRequest(ReadOnlySpan<byte> bytes, out PacketHeader header, out ClientRequest request, out int consumed)
    {
        request = default;
        var longest = ClientMessageReader.LongestOf((MessageKind)bytes[0], state.Limits);
        if (!FrameReader.TryReadMessage(
            bytes, state.Session.PacketSize, longest, _assembly, out header, out var payload, out consumed))
        {
            return false;
        }

        var headers = header.IsIgnored ? default : AllHeaders.Read(payload, state.Session.Version);
        request = new ClientRequest(header.Kind, header.Status, payload, headers.Length) { HasNotification = headers.HasNotification };
        return true;
    }

    private static string RefusalOf(byte kind, bool isMidMessage) => kind switch
    {
        _ when isMidMessage => "packets of another kind within a bulk load",
        (byte)MessageKind.SessionMultiplex => "several result sets at once (MARS) were not agreed on: connect without them",
        (byte)MessageKind.OldLogin or (byte)MessageKind.Login7 or (byte)MessageKind.PreLogin => "a login within a session",
        (byte)MessageKind.FedAuthToken or (byte)MessageKind.Sspi => "a proof of identity within a session",
        _ => "a packet of a kind that clients do not send",
    };
}
