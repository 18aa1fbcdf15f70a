using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Matches what the backend sends with the head of <see cref="ExpectedResponses"/>, token by token, and passes it on. Rows are walked over, not
/// kept, unless masks are put on them. Behind the answer that an Attention has cut short comes its acknowledgement, a message of its
/// own.
/// </summary>
internal sealed class ResultReader
{
    private readonly ConversationState _state;
    private readonly IGatewaySession _gateway;
    private readonly TokenReader _tokens;
    private readonly AnswerProgress _progress = new();
    private readonly AnswerRecord _record;
    private readonly ClientRelay _relay;
    private readonly RowRelay _rows;
    private readonly CompletionReader _completions;
    private readonly FailureReader _failures;
    private readonly EnvironmentReader _environment;
    private readonly ReturnValueReader _values;
    private readonly SyntheticAnswers _answers;
    private bool _isInMessage;

    public ResultReader(ConversationState state)
    {
        (_state, _gateway) = (state, state.Gateway);
        _tokens = new TokenReader(state.Session.Version, state.Limits);
        _answers = new SyntheticAnswers(state);
        _relay = new ClientRelay(state);
        _record = new AnswerRecord(state);
        _rows = new RowRelay(state, _tokens, _progress, _record, _relay);
        _completions = new CompletionReader(state, _progress, _record, _relay);
        _failures = new FailureReader(state, _progress, _relay);
        _environment = new EnvironmentReader(state, _relay);
        _values = new ReturnValueReader(state, _progress, _relay);
    }

    public int Read(ReadOnlySpan<byte> bytes)
    {
        var position = 0;
        while (FrameReader.TryReadPacket(bytes[position..], PacketHeader.LargestPacketSize, out var header, out var payload))
        {
            if (header.Kind != MessageKind.TabularResult)
            {
                WireFault.Throw("the backend sent a packet of a kind that servers do not send");
            }

            ReadPacket(bytes.Slice(position, header.Length), header, payload);
            position += header.Length;
        }

        _record.ReportProgress();
        return position;
    }

    /// <summary>The lease has ended: nothing of an answer counts any more.</summary>
    public void OnLeaseEnded(RecordStatus status)
    {
        while (!_state.Expected.IsEmpty)
        {
            _completions.DropHead(status);
        }

        _isInMessage = false;
        _relay.Begin(isShown: false);
        _record.Reset();
        _rows.Reset();
    }

    /// <summary>What the server sends now answers nothing but an Attention.</summary>
    private bool IsAcknowledgement => _state.Expected.IsEmpty && _state.Attention != AttentionOf.Nobody;

    private void ReadPacket(ReadOnlySpan<byte> packet, in PacketHeader header, ReadOnlySpan<byte> payload)
    {
        if (!_isInMessage)
        {
            BeginMessage();
        }

        _relay.Open(packet, header, _tokens.Position);
        while (true)
        {
            var step = _tokens.Read(payload, out var token, out var consumed);
            _rows.Step(step, payload[..consumed]);
            payload = payload[consumed..];
            if (step == TokenStep.NeedMore)
            {
                break;
            }

            if (step == TokenStep.Token)
            {
                OnToken(token, _tokens.Start);
            }
        }

        if (header.IsLast)
        {
            _tokens.ExpectEndOfMessage();
            EndMessage();
        }
        else
        {
            _relay.Close(isDecided: !_tokens.IsMidToken || _rows.IsInRow);
        }
    }

    private void BeginMessage()
    {
        _isInMessage = true;
        _tokens.Reset();
        _tokens.Version = _state.Session.Version;
        _progress.Begin();
        _record.Reset();
        _rows.Reset();
        var isShown = IsAcknowledgement
            ? _state.Attention == AttentionOf.Client
            : !_state.Expected.IsEmpty && !_state.Expected.Head.IsHidden;
        _relay.Begin(isShown);
        if (!_state.Expected.IsEmpty)
        {
            _tokens.WholeRows = RowRelay.KeepsRows(_state.Expected.Head);
        }
    }

    private void EndMessage()
    {
        _isInMessage = false;
        if (_state.Expected.IsEmpty)
        {
            _relay.End();
            EndAttention();
            return;
        }

        _completions.EndMessage(_state.Expected.Head, _tokens.Position);
        if (_progress.IsAcknowledged)
        {
            EndAttention();
        }
    }

    /// <summary>The server has acknowledged it; a client that has sent several waits for as many.</summary>
    private void EndAttention()
    {
        _state.Attention = AttentionOf.Nobody;
        for (; _state.RepeatedAttentions > 0; _state.RepeatedAttentions--)
        {
            _answers.Acknowledge();
        }

        _completions.AfterAttention();
    }

    private void OnToken(ReadOnlySpan<byte> token, long start)
    {
        if (_state.Expected.IsEmpty)
        {
            OnUnasked(token);
            return;
        }

        var head = _state.Expected.Head;
        if (head.OwesReset && _tokens.Kind != TokenKind.EnvChange)
        {
            PutReset(head, start);
        }

        switch (_tokens.Kind)
        {
            case TokenKind.Done or TokenKind.DoneProc or TokenKind.DoneInProc:
                _completions.OnDone(head, token, start);
                break;
            case TokenKind.ColMetadata or TokenKind.Row or TokenKind.NbcRow or TokenKind.AltRow or TokenKind.AltMetadata:
                _rows.OnToken(head, token, start);
                break;
            case TokenKind.Error:
                _failures.OnError(head, token, start);
                break;
            case TokenKind.Info:
                _failures.OnInfo(head, token, start);
                break;
            case TokenKind.EnvChange:
                _environment.OnChange(head, token, start);
                break;
            case TokenKind.ReturnValue:
                _values.OnValue(head, token, start);
                break;
            case TokenKind.SessionState:
                OnSessionState(token, start);
                break;
            case TokenKind.ColInfo:
                _rows.OnColumnInformation(token);
                PassUnlessExceeded(head, token, start);
                break;
            case TokenKind.ReturnStatus or TokenKind.TabName or TokenKind.Order or TokenKind.Offset:
                PassUnlessExceeded(head, token, start);
                break;
            default:
                WireFault.Throw("the backend sent a token of a login within a session");
                break;
        }
    }

    /// <summary>The gateway has reset the session itself: the server has nothing to say of it.</summary>
    private void PutReset(ExpectedAnswer head, long start)
    {
        head.OwesReset = false;
        if (_state.Session.Version.IsAtLeast72())
        {
            _relay.Put(start, EnvironmentReader.ResetAcknowledgement);
        }
    }

    /// <summary>What the session holds and cannot be recovered keeps its backend; the token itself is between gateway and server.</summary>
    private void OnSessionState(ReadOnlySpan<byte> token, long start)
    {
        if (!SessionStateToken.Read(token).IsRecoverable)
        {
            _gateway.StateReported();
        }

        _relay.Leave(start);
    }

    private void PassUnlessExceeded(ExpectedAnswer head, ReadOnlySpan<byte> token, long start)
    {
        if (head.Exceeded is null)
        {
            _relay.Pass(token);
        }
        else
        {
            _relay.Leave(start);
        }
    }

    private void OnUnasked(ReadOnlySpan<byte> token)
    {
        switch (_tokens.Kind)
        {
            case TokenKind.Error:
                _failures.OnUnasked(token);
                break;
            case TokenKind.Done when IsAcknowledgement:
                _relay.Pass(token);
                break;
            case TokenKind.Done or TokenKind.Info:
                break;
            default:
                WireFault.Throw("the backend sent an answer to nothing");
                break;
        }
    }
}
