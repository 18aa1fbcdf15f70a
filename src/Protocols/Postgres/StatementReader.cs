using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// Reads what a logged-in client sends and carries it through verdict and lease to the backend. Decisions run ahead of answers:
/// each forwarded message appends what will answer it to <see cref="ExpectedResponses"/>.
/// A handler returns false when its message has to wait; it is then shown again, so nothing is remembered of it.
/// </summary>
internal sealed class StatementReader(SessionState state, ResultReader results)
{
    /// <summary>Longer Bind and CopyData messages are passed on as they arrive.</summary>
    private const int StreamedFrom = 64 << 10;

    private readonly IGatewaySession _gateway = state.Gateway;

    public int Read(ReadOnlySpan<byte> bytes)
    {
        var consumed = ContinueStream(bytes);
        while (state.StreamedRest == 0
            && ClientMessageReader.TryReadHeader(bytes[consumed..], state.Limits, out var kind, out var totalLength))
        {
            var rest = bytes[consumed..];
            if (rest.Length < totalLength)
            {
                if (totalLength <= StreamedFrom || !TryStream(kind, rest, totalLength))
                {
                    break;
                }

                return bytes.Length;
            }

            var frame = new Frame((byte)kind, rest[..totalLength], FrameReader.HeaderLength);
            if (!Handle(kind, frame))
            {
                break;
            }

            consumed += totalLength;
        }

        return consumed;
    }

    /// <summary>Answers the message that waits for a backend with a denial, as the server would after an error.</summary>
    public int RefuseWaiting(ReadOnlySpan<byte> bytes, Denial denial)
    {
        if (!ClientMessageReader.TryReadHeader(bytes, state.Limits, out var kind, out var totalLength) || bytes.Length < totalLength)
        {
            return 0;
        }

        if (kind == ClientMessageKind.Query)
        {
            DenySimple(denial);
            return totalLength;
        }

        DenyExtended(denial);
        return kind == ClientMessageKind.Sync ? 0 : totalLength;
    }

    private bool Handle(ClientMessageKind kind, in Frame frame)
    {
        if ((state.Discarding || state.DiscardingAtServer) && kind is not (ClientMessageKind.Sync or ClientMessageKind.Terminate))
        {
            return true;
        }

        if (MustHold(kind))
        {
            return false;
        }

        return kind switch
        {
            ClientMessageKind.Query => OnQuery(frame),
            ClientMessageKind.Parse => OnParse(frame),
            ClientMessageKind.Bind => OnBind(frame.Raw, frame.Raw.Length),
            ClientMessageKind.Describe => OnDescribe(frame),
            ClientMessageKind.Execute => OnExecute(frame),
            ClientMessageKind.Close => OnClose(frame),
            ClientMessageKind.Sync => OnSync(frame),
            ClientMessageKind.Flush => OnFlush(frame),
            ClientMessageKind.CopyData or ClientMessageKind.CopyDone or ClientMessageKind.CopyFail => OnCopy(kind, frame),
            ClientMessageKind.Terminate => OnTerminate(),
            ClientMessageKind.FunctionCall => OnFunctionCall(),
            _ => WireFault.Throw<bool>("a message that has no place after the login"),
        };
    }

    private bool OnQuery(in Frame frame)
    {
        var text = QueryMessage.Read(frame.Payload).Text;
        switch (_gateway.Judge(StatementUse.Simple, text, default, out var judged, out var denial))
        {
            case JudgeOutcome.Denied:
                DenySimple(denial!);
                return true;
            case JudgeOutcome.Hold:
                FlushForHold();
                return false;
            case JudgeOutcome.Wait:
                return false;
        }

        if (!_gateway.EnsureLease())
        {
            return false;
        }

        var tickets = default(long[]);
        var ticket = 0L;
        if (!TryOpenRecords(judged!, text, ref ticket, ref tickets, out denial))
        {
            DenySimple(denial!);
            return true;
        }

        state.Unnamed = null;
        if (state.Server is { } server)
        {
            server.SendUnnamed(null, state.Epoch);
        }

        if (GivesUpParsed(judged!))
        {
            PrepareGone();
            state.Payload.Clear();
            QueryMessage.Write(state.Payload, StatementWriter.GiveUp);
            SendPermitted(judged!, state.Payload.WrittenMemory);
        }
        else
        {
            SendPermitted(judged!, frame.Raw);
        }

        ref var expected = ref state.Expected.Push(ResponseKind.Simple);
        expected.Judged = judged;
        expected.Ticket = ticket;
        expected.Tickets = tickets;
        expected.Epoch = state.Epoch++;
        expected.IsLimited = IsLimited(judged!, isPart: false);

        // A Query ends the implicit transaction of what stands before it, as Sync does.
        state.GivenSinceSync = false;
        Executing(judged!);
        return true;
    }

