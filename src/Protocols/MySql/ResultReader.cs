using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// Matches what the backend sends with the head of <see cref="ExpectedResponses"/> and passes it on, by header; a row body is not looked
/// at. What a packet is follows from its place in the answer alone: a packet that continues a long one has no kind.
/// </summary>
internal sealed class ResultReader(ConversationState state, AnswerProgress progress, ClientRelay relay)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly AnswerRecord _record = progress.Record;
    private readonly SecuredResults _secured = progress.Secured;
    private readonly CompletionReader _completions = new(state, progress, relay);
    private readonly FailureReader _failures = new(state, progress, relay);
    private readonly PreparationReader _preparations = new(state, progress, relay);
    private readonly LocalFileRequest _files = new(state, progress, relay);
    private readonly WireBuffer _assembly = new();
    private readonly WireBuffer _definition = new();

    /// <summary>Bytes of a relayed packet that are still to come, and whether the packet goes on in another.</summary>
    private int _rest;
    private bool _isSplit;
    private bool _isRestShown;

    public int Read(ReadOnlySpan<byte> bytes)
    {
        var position = 0;
        while (position < bytes.Length)
        {
            var isRead = _rest > 0 || _isSplit ? ContinuePacket(bytes, ref position) : ReadPacket(bytes, ref position);
            if (!isRead)
            {
                break;
            }
        }

        relay.Flush(bytes);
        _record.ReportProgress();
        return position;
    }

    /// <summary>The lease has ended: nothing of an answer counts any more.</summary>
    public void OnLeaseEnded(RecordStatus status)
    {
        while (!state.Expected.IsEmpty)
        {
            _failures.DropHead(status);
        }

        (_rest, _isSplit) = (0, false);
        relay.Reset();
        progress.Reset();
    }

    /// <summary>False: it is not there as far as it is needed.</summary>
    private bool ReadPacket(ReadOnlySpan<byte> bytes, ref int position)
    {
        progress.Begin();
        if (state.File.TryTakeEnd(out var client, out var server))
        {
            (relay.Next, progress.Next) = (client, server);
        }

        if (!ServerMessageReader.TryReadHeader(
            bytes[position..], progress.Phase, progress.DeprecatesEof, state.Limits, out var kind, out var length, out var sequence))
        {
            return false;
        }

        var packet = new ServerPacket(bytes, position, length, sequence);
        if (kind == ServerMessageKind.Row)
        {
            return OnRow(packet, ref position);
        }

        if (packet.Available < length)
        {
            return false;
        }

        position += FrameReader.HeaderLength + length;
        if (kind == ServerMessageKind.Error)
        {
            _failures.OnError(packet);
        }
        else
        {
            progress.Count(sequence);
            OnPacket(kind, packet);
        }

        return true;
    }

    private void OnPacket(ServerMessageKind kind, in ServerPacket packet)
    {
        if (state.Expected.IsEmpty)
        {
            WireFault.Throw("the backend sent an answer to nothing");
        }

        switch (kind)
        {
            case ServerMessageKind.Ok:
                _completions.OnOk(packet);
                break;
            case ServerMessageKind.EndOfFile when progress.Phase == ServerPhase.Rows:
                _completions.OnEnd(packet);
                break;
            case ServerMessageKind.EndOfFile when progress.Phase == ServerPhase.Definitions && progress.Definitions == 0:
                EndDefinitions(packet, hasEnd: true);
                break;
            case ServerMessageKind.ColumnCount:
                OnColumnCount(packet);
                break;
            case ServerMessageKind.Definition when progress.Definitions > 0:
                OnDefinition(packet);
                break;
            case ServerMessageKind.PrepareOk:
                _preparations.OnPrepared(packet);
                break;
            case ServerMessageKind.LocalInfile:
                _files.OnRequest(packet);
                break;
            default:
                WireFault.Throw($"the backend sent {kind} out of turn");
                break;
        }
    }

    private void OnColumnCount(in ServerPacket packet)
    {
        ref var head = ref state.Expected.Head;
        var count = new PacketReader(packet.Payload).ReadCount(state.Limits.Parameters, "columns");
        if (count == 0 || head.Kind is not (ResponseKind.Query or ResponseKind.Execute or ResponseKind.Own))
        {
            WireFault.Throw("the backend sent rows that nobody asked for");
        }

        if (head.Judged is { } judged && head.Index >= judged.StatementCount)
        {
            // The server reads more statements in the text than were decided.
            WireFault.Throw("the backend answered a statement that was not judged");
        }

        (progress.Phase, progress.Definitions) = (ServerPhase.Definitions, count);
        progress.ColumnCount = count;
        if (_secured.Begin(ref head, packet.Payload))
        {
            return;
        }

        if (AnswerProgress.IsShown(ref head))
        {
            relay.Pass(packet);
        }
    }

    private void OnDefinition(in ServerPacket packet)
    {
        ref var head = ref state.Expected.Head;
        progress.Definitions--;
        var isOfClientsForm = TryKeepForm(packet.Payload);
        var payload = isOfClientsForm ? packet.Payload : _definition.Written;
        if (!_secured.Keep(ref head, payload) && AnswerProgress.IsShown(ref head))
        {
            if (isOfClientsForm)
            {
                relay.Pass(packet);
            }
            else
            {
                relay.PassKept(packet.Bytes, payload);
            }
        }

        if (progress.Definitions == 0 && progress.DeprecatesEof)
        {
            EndDefinitions(packet, hasEnd: false);
        }
    }

    /// <summary>False: the client has agreed on extended metadata with the gateway, and this server has none; written anew.</summary>
    private bool TryKeepForm(ReadOnlySpan<byte> definition)
    {
        if (!state.Session.Has(Capabilities.MariaDbExtendedMetadata) || (state.BackendCapabilities & Capabilities.MariaDbExtendedMetadata) != 0)
        {
            return true;
        }

        _definition.Clear();
        ColumnDefinition41.Read(definition).WithoutExtended(hasExtended: true).Write(_definition);
        return false;
    }

    /// <summary>The definitions have ended, with an end of file of their own or without.</summary>
    private void EndDefinitions(in ServerPacket packet, bool hasEnd)
    {
        ref var head = ref state.Expected.Head;
        if (head.Kind is ResponseKind.Prepare or ResponseKind.HiddenPrepare)
        {
            _preparations.OnDefinitionsEnd(packet, hasEnd);
            return;
        }

        _secured.Show(ref head, packet, relay);
        progress.Phase = ServerPhase.Rows;
        if (hasEnd && (EofPacket.Read(packet.Payload).Status & ServerStatus.CursorExists) != 0)
        {
            // The end of the definitions is that of the answer.
            _completions.OnEnd(packet);
            return;
        }

        if (!AnswerProgress.IsShown(ref head) || state.Session.DeprecatesEof)
        {
            return;
        }

        if (hasEnd)
        {
            relay.Pass(packet);
        }
        else
        {
            // Whether rows follow is not known yet: a cursor's answer has one end of file only.
            progress.OwesEnd = true;
        }
    }

    private bool OnRow(in ServerPacket packet, ref int position)
    {
        if (state.Expected.IsEmpty)
        {
            WireFault.Throw("the backend sent a row that answers nothing");
        }

        ref var head = ref state.Expected.Head;
        var isMasked = SecuredResults.Masks(ref head);
        if (head.Kind == ResponseKind.Own || isMasked)
        {
            return OnWholeRow(ref head, packet, ref position);
        }

        if (!ExpectedResponses.Runs(head.Kind))
        {
            WireFault.Throw("the backend sent a row out of turn");
        }

        progress.Count(packet.Sequence);
        var isShown = _record.Limit.Takes(ref head, _record.Rows);
        if (isShown)
        {
            progress.PayEnd(packet.Bytes, relay);
            relay.Pass(packet);
            _record.Rows++;
            _record.Bytes += FrameReader.HeaderLength + packet.Length;
        }

        (_rest, _isSplit, _isRestShown) = (packet.Length - packet.Available, packet.Length == FrameReader.LongestPacket, isShown);
        position += FrameReader.HeaderLength + packet.Available;
        return true;
    }

    /// <summary>A row whose values are looked at: it has to be there whole.</summary>
    private bool OnWholeRow(ref Expected head, in ServerPacket packet, ref int position)
    {
        var rest = packet.Bytes[packet.Position..];
        if (!FrameReader.TryReadMessage(rest, state.Limits.RewrittenRowLength, _assembly, out var row, out var consumed, out var last))
        {
            return false;
        }

        progress.Count(packet.Sequence);
        progress.Next = (byte)(last + 1);
        position += consumed;
        if (head.Kind == ResponseKind.Own)
        {
            _gateway.OwnRow(row);
        }
        else if (_record.Limit.Takes(ref head, _record.Rows))
        {
            progress.PayEnd(packet.Bytes, relay);
            _secured.ShowMasked(ref head, row, packet.Bytes, relay, isFirst: _record.Rows == 0);
            _record.Rows++;
            _record.Bytes += consumed;
        }

        return true;
    }

    /// <summary>More of a row that was begun; false: not even a header is there.</summary>
    private bool ContinuePacket(ReadOnlySpan<byte> bytes, ref int position)
    {
        if (_rest > 0)
        {
            var count = Math.Min(_rest, bytes.Length - position);
            if (_isRestShown)
            {
                relay.PassRest(bytes, position, count);
            }

            _rest -= count;
            position += count;
            return true;
        }

        if (!FrameReader.TryReadHeader(bytes[position..], out var length, out var sequence))
        {
            return false;
        }

        progress.Count(sequence);
        if (_isRestShown)
        {
            relay.PassContinuation(bytes, position, length, sequence);
            _record.Bytes += FrameReader.HeaderLength + length;
        }

        (_rest, _isSplit) = (length, length == FrameReader.LongestPacket);
        position += FrameReader.HeaderLength;
        return true;
    }
}
