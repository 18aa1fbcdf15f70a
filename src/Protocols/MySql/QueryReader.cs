using System.Globalization;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// Commands that run a text at once: COM_QUERY, and those that are a statement in other words (COM_INIT_DB, COM_FIELD_LIST,
/// COM_PROCESS_INFO, COM_PROCESS_KILL) and are decided as that statement. A text is decided whole before any of it is sent.
/// </summary>
internal sealed class QueryReader(ConversationState state)
{
    /// <summary>Place of the sequence id in a packet: clients under compression may not begin at 0.</summary>
    private const int NumberAt = 3;

    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly SyntheticAnswers _answers = new(state);
    private readonly Forwarding _forwarding = new(state);
    private readonly Preparation _preparation = new(state);
    private readonly WireBuffer _text = new();

    public bool OnQuery(in ClientCommand command)
    {
        var query = ComQuery.Read(command.Payload, state.Session.Capabilities, state.Limits);
        return Run(command, query.Text, query.Attributes);
    }

    public bool OnInitDb(in ClientCommand command) => RunNamed(command, "USE "u8, command.Payload[1..]);

    public bool OnFieldList(in ClientCommand command) =>
        RunNamed(command, "SHOW COLUMNS FROM "u8, ComFieldList.Read(command.Payload).Table);

    public bool OnProcessInfo(in ClientCommand command) => Run(command, "SHOW PROCESSLIST"u8, default);

    public bool OnProcessKill(in ClientCommand command)
    {
        var reader = new PacketReader(command.Payload[1..]);
        var id = reader.ReadUInt32();
        reader.ExpectEnd("COM_PROCESS_KILL");
        Span<byte> text = stackalloc byte["KILL 4294967295".Length];
        "KILL "u8.CopyTo(text);
        id.TryFormat(text["KILL ".Length..], out var digits, default, CultureInfo.InvariantCulture);
        return Run(command, text[..("KILL ".Length + digits)], default);
    }

    /// <summary>Decides the command as a statement about one name.</summary>
    private bool RunNamed(in ClientCommand command, ReadOnlySpan<byte> words, ReadOnlySpan<byte> name)
    {
        if (name.Contains((byte)'`') && name.IndexOfAnyInRange((byte)0x80, byte.MaxValue) >= 0)
        {
            // In some character sets the second byte of a character looks like the quote: what is decided would be another name.
            _answers.Deny(
                new Denial(DenialCase.FeatureNotSupported, "a name of such characters cannot be looked at here; send the statement as a text"),
                command.Sequence);
            return true;
        }

        _text.Clear();
        _text.WriteBytes(words);
        _text.WriteByte((byte)'`');
        foreach (var character in name)
        {
            _text.WriteByte(character);
            if (character == (byte)'`')
            {
                _text.WriteByte(character);
            }
        }

        _text.WriteByte((byte)'`');
        return Run(command, _text.Written, default);
    }

    private bool Run(in ClientCommand command, ReadOnlySpan<byte> text, ReadOnlySpan<byte> attributes)
    {
        switch (_gateway.Judge(StatementUse.Simple, text, default, out var judged, out var denial))
        {
            case JudgeOutcome.Denied:
                _answers.Deny(denial!, command.Sequence);
                return true;
            case not JudgeOutcome.Allowed:
                return false;
        }

        if (RefuseByCapabilities(command.Kind, judged!, text) is { } refusal)
        {
            _answers.Deny(refusal, command.Sequence);
            return true;
        }

        if (judged!.Kill is { } kill)
        {
            RunKill(kill, judged, text, command.Sequence);
            return true;
        }

        if (!_gateway.EnsureLease())
        {
            return false;
        }

        var (ticket, tickets) = (0L, default(long[]));
        if (!TryOpenRecords(judged, text, ref ticket, ref tickets, out denial))
        {
            _answers.Deny(denial!, command.Sequence);
            return true;
        }

        _preparation.CloseStale();
        var sequence = Write(command, judged, attributes, text);
        _forwarding.Send(judged);
        var kind = command.Kind == ClientMessageKind.FieldList ? ResponseKind.FieldList : ResponseKind.Query;
        ref var expected = ref _forwarding.Executing(kind, sequence, judged, judged.Sent);
        (expected.Ticket, expected.Tickets) = (ticket, tickets);
        return true;
    }