    private bool OnParse(in Frame frame)
    {
        var message = ParseMessage.Read(frame.Payload, state.Limits);
        if (!message.Name.IsEmpty && (state.TryFindStatement(message.Name, out _) || _gateway.HasSqlStatement(message.Name)))
        {
            DenyExtended(Native("42P05", $"prepared statement \"{Text(message.Name)}\" already exists"));
            return true;
        }

        switch (_gateway.Judge(StatementUse.Prepare, message.Text, message.ParameterTypes, out var judged, out var denial))
        {
            case JudgeOutcome.Denied:
                DenyExtended(denial!);
                return true;
            case JudgeOutcome.Hold:
                FlushForHold();
                return false;
            case JudgeOutcome.Wait:
                return false;
        }

        if (!_gateway.EnsureLease())
        {
            return false;
        }

        var statement = Keep(message, judged!);
        if (message.Name.IsEmpty)
        {
            state.Unnamed = statement;
            state.Server!.SendUnnamed(statement, state.Epoch);
            state.Payload.Clear();
            StatementWriter.WriteParse(state.Payload, default, statement);
            SendPermitted(judged!, state.Payload.WrittenMemory);
            PushParse(ResponseKind.Parse, statement, null);
        }
        else
        {
            state.Statements.Add(statement.Name, statement);
            ParseNamed(statement, judged!);
        }

        return true;
    }

    private void ParseNamed(ClientStatement statement, JudgedText judged)
    {
        var key = statement.KeyIn(_gateway.Namespace);
        if (state.Server!.TryGet(key, state.Epoch, statement, out _))
        {
            PushParse(ResponseKind.SyntheticParse, statement, null);
            results.EmitSynthetic();
            return;
        }

        state.Payload.Clear();
        var server = Prepare(statement, key);
        server.Maker = statement;
        SendPermitted(judged, state.Payload.WrittenMemory);
        PushParse(ResponseKind.Parse, statement, server);
    }

    private bool OnBind(ReadOnlySpan<byte> raw, int totalLength)
    {
        var payload = raw[FrameReader.HeaderLength..];
        if (!StatementWriter.TryReadBindNames(payload, state.Limits, out var portalName, out var statementName))
        {
            return false;
        }

        if (raw.Length == totalLength)
        {
            BindMessage.Read(payload, state.Limits);
        }

        if (!state.TryFindStatement(payload[statementName], out var statement))
        {
            DenyExtended(MissingStatement(payload[statementName]));
            return true;
        }

        if (!TryRejudge(statement!, out var verdict))
        {
            return verdict;
        }

        if (!_gateway.EnsureLease())
        {
            return false;
        }

        var judged = statement!.Judged;
        if (!_gateway.TryOpenRecord(judged, 0, statement.Text, out var ticket, out var denial))
        {
            DenyExtended(denial!);
            return true;
        }

        state.Payload.Clear();
        var server = EnsurePrepared(statement);
        StatementWriter.WriteBind(state.Payload, payload, totalLength, payload[portalName], payload[statementName], NameOf(server));
        SendPermitted(judged, state.Payload.WrittenMemory);

        var portal = state.OpenPortal(payload[portalName]);
        portal.Judged = judged;
        portal.Statement = statement;
        portal.Ticket = ticket;
        portal.Server = server;
        ref var expected = ref state.Expected.Push(ResponseKind.Bind);
        expected.Judged = judged;
        expected.Subject = portal;
        expected.Server = server;
        expected.Ticket = ticket;
        expected.Index = portal.Generation;
        return true;
    }

