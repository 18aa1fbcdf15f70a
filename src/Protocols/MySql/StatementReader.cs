using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// Reads what a logged-in client sends and carries it through verdict and lease to the backend. Decisions run ahead of answers:
/// each forwarded command appends what will answer it to <see cref="ExpectedResponses"/>.
/// A handler returns false when its command has to wait; it is then shown again, so nothing is remembered of it.
/// </summary>
internal sealed class StatementReader(ConversationState state)
{
    /// <summary>Longer commands with values are passed on as they arrive.</summary>
    private const int StreamedFrom = 64 << 10;

    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly QueryReader _queries = new(state);
    private readonly PreparedReader _prepared = new(state);
    private readonly ExecuteReader _executions = new(state);
    private readonly SessionCommandReader _session = new(state);
    private readonly SyntheticAnswers _answers = new(state);
    private readonly FollowerHold _hold = new(state);
    private readonly ClientStream _stream = new(state);
    private readonly WireBuffer _assembly = new();

    /// <summary>Part of a command or of a file was forwarded, and its rest has not come.</summary>
    public bool IsMidMessage => _stream.IsActive || state.File.IsActive;

    public int Read(ReadOnlySpan<byte> bytes)
    {
        var consumed = 0;
        state.IsCommandWaiting = false;
        while (consumed < bytes.Length)
        {
            var rest = bytes[consumed..];
            if (_stream.IsActive || state.File.IsActive)
            {
                var taken = _stream.IsActive ? _stream.Continue(rest) : state.File.Read(rest);
                consumed += taken;
                if (taken == 0)
                {
                    break;
                }
            }
            else if (TryReadCommand(rest, out var used))
            {
                consumed += used;
            }
            else
            {
                break;
            }
        }

        return consumed;
    }

    /// <summary>Answers the command that waits for a backend with a denial, as the server would with an error.</summary>
    public int RefuseWaiting(ReadOnlySpan<byte> bytes, Denial denial)
    {
        if (!ClientMessageReader.TryReadHeader(bytes, state.Limits, out var kind, out var length, IsCompressed))
        {
            return 0;
        }

        var isWhole = ClientMessageReader.TryRead(bytes, state.Limits, _assembly, out _, out var payload, out var consumed, out var sequence, IsCompressed);
        var hasAnswer = kind is not (ClientMessageKind.StmtClose or ClientMessageKind.StmtSendLongData);
        if (kind == ClientMessageKind.StmtSendLongData && bytes.Length >= FrameReader.HeaderLength + ComStmtSendLongData.HeadLength
            && state.Find(ComStmtSendLongData.Read(isWhole ? payload : bytes[FrameReader.HeaderLength..]).StatementId) is { } statement)
        {
            statement.LongDataRefusal = denial;
        }

        if (isWhole)
        {
            if (hasAnswer)
            {
                _answers.Deny(denial, sequence);
            }

            return consumed;
        }

        state.DefersAnswers = hasAnswer;
        if (hasAnswer)
        {
            _answers.Deny(denial, 0);
        }

        return BeginStream(bytes, length, isSent: false, hasAnswer);
    }

    public void OnLeaseEnded() => _stream.Reset();

    private bool IsCompressed => state.Session.Has(Capabilities.Compress);

    /// <summary>False: nothing more can be read now.</summary>
    private bool TryReadCommand(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = 0;
        if (!ClientMessageReader.TryReadHeader(bytes, state.Limits, out var kind, out var length, IsCompressed))
        {
            return false;
        }

        if (length > StreamedFrom && kind is ClientMessageKind.StmtExecute or ClientMessageKind.StmtSendLongData
            && (bytes.Length < FrameReader.HeaderLength + length || length == FrameReader.LongestPacket)
            && TryStream(kind, bytes, length, out consumed))
        {
            return consumed > 0;
        }

        if (!ClientMessageReader.TryRead(bytes, state.Limits, _assembly, out kind, out var payload, out consumed, out var sequence, IsCompressed))
        {
            return false;
        }

        var command = new ClientCommand(kind, bytes[..consumed], payload, sequence);
        state.IsCommandWaiting = _hold.MustHold(kind) || !Handle(command);
        return !state.IsCommandWaiting;
    }

    private bool Handle(in ClientCommand command)
    {
        switch (command.Kind)
        {
            case ClientMessageKind.Query:
                return _queries.OnQuery(command);
            case ClientMessageKind.InitDb:
                return _queries.OnInitDb(command);
            case ClientMessageKind.FieldList:
                return _queries.OnFieldList(command);
            case ClientMessageKind.ProcessInfo:
                return _queries.OnProcessInfo(command);
            case ClientMessageKind.ProcessKill:
                return _queries.OnProcessKill(command);
            case ClientMessageKind.StmtPrepare:
                return _prepared.OnPrepare(command);
            case ClientMessageKind.StmtExecute:
                return _executions.OnExecute(command.Payload, 0, command.Sequence, out _);
            case ClientMessageKind.StmtSendLongData:
                return _executions.OnLongData(command, out _);
            case ClientMessageKind.StmtFetch:
                return _prepared.OnFetch(command);
            case ClientMessageKind.StmtReset:
                return _prepared.OnReset(command);
            case ClientMessageKind.StmtClose:
                return _prepared.OnClose(command);
            default:
                return _session.Handle(command);
        }
    }

    /// <summary>Begins with a command of which only a part is there. False: more of it has to come first, or all.</summary>
    private bool TryStream(ClientMessageKind kind, ReadOnlySpan<byte> bytes, int length, out int consumed)
    {
        consumed = 0;
        var part = bytes[..Math.Min(bytes.Length, FrameReader.HeaderLength + length)];
        var payload = part[FrameReader.HeaderLength..];
        var isExecution = kind == ClientMessageKind.StmtExecute;
        if (isExecution ? !_executions.IsReadable(payload) : payload.Length < ComStmtSendLongData.HeadLength)
        {
            return false;
        }

        // A denial waits for the last packet too.
        state.DefersAnswers = isExecution;
        var isSent = false;
        state.IsCommandWaiting = _hold.MustHold(kind)
            || !(isExecution
                ? _executions.OnExecute(payload, length, 0, out isSent)
                : _executions.OnLongData(new ClientCommand(kind, part, payload, 0), out isSent));
        if (state.IsCommandWaiting)
        {
            state.DefersAnswers = false;
            return true;
        }

        consumed = BeginStream(part, length, isSent, isExecution);
        return true;
    }

    private int BeginStream(ReadOnlySpan<byte> bytes, int length, bool isSent, bool isAnswered)
    {
        var there = Math.Min(bytes.Length, FrameReader.HeaderLength + length);
        _stream.Begin(FrameReader.HeaderLength + length - there, length, isSent, isAnswered);
        return there;
    }
}
