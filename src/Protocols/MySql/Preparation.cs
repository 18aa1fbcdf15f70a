using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>Sees to it that the leased backend has the statement that a command relies on, under the server's own id.</summary>
internal sealed class Preparation(ConversationState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly Forwarding _forwarding = new(state);

    /// <summary>
    /// The statement at the server; null: it is being prepared there, and the command waits for its id. Ids are the server's to give, so
    /// a command cannot follow its preparation blindly.
    /// </summary>
    public ServerStatement? Ensure(ClientStatement statement)
    {
        if (statement.Held is { } held && ReferenceEquals(held.Key.Text, statement.Sent))
        {
            return held;
        }

        var statements = state.Backend!.Statements;
        var key = statement.KeyIn(_gateway.Namespace);
        if (statements.TryGet(key, out var server))
        {
            state.Awaited = server.IsConfirmed ? null : server;
            return server.IsConfirmed ? server : null;
        }

        server = Prepare(statement);
        ref var expected = ref state.Expected.Push(ResponseKind.HiddenPrepare, server.PrepareSequence);
        expected.Subject = statement;
        expected.Server = server;
        expected.Sent = statement.Judged.Sent;
        expected.IsReduced = expected.Sent is not null;
        state.Awaited = server;
        return null;
    }

    /// <summary>Sends COM_STMT_PREPARE of the statement as it stands.</summary>
    public ServerStatement Prepare(ClientStatement statement)
    {
        var server = state.Backend!.Statements.Add(statement.KeyIn(_gateway.Namespace));
        server.For = statement;
        CloseStale();
        state.Payload.Clear();
        byte sequence = 0;
        var mark = FrameWriter.Begin(state.Payload);
        state.Payload.WriteByte((byte)ClientMessageKind.StmtPrepare);
        state.Payload.WriteBytes(statement.Sent);
        FrameWriter.End(state.Payload, mark, ref sequence);
        server.PrepareSequence = (byte)(sequence - 1);
        _forwarding.Send(statement.Judged);
        return server;
    }

    /// <summary>Closes at the server what nobody needs any more; there is no answer to it.</summary>
    public void CloseStale()
    {
        while (state.Backend!.Statements.TryTakeStale(out var id))
        {
            StatementWriter.WriteStatement(state.Scratch, ClientMessageKind.StmtClose, id);
            _gateway.SendOwn(OwnMessage.CloseStatement, state.Scratch.WrittenMemory);
        }
    }

    /// <summary>What hung on the client's statement at the server is given up, with a statement there that was its own.</summary>
    public void GiveUp(ClientStatement statement)
    {
        state.Release(statement);
        if (statement.IsPrivate && state.Backend is { } backend && backend.Statements.TryGet(statement.KeyIn(_gateway.Namespace), out var own))
        {
            backend.Statements.Discard(own);
        }
    }
}