    private bool OnDescribe(in Frame frame)
    {
        var message = DescribeMessage.Read(frame.Payload, state.Limits);
        if (message.Target == TargetKind.Portal)
        {
            if (!state.TryFindPortal(message.Name, out var portal))
            {
                DenyExtended(MissingPortal(message.Name));
                return true;
            }

            if (MustHold(portal!) || !_gateway.EnsureLease())
            {
                return false;
            }

            SendPermitted(portal!.Judged!, frame.Raw);
            state.Expected.Push(ResponseKind.Describe);
            return true;
        }

        if (!state.TryFindStatement(message.Name, out var statement))
        {
            DenyExtended(MissingStatement(message.Name));
            return true;
        }

        if (!TryRejudge(statement!, out var verdict))
        {
            return verdict;
        }

        if (!_gateway.EnsureLease())
        {
            return false;
        }

        state.Payload.Clear();
        var server = EnsurePrepared(statement!);
        DescribeMessage.Write(state.Payload, TargetKind.Statement, NameOf(server));
        SendPermitted(statement!.Judged, state.Payload.WrittenMemory);
        state.Expected.Push(ResponseKind.Describe).Server = server;
        return true;
    }

    private bool OnExecute(in Frame frame)
    {
        var message = ExecuteMessage.Read(frame.Payload, state.Limits);
        if (!state.TryFindPortal(message.Portal, out var portal))
        {
            DenyExtended(MissingPortal(message.Portal));
            return true;
        }

        if (MustHold(portal!))
        {
            return false;
        }

        // A portal opened under another policy is checked again at its next fetch.
        var statement = portal!.Statement!;
        if (!TryRejudge(statement, out var verdict))
        {
            return verdict;
        }

        portal.Judged = statement.Judged;
        if (!_gateway.EnsureLease())
        {
            return false;
        }

        if (statement.GivesUp)
        {
            PrepareGone();
        }

        SendPermitted(portal.Judged, frame.Raw);
        ref var expected = ref state.Expected.Push(ResponseKind.Execute);
        expected.Judged = portal.Judged;
        expected.Subject = portal;
        expected.Server = portal.Server;
        expected.Ticket = portal.Ticket;
        expected.Index = portal.Generation;
        expected.IsLimited = IsLimited(portal.Judged, isPart: message.MaxRows > 0);
        Executing(portal.Judged);
        return true;
    }

    private bool OnClose(in Frame frame)
    {
        var message = CloseMessage.Read(frame.Payload, state.Limits);
        if (message.Target == TargetKind.Statement)
        {
            // The statement stays prepared at the server for the next client that asks for the same.
            ClientStatement? closed;
            if (message.Name.IsEmpty)
            {
                closed = state.Unnamed;
                state.Unnamed = null;
            }
            else
            {
                state.Statements.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(message.Name, out _, out closed);
            }

            state.Expected.Push(ResponseKind.SyntheticClose).Subject = closed;
            results.EmitSynthetic();
            return true;
        }

        if (!state.TryFindPortal(message.Name, out _))
        {
            // Closing what is not there is no error (protocol-flow, "Extended Query").
            state.Expected.Push(ResponseKind.SyntheticClose);
            results.EmitSynthetic();
            return true;
        }

        if (!_gateway.EnsureLease())
        {
            return false;
        }

        state.ClosePortal(message.Name);
        _gateway.SendControl(ControlMessage.ClosePortal, frame.Raw);
        state.Expected.Push(ResponseKind.Close);
        return true;
    }

    private bool OnSync(in Frame frame)
    {
        if (state.CopyActive)
        {
            // The server ignores Sync and Flush while it reads copy data.
            return true;
        }

        state.Discarding = false;
        state.DiscardingAtServer = false;
        if (_gateway.Backend is null || (state.Expected.IsEmpty && !state.GivenSinceSync))
        {
            state.Scratch.Clear();
            ReadyForQueryMessage.Write(state.Scratch, state.Transaction);
            _gateway.ToClient(state.Scratch.Written);
            return true;
        }

        _gateway.SendControl(ControlMessage.Sync, frame.Raw);
        state.Expected.Push(ResponseKind.Sync).Epoch = state.Epoch++;
        state.GivenSinceSync = false;
        state.FlushedForHold = false;
        return true;
    }

