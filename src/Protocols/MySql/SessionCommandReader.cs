using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>Commands about the session, which need no backend, and those that are refused.</summary>
internal sealed class SessionCommandReader(ConversationState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly SyntheticAnswers _answers = new(state);
    private readonly FollowerHold _hold = new(state);

    public bool Handle(in ClientCommand command)
    {
        switch (command.Kind)
        {
            case ClientMessageKind.Quit:
                _gateway.ClientDone();
                return true;
            case ClientMessageKind.Ping:
                _answers.Answer(ResponseKind.SyntheticOk, command.Sequence);
                return true;
            case ClientMessageKind.Statistics:
                _answers.Answer(ResponseKind.SyntheticText, command.Sequence);
                return true;
            case ClientMessageKind.SetOption:
                return OnSetOption(command);
            case ClientMessageKind.ResetConnection:
                return OnReset(command);
            case ClientMessageKind.ChangeUser:
                return OnChangeUser(command);
            default:
                _answers.Deny(RefusalOf(command.Kind), command.Sequence);
                return true;
        }
    }

    private bool OnSetOption(in ClientCommand command)
    {
        switch (ComSetOption.Read(command.Payload))
        {
            case ComSetOption.MultiStatementsOn:
                state.AllowsMultiStatements = true;
                break;
            case ComSetOption.MultiStatementsOff:
                state.AllowsMultiStatements = false;
                break;
            default:
                _answers.Deny(SyntheticAnswers.Native("1047", "Unknown command"), command.Sequence);
                return true;
        }

        _answers.Answer(ResponseKind.SyntheticEnd, command.Sequence);
        return true;
    }

    /// <summary>The session is as after its login: what was under way ends first.</summary>
    private bool OnReset(in ClientCommand command)
    {
        if (!state.Expected.IsEmpty)
        {
            return _hold.HoldForAll();
        }

        if (!_gateway.ResetSession())
        {
            return false;
        }

        // The current database stays, as at a server.
        state.ForgetStatements();
        state.Session.Status = ServerStatus.Autocommit;
        _answers.Answer(ResponseKind.SyntheticOk, command.Sequence);
        return true;
    }

    private bool OnChangeUser(in ClientCommand command)
    {
        if (!state.Expected.IsEmpty)
        {
            return _hold.HoldForAll();
        }

        _gateway.ChangeUser(command.Raw);
        return true;
    }

    private static Denial RefusalOf(ClientMessageKind kind) => kind switch
    {
        ClientMessageKind.Refresh => Refuse("COM_REFRESH", "FLUSH"),
        ClientMessageKind.Shutdown => Refuse("COM_SHUTDOWN", "SHUTDOWN"),
        ClientMessageKind.CreateDb => Refuse("COM_CREATE_DB", "CREATE DATABASE"),
        ClientMessageKind.DropDb => Refuse("COM_DROP_DB", "DROP DATABASE"),
        ClientMessageKind.Debug => Refuse("COM_DEBUG", null),
        _ => SyntheticAnswers.Native("1047", "Unknown command"),
    };

    private static Denial Refuse(string command, string? statement) => new(
        DenialCase.FeatureNotSupported,
        statement is null ? $"{command} is not supported by the gateway" : $"{command} is not supported by the gateway; use the statement {statement}");
}