    /// <summary>Puts the command into the payload as the backend is to get it; returns the sequence id of its last packet.</summary>
    private byte Write(in ClientCommand command, JudgedText judged, ReadOnlySpan<byte> attributes, ReadOnlySpan<byte> text)
    {
        state.Payload.Clear();
        var isWritten = judged.Sent is not null
            || (command.Kind == ClientMessageKind.Query
                && (((state.BackendCapabilities ^ state.Session.Capabilities) & Capabilities.QueryAttributes) != 0 || command.Raw[NumberAt] != 0));
        if (!isWritten)
        {
            state.Payload.WriteBytes(command.Raw[..NumberAt]);
            state.Payload.WriteByte(0);
            state.Payload.WriteBytes(command.Raw[(NumberAt + 1)..]);
            return command.Sequence;
        }

        byte sequence = 0;
        var mark = FrameWriter.Begin(state.Payload);
        ComQuery.Write(state.Payload, state.BackendCapabilities, attributes, judged.Sent is null ? text : default);
        if (judged.Sent is { } sent)
        {
            SecuredText.Write(state.Payload, _gateway, judged, sent);
        }

        FrameWriter.End(state.Payload, mark, ref sequence);
        return (byte)(sequence - 1);
    }

    /// <summary>What the client has not negotiated, its server would not do; backend connections have negotiated more.</summary>
    private Denial? RefuseByCapabilities(ClientMessageKind kind, JudgedText judged, ReadOnlySpan<byte> text)
    {
        var refusal = judged.StatementCount > 1 && !state.AllowsMultiStatements
            ? SyntheticAnswers.SyntaxError(text, judged.StartOf(1))
            : Forwarding.ReadsFile(judged) && !state.Session.Has(Capabilities.LocalFiles)
                ? SyntheticAnswers.Native(
                    "3948", "Loading local data is disabled; this must be enabled on both the client and server sides")
                : judged.Sent is not null && kind == ClientMessageKind.FieldList
                    ? new Denial(DenialCase.FeatureNotSupported, "COM_FIELD_LIST cannot be answered under masks or filters; use SHOW COLUMNS")
                    : null;
        if (refusal is not null && _gateway.TryOpenRecord(judged, 0, text, out var ticket, out _))
        {
            _gateway.CloseRecord(ticket, RecordStatus.Denied, SyntheticAnswers.CodeOf(refusal), default);
        }

        return refusal;
    }

    /// <summary>KILL of a connection of the gateway: its ids mean nothing to a server.</summary>
    private void RunKill(KillRequest kill, JudgedText judged, ReadOnlySpan<byte> text, byte sequence)
    {
        if (!_gateway.TryOpenRecord(judged, 0, text, out var ticket, out var denial))
        {
            _answers.Deny(denial!, sequence);
            return;
        }

        if (_gateway.Kill(kill.ConnectionId, kill.QueryOnly))
        {
            _gateway.CloseRecord(ticket, RecordStatus.Ok, default, default);
            _answers.Answer(ResponseKind.SyntheticOk, sequence);
            return;
        }

        var missing = SyntheticAnswers.Native("1094", $"Unknown thread id: {kill.ConnectionId}");
        _gateway.CloseRecord(ticket, RecordStatus.Error, SyntheticAnswers.CodeOf(missing), default);
        _answers.Deny(missing, sequence);
    }

    private bool TryOpenRecords(JudgedText judged, ReadOnlySpan<byte> text, ref long ticket, ref long[]? tickets, out Denial? denial)
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
}