    private bool OnFlush(in Frame frame)
    {
        if (_gateway.Backend is not null && !state.CopyActive)
        {
            _gateway.SendControl(ControlMessage.Flush, frame.Raw);
        }

        return true;
    }

    private bool OnCopy(ClientMessageKind kind, in Frame frame)
    {
        if (!TakesCopy)
        {
            // Data that was under way when the copy failed: the server, too, passes it over.
            return true;
        }

        if (kind == ClientMessageKind.CopyFail)
        {
            CopyFailMessage.Read(frame.Payload);
        }

        _gateway.SendControl(
            kind switch
            {
                ClientMessageKind.CopyData => ControlMessage.CopyData,
                ClientMessageKind.CopyDone => ControlMessage.CopyDone,
                _ => ControlMessage.CopyFail,
            },
            frame.Raw);
        if (kind != ClientMessageKind.CopyData)
        {
            state.CopyActive = false;
            state.CopiesPending = Math.Max(0, state.CopiesPending - 1);
            state.Expected.Push(ResponseKind.CopyEnd);
        }

        return true;
    }

    private bool OnTerminate()
    {
        _gateway.ClientDone();
        return true;
    }

    private bool OnFunctionCall()
    {
        DenySimple(new Denial(
            DenialCase.FeatureNotSupported,
            "the FunctionCall message is not supported by the gateway; call the function in a SELECT statement"));
        return true;
    }

    private bool TakesCopy => _gateway.Backend is not null && (state.CopyActive || state.CopiesPending > 0);

    /// <summary>False: the caller returns <paramref name="verdict"/> (true = the denied message is done with, false = wait).</summary>
    private bool TryRejudge(ClientStatement statement, out bool verdict)
    {
        verdict = false;
        switch (_gateway.Rejudge(ref statement.Judged, statement.Text, statement.ParameterTypes, out var denial))
        {
            case JudgeOutcome.Allowed:
                return true;
            case JudgeOutcome.Denied:
                DenyExtended(denial!);
                verdict = true;
                return false;
            case JudgeOutcome.Hold:
                FlushForHold();
                return false;
            default:
                return false;
        }
    }

    /// <summary>
    /// The statement at the server, null for the unnamed one, after appending a hidden Parse to the payload where this backend lacks it.
    /// </summary>
    private ServerStatement? EnsurePrepared(ClientStatement statement)
    {
        var server = state.Server!;
        if (statement.Name.Length == 0)
        {
            if (!server.HoldsUnnamed(statement, state.Epoch))
            {
                StatementWriter.WriteParse(state.Payload, default, statement);
                server.SendUnnamed(statement, state.Epoch);
                state.Expected.Push(ResponseKind.HiddenParse).Subject = statement;
            }

            return null;
        }

        var key = statement.KeyIn(_gateway.Namespace);
        if (server.TryGet(key, state.Epoch, statement, out var prepared))
        {
            return prepared;
        }

        prepared = Prepare(statement, key);
        state.Expected.Push(ResponseKind.HiddenParse).Server = prepared;
        return prepared;
    }

    /// <summary>Appends the Parse under a server name; an evicted statement is closed before it.</summary>
    private ServerStatement Prepare(ClientStatement statement, StatementKey key)
    {
        var prepared = state.Server!.Add(key, state.Epoch, out var evicted);
        if (evicted is not null)
        {
            CloseAtServer(evicted);
        }

        while (state.Server.TryTakeStale(out var stale))
        {
            CloseAtServer(stale);
        }

        StatementWriter.WriteParse(state.Payload, prepared.Name, statement);
        return prepared;
    }

    /// <summary>Whether a text gives up a statement of the client that the server knows by another name.</summary>
    private bool GivesUpParsed(JudgedText judged) =>
        judged.Deallocates is { } name && state.Statements.ContainsKey(System.Text.Encoding.UTF8.GetBytes(name));

    private void PrepareGone()
    {
        state.Scratch.Clear();
        StatementWriter.WriteGone(state.Scratch);
        _gateway.SendOwn(OwnMessage.CloseStatement, state.Scratch.WrittenMemory);
        state.Expected.Push(ResponseKind.HiddenClose);
        state.Expected.Push(ResponseKind.HiddenParse);
    }

