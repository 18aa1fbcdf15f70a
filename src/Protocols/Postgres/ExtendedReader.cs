using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// The extended protocol: statements are decided at Parse and again wherever they are used, since policy, catalog and settings may have
/// changed meanwhile. Every Bind is one statement in the audit.
/// </summary>
internal sealed class ExtendedReader(SessionState state, ResultReader synthetic)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly Preparation _preparation = new(state);
    private readonly Refusals _refusals = new(state);
    private readonly FollowerHold _hold = new(state);
    private readonly Forwarding _forwarding = new(state);
    private readonly SecuredBind _binds = new(state);
    private readonly Announcing _announcing = new(state);

    public bool OnParse(in Frame frame)
    {
        var message = ParseMessage.Read(frame.Payload, state.Limits);
        if (!message.Name.IsEmpty && (state.TryFindStatement(message.Name, out _) || _gateway.HasSqlStatement(message.Name)))
        {
            _refusals.DenyExtended(Refusals.Native("42P05", $"prepared statement \"{System.Text.Encoding.UTF8.GetString(message.Name)}\" already exists"));
            return true;
        }

        switch (_gateway.Judge(StatementUse.Prepare, message.Text, message.ParameterTypes, out var judged, out var denial))
        {
            case JudgeOutcome.Denied:
                _refusals.DenyExtended(denial!);
                return true;
            case JudgeOutcome.Hold:
                _hold.Flush();
                return false;
            case JudgeOutcome.Wait:
                return false;
        }

        if (!_gateway.EnsureLease())
        {
            return false;
        }

        var statement = _preparation.Keep(message, judged!);
        statement.Render(_gateway);
        if (message.Name.IsEmpty)
        {
            state.Unnamed = statement;
            state.Server!.SendUnnamed(statement, state.Epoch);
            state.Payload.Clear();
            StatementWriter.WriteParse(state.Payload, default, statement);
            _forwarding.Send(judged!, state.Payload.WrittenMemory);
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
        if (!judged.HasEffects && state.Server!.TryGet(key, state.Epoch, statement, out _))
        {
            if (state.Transaction == TransactionStatus.Failed)
            {
                // The server looks at a Parse even where it will not run it.
                state.Statements.Remove(statement.Name);
                _refusals.DenyExtended(new Denial(
                    DenialCase.TransactionAborted, "current transaction is aborted, commands ignored until end of transaction block"));
                return;
            }

            PushParse(ResponseKind.SyntheticParse, statement, null);
            synthetic.EmitSynthetic();
            return;
        }

        state.Payload.Clear();
        var server = _preparation.Prepare(statement, key);
        server.Maker = statement;
        _forwarding.Send(judged, state.Payload.WrittenMemory);
        PushParse(ResponseKind.Parse, statement, server);
    }

    public bool OnBind(ReadOnlySpan<byte> raw, int totalLength)
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
            _refusals.DenyExtended(Refusals.MissingStatement(payload[statementName]));
            return true;
        }

        if (!TryRejudge(StatementUse.Prepare, statement!, out var verdict))
        {
            return verdict;
        }

        if (!_gateway.EnsureLease())
        {
            return false;
        }

        var judged = statement!.Judged;
        var rest = payload[(statementName.End.Value + 1)..];
        if (judged.Sent is not null && !TryCheck(statement, payload, rest, totalLength, out verdict))
        {
            return verdict;
        }

        if (!_gateway.TryOpenRecord(judged, 0, statement.Text, out var ticket, out var denial))
        {
            _refusals.DenyExtended(denial!);
            return true;
        }

        state.Payload.Clear();
        var server = _preparation.Ensure(statement);
        if (judged.Sent is null)
        {
            StatementWriter.WriteBind(state.Payload, payload, totalLength, payload[portalName], payload[statementName], Preparation.NameOf(server));
        }
        else
        {
            _binds.Write(rest, totalLength, payload[portalName], payload[statementName], Preparation.NameOf(server), judged);
        }

        _forwarding.Send(judged, state.Payload.WrittenMemory);
        var portal = state.OpenPortal(payload[portalName]);
        PushBind(statement, server, portal, ticket);
        if (portal.Sent is { } bound)
        {
            _binds.KeepFormats(portal, payload, bound);
        }

        return true;
    }

    /// <summary>False: the caller returns <paramref name="verdict"/> (true = the refused message is done with, false = wait).</summary>
    private bool TryCheck(
        ClientStatement statement, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> rest, int totalLength, out bool verdict)
    {
        var sent = statement.Judged.Sent!;
        var isWhole = payload.Length + FrameReader.HeaderLength == totalLength;
        verdict = false;
        if (_binds.MustWait(rest, isWhole, sent, totalLength))
        {
            return false;
        }

        if (_binds.Refuse(payload, rest, isWhole, statement, sent) is not { } refusal)
        {
            return true;
        }

        _refusals.DenyExtended(refusal);
        verdict = true;
        return false;
    }

    private void PushBind(ClientStatement statement, ServerStatement? server, Portal portal, long ticket)
    {
        var judged = statement.Judged;
        portal.Judged = judged;
        portal.Statement = statement;
        portal.Ticket = ticket;
        portal.Server = server;
        portal.Sent = judged.Sent;
        portal.Announced = judged.Sent is null ? null : server?.Announced ?? statement.Announced;
        portal.BoundAt = state.Expected.Now;
        ref var expected = ref state.Expected.Push(ResponseKind.Bind);
        expected.Judged = judged;
        expected.Subject = portal;
        expected.Server = server;
        expected.Ticket = ticket;
        expected.Index = portal.Generation;
        expected.Sent = portal.Sent;
        expected.IsReduced = _forwarding.IsSecured(judged);
    }

    public bool OnDescribe(in Frame frame)
    {
        var message = DescribeMessage.Read(frame.Payload, state.Limits);
        if (message.Target == TargetKind.Portal)
        {
            if (!state.TryFindPortal(message.Name, out var portal))
            {
                _refusals.DenyExtended(Refusals.MissingPortal(message.Name));
                return true;
            }

            if (_hold.MustHold(portal!) || !_gateway.EnsureLease())
            {
                return false;
            }

            _forwarding.Send(portal!.Judged!, frame.Raw);
            _announcing.Push(ResponseKind.Describe, portal.Sent, portal.Announced);
            return true;
        }

        if (!state.TryFindStatement(message.Name, out var statement))
        {
            _refusals.DenyExtended(Refusals.MissingStatement(message.Name));
            return true;
        }

        if (!TryRejudge(StatementUse.Prepare, statement!, out var verdict))
        {
            return verdict;
        }

        if (!_gateway.EnsureLease())
        {
            return false;
        }

        state.Payload.Clear();
        var server = _preparation.Ensure(statement!);
        DescribeMessage.Write(state.Payload, TargetKind.Statement, Preparation.NameOf(server));
        _forwarding.Send(statement!.Judged, state.Payload.WrittenMemory);
        var secured = statement.Judged.Sent;
        _announcing.Push(ResponseKind.Describe, secured, secured is null ? null : server?.Announced ?? statement.Announced).Server = server;
        return true;
    }

    public bool OnExecute(in Frame frame)
    {
        var message = ExecuteMessage.Read(frame.Payload, state.Limits);
        if (!state.TryFindPortal(message.Portal, out var portal))
        {
            _refusals.DenyExtended(Refusals.MissingPortal(message.Portal));
            return true;
        }

        if (_hold.MustHold(portal!))
        {
            return false;
        }

        // A portal opened under another policy is checked again at its next fetch.
        var statement = portal!.Statement!;
        if (!TryRejudge(StatementUse.Execute, statement, out var verdict) || !TryGoOn(portal, statement, out verdict))
        {
            return verdict;
        }

        if (!_gateway.EnsureLease())
        {
            return false;
        }

        if (statement.GivesUp)
        {
            _preparation.SendGone();
        }

        _announcing.SendExecute(portal, message.Portal, frame.Raw);
        ref var expected = ref state.Expected.Push(ResponseKind.Execute);
        expected.Sent = portal.Sent;
        expected.Announced = portal.Announced;
        expected.IsReduced = _forwarding.IsSecured(portal.Judged!);
        expected.Judged = portal.Judged;
        expected.Subject = portal;
        expected.Server = portal.Server;
        expected.Ticket = portal.Ticket;
        expected.Index = portal.Generation;
        expected.IsLimited = _hold.IsLimited(portal.Judged!, isPart: message.MaxRows > 0);
        _forwarding.Executing(portal.Judged!);
        return true;
    }

    /// <summary>
    /// Whether a portal may go on under what is in force now. One that was bound a moment ago ends as it was decided: a change of policy
    /// in the midst of a batch is no error.
    /// </summary>
    private bool TryGoOn(Portal portal, ClientStatement statement, out bool verdict)
    {
        verdict = true;
        if (statement.Judged.IsSecuredAs(portal.Judged!))
        {
            portal.Judged = statement.Judged;
            return true;
        }

        if (_gateway.MayFinish(portal.Judged!, portal.BoundAt))
        {
            return true;
        }

        _refusals.DenyExtended(new Denial(
            DenialCase.Policy, "the masks and filters in force are not those that the portal was opened under; bind the statement again"));
        return false;
    }

    public bool OnClose(in Frame frame)
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
            synthetic.EmitSynthetic();
            return true;
        }

        if (!state.TryFindPortal(message.Name, out _))
        {
            // Closing what is not there is no error (protocol-flow, "Extended Query").
            state.Expected.Push(ResponseKind.SyntheticClose);
            synthetic.EmitSynthetic();
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

    /// <summary>False: the caller returns <paramref name="verdict"/> (true = the denied message is done with, false = wait).</summary>
    private bool TryRejudge(StatementUse use, ClientStatement statement, out bool verdict)
    {
        verdict = false;
        switch (_gateway.Rejudge(use, ref statement.Judged, statement.Text, statement.ParameterTypes, out var denial))
        {
            case JudgeOutcome.Allowed:
                statement.Render(_gateway);
                return true;
            case JudgeOutcome.Denied:
                _refusals.DenyExtended(denial!);
                verdict = true;
                return false;
            case JudgeOutcome.Hold:
                _hold.Flush();
                return false;
            default:
                return false;
        }
    }

    private void PushParse(ResponseKind kind, ClientStatement statement, ServerStatement? server)
    {
        ref var expected = ref Preparation.Marked(ref state.Expected.Push(kind), statement);
        expected.Subject = statement;
        expected.Server = server;
    }
}
