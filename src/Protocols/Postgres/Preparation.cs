using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>Sees to it that the leased backend has the statements a message relies on, under names of the gateway.</summary>
internal sealed class Preparation(SessionState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;

    /// <summary>
    /// The statement at the server, null for the unnamed one, after appending a hidden Parse to the payload where this backend lacks it.
    /// </summary>
    public ServerStatement? Ensure(ClientStatement statement)
    {
        var server = state.Server!;
        if (statement.Name.Length == 0)
        {
            if (!server.HoldsUnnamed(statement, state.Epoch))
            {
                StatementWriter.WriteParse(state.Payload, default, statement);
                server.SendUnnamed(statement, state.Epoch);
                Marked(ref state.Expected.Push(ResponseKind.HiddenParse), statement).Subject = statement;
            }

            return null;
        }

        var key = statement.KeyIn(_gateway.Namespace);
        if (server.TryGet(key, state.Epoch, statement, out var prepared))
        {
            return prepared;
        }

        prepared = Prepare(statement, key);
        Marked(ref state.Expected.Push(ResponseKind.HiddenParse), statement).Server = prepared;
        return prepared;
    }

    /// <summary>Marks what is expected of a statement that is not sent as the client wrote it.</summary>
    public static ref Expected Marked(ref Expected expected, ClientStatement statement)
    {
        expected.Sent = statement.Judged.Sent;
        expected.IsReduced = expected.Sent is not null;
        return ref expected;
    }

    /// <summary>Appends the Parse under a server name; an evicted statement is closed before it.</summary>
    public ServerStatement Prepare(ClientStatement statement, StatementKey key)
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
    public bool GivesUp(JudgedText judged) =>
        judged.Deallocates is { } name && state.Statements.ContainsKey(System.Text.Encoding.UTF8.GetBytes(name));

    public void SendGone()
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

    public static ReadOnlySpan<byte> NameOf(ServerStatement? server) => server is null ? default : server.Name;

    /// <summary>The statement as the session keeps it; an equal unnamed statement keeps its object, so that steady state allocates nothing.</summary>
    public ClientStatement Keep(in ParseMessage message, JudgedText judged)
    {
        var givesUp = GivesUp(judged);
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
            GivesUp = givesUp,
        };
        if (message.Name.IsEmpty)
        {
            state.LastUnnamed = statement;
        }

        return statement;
    }
}