    private void CloseAtServer(ServerStatement statement)
    {
        state.Scratch.Clear();
        CloseMessage.Write(state.Scratch, TargetKind.Statement, statement.Name);
        _gateway.SendOwn(OwnMessage.CloseStatement, state.Scratch.WrittenMemory);
        state.Expected.Push(ResponseKind.HiddenClose).Server = statement;
    }

    private static ReadOnlySpan<byte> NameOf(ServerStatement? server) => server is null ? default : server.Name;

    /// <summary>The statement as the session keeps it; an equal unnamed statement keeps its object, so that steady state allocates nothing.</summary>
    private ClientStatement Keep(in ParseMessage message, JudgedText judged)
    {
        var givesUp = GivesUpParsed(judged);
        if (message.Name.IsEmpty && !givesUp && state.LastUnnamed is { GivesUp: false } last && message.Text.SequenceEqual(last.Text)
            && message.ParameterTypes.SequenceEqual(last.ParameterTypes))
        {
            last.Judged = judged;
            return last;
        }

        if (!message.Name.IsEmpty && state.Statements.Count >= state.Limits.PreparedStatements)
        {
            WireFault.Throw("too many prepared statements; close them");
        }

        var text = message.Text.ToArray();
        var statement = new ClientStatement(message.Name.ToArray(), text, message.ParameterTypes.ToArray(), judged)
        {
            Sent = givesUp ? StatementWriter.GiveUp : text,
        };
        if (message.Name.IsEmpty)
        {
            state.LastUnnamed = statement;
        }

        return statement;
    }

    private void PushParse(ResponseKind kind, ClientStatement statement, ServerStatement? server)
    {
        ref var expected = ref state.Expected.Push(kind);
        expected.Subject = statement;
        expected.Server = server;
    }

    private bool TryOpenRecords(
        JudgedText judged, ReadOnlySpan<byte> text, ref long ticket, ref long[]? tickets, out Denial? denial)
    {
        denial = null;
        if (judged.StatementCount <= 1)
        {
            return judged.StatementCount == 0 || _gateway.TryOpenRecord(judged, 0, text, out ticket, out denial);
        }

        tickets = new long[judged.StatementCount];
        for (var i = 0; i < tickets.Length; i++)
        {
            if (!_gateway.TryOpenRecord(judged, i, text, out tickets[i], out denial))
            {
                for (var j = 0; j < i; j++)
                {
                    _gateway.CloseRecord(tickets[j], RecordStatus.Skipped, default, default);
                }

                return false;
            }
        }

        return true;
    }

    private void SendPermitted(JudgedText judged, ReadOnlySpan<byte> raw)
    {
        state.Payload.Clear();
        state.Payload.WriteBytes(raw);
        SendPermitted(judged, state.Payload.WrittenMemory);
    }

    private void SendPermitted(JudgedText judged, ReadOnlyMemory<byte> payload)
    {
        _gateway.SendPermitted(judged, payload);
        state.GivenSinceSync = true;
        state.FlushedForHold = false;
    }

    private void Executing(JudgedText judged)
    {
        if (state.Expected.Count > 0 && judged.CopiesIn)
        {
            state.CopiesPending++;
        }

        if (judged.HasEffects)
        {
            _gateway.EffectsSent(judged);
        }
    }

    /// <summary>
    /// Whether rows of the text are limited. If too many of them make an error of it, or the count has to go on with the portal's next
    /// rows, what follows waits for its end.
    /// </summary>
    private bool IsLimited(JudgedText judged, bool isPart)
    {
        var isLimited = false;
        for (var i = 0; i < judged.StatementCount; i++)
        {
            var limit = _gateway.RowLimitOn(judged, i);
            isLimited |= !limit.IsNone;
            state.HoldsFollowers |= !limit.IsNone && (!limit.Truncates || isPart);
        }

        return isLimited;
    }

    /// <summary>
    /// Whether it is not known that the portal was bound. Up to its own Sync the server passes over both messages or none; behind it,
    /// an older binding of the name would run.
    /// </summary>
    private bool MustHold(Portal portal)
    {
        if (portal.IsConfirmed || portal.Epoch == state.Epoch)
        {
            return false;
        }

        state.HoldsFollowers = true;
        return MustHold(ClientMessageKind.Execute);
    }

