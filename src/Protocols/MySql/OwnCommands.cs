using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>Commands that ProxyDb sends on a client's lease of its own account; their answers are not shown.</summary>
internal sealed class OwnCommands(ConversationState state)
{
    /// <summary>MariaDB keeps warnings until a statement with a table in it, whatever that is.</summary>
    private const string ForgettingText = "DO (SELECT 0 FROM (SELECT 0) AS proxydb)";

    /// <summary>A packet of COM_PING.</summary>
    private static ReadOnlySpan<byte> Ping => "\u0001\0\0\0\u000e"u8;

    private readonly IGatewaySession _gateway = state.Gateway;

    /// <summary>The server's cursor is given up, since the client is not shown the rest of it.</summary>
    public void CloseCursor(ClientStatement statement)
    {
        if (statement.Held is not { } held)
        {
            return;
        }

        state.Release(statement);
        StatementWriter.WriteStatement(state.Scratch, ClientMessageKind.StmtReset, held.Id);
        _gateway.SendControl(ControlMessage.ResetStatement, state.Scratch.Written);
        state.Expected.Push(ResponseKind.Hidden);
    }

    /// <summary>An error packet has no status flags: COM_PING has, and changes nothing.</summary>
    public void AskStatus()
    {
        if (!state.IsStatusUnknown || !state.Expected.IsEmpty || state.IsStreaming)
        {
            return;
        }

        state.Scratch.Clear();
        state.Scratch.WriteBytes(Ping);
        _gateway.SendOwn(OwnMessage.Ping, state.Scratch.WrittenMemory);
        state.Expected.Push(ResponseKind.Hidden);
    }

    /// <summary>
    /// SHOW WARNINGS and GET DIAGNOSTICS would tell the words of a secured statement, which were withheld: a statement that does nothing
    /// takes them away.
    /// </summary>
    public void ForgetDiagnostics()
    {
        StatementWriter.WriteQuery(state.Scratch, state.BackendCapabilities, ForgettingText);
        _gateway.SendOwn(OwnMessage.ForgetDiagnostics, state.Scratch.WrittenMemory);
        state.Expected.Push(ResponseKind.Hidden);
    }
}