    private bool MustHold(ClientMessageKind kind)
    {
        state.HoldsFollowers = state.IsHolding;
        if (kind is ClientMessageKind.CopyData or ClientMessageKind.CopyDone or ClientMessageKind.CopyFail or ClientMessageKind.Terminate
            || !(state.IsHolding || _gateway.IsCancelling))
        {
            return false;
        }

        FlushForHold();
        state.IsHeld = true;
        _gateway.Hold();
        return true;
    }

    private void FlushForHold()
    {
        if (state.GivenSinceSync && !state.FlushedForHold)
        {
            state.FlushedForHold = true;
            _gateway.SendControl(ControlMessage.Flush, FrameWriter.Flush);
        }
    }

    /// <summary>Refuses a simple Query: alone when the server's state is clean, else by a failing statement in its place.</summary>
    private void DenySimple(Denial denial)
    {
        state.Scratch.Clear();
        if (state.IsClean)
        {
            ErrorWriter.Write(state.Scratch, denial);
            ReadyForQueryMessage.Write(state.Scratch, TransactionStatus.Idle);
            _gateway.ToClient(state.Scratch.Written);
            return;
        }

        StatementWriter.WriteFailingQuery(state.Scratch);
        _gateway.SendOwn(OwnMessage.FailingStatement, state.Scratch.WrittenMemory);
        ref var expected = ref state.Expected.Push(ResponseKind.DeniedStatement);
        expected.Subject = denial;
        expected.Epoch = state.Epoch++;
        state.GivenSinceSync = false;
    }

    /// <summary>Refuses a message of the extended protocol likewise; up to the client's Sync the rest is passed over.</summary>
    private void DenyExtended(Denial denial)
    {
        state.Scratch.Clear();
        if (state.IsClean)
        {
            ErrorWriter.Write(state.Scratch, denial);
            _gateway.ToClient(state.Scratch.Written);
            state.Discarding = true;
            return;
        }

        StatementWriter.WriteFailingParse(state.Scratch);
        _gateway.SendOwn(OwnMessage.FailingPrepare, state.Scratch.WrittenMemory);
        state.Expected.Push(ResponseKind.DeniedPrepare).Subject = denial;
        state.GivenSinceSync = true;
        state.DiscardingAtServer = true;
    }

    private int ContinueStream(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(state.StreamedRest, bytes.Length);
        if (count > 0)
        {
            state.StreamedRest -= count;
            if (state.StreamsToServer)
            {
                _gateway.SendControl(ControlMessage.Continuation, bytes[..count]);
            }
        }

        return count;
    }

    /// <summary>Begins to pass on a long Bind or CopyData before all of it is there; true: everything shown was consumed.</summary>
    private bool TryStream(ClientMessageKind kind, ReadOnlySpan<byte> bytes, int totalLength)
    {
        if (kind is not (ClientMessageKind.Bind or ClientMessageKind.CopyData) || bytes.Length < FrameReader.HeaderLength + 2)
        {
            return false;
        }

        var passOver = state.Discarding || state.DiscardingAtServer || (kind == ClientMessageKind.CopyData && !TakesCopy);
        if (!passOver)
        {
            if (MustHold(kind))
            {
                return false;
            }

            if (kind == ClientMessageKind.CopyData)
            {
                _gateway.SendControl(ControlMessage.CopyData, bytes);
            }
            else
            {
                if (!OnBind(bytes, totalLength))
                {
                    return false;
                }

                // A denied Bind is consumed as well, but nothing of it goes to the server.
                passOver = state.Discarding || state.DiscardingAtServer;
            }
        }

        state.StreamsToServer = !passOver;
        state.StreamedRest = totalLength - bytes.Length;
        return true;
    }

    private static Denial Native(string code, string message) => new(DenialCase.ProtocolViolation, message) { Code = code };

    private static Denial MissingStatement(ReadOnlySpan<byte> name) => Native(
        "26000", name.IsEmpty ? "unnamed prepared statement does not exist" : $"prepared statement \"{Text(name)}\" does not exist");

    private static Denial MissingPortal(ReadOnlySpan<byte> name) => Native("34000", $"portal \"{Text(name)}\" does not exist");

    private static string Text(ReadOnlySpan<byte> name) => System.Text.Encoding.UTF8.GetString(name);
}
