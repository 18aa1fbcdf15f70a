using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>Answers to COM_STMT_PREPARE: the server's id is kept, the client is shown its own.</summary>
internal sealed class PreparationReader(ConversationState state, AnswerProgress progress, ClientRelay relay)
{
    private readonly AnswerEnd _end = new(state, progress, relay);

    /// <summary>Columns to be defined behind the parameters.</summary>
    private int _columns;

    public void OnPrepared(in ServerPacket packet)
    {
        ref var head = ref state.Expected.Head;
        var prepared = ComStmtPrepareOk.Read(packet.Payload);
        var (statement, server) = ((ClientStatement)head.Subject!, head.Server!);
        (server.Id, server.ParameterCount) = (prepared.StatementId, prepared.Parameters);
        var wanted = head.Kind == ResponseKind.Prepare ? statement.Judged.Sent?.ParameterCount ?? prepared.Parameters : statement.ParameterCount;
        if (prepared.Parameters != wanted)
        {
            Refuse(ref head, server);
        }
        else
        {
            server.IsConfirmed = true;
        }

        if (!server.IsKept)
        {
            // Given up while it was under way.
            state.Backend!.Statements.CloseLater(server.Id);
        }

        if (head.Kind == ResponseKind.Prepare && head.Exceeded is null)
        {
            statement.ParameterCount = prepared.Parameters;
            var buffer = relay.Begin(packet.Bytes, out var mark);
            (prepared with { StatementId = statement.Id, Warnings = head.Sent is null ? prepared.Warnings : (ushort)0 }).Write(buffer);
            relay.End(mark);
        }

        progress.HasTold |= prepared.Warnings > 0;
        (progress.Definitions, _columns) = (prepared.Parameters, prepared.Columns);
        NextDefinitions(packet);
    }

    /// <summary>The definitions of the parameters, or of the columns, have ended.</summary>
    public void OnDefinitionsEnd(in ServerPacket packet, bool hasEnd)
    {
        ref var head = ref state.Expected.Head;
        if (AnswerProgress.IsShown(ref head) && !state.Session.DeprecatesEof)
        {
            if (hasEnd)
            {
                relay.Pass(packet);
            }
            else
            {
                relay.WriteEnd(packet.Bytes, new OkPacket { Status = state.Session.Status });
            }
        }

        NextDefinitions(packet);
    }

    private void NextDefinitions(in ServerPacket packet)
    {
        if (progress.Definitions == 0)
        {
            (progress.Definitions, _columns) = (_columns, 0);
        }

        if (progress.Definitions > 0)
        {
            progress.Phase = ServerPhase.Definitions;
            return;
        }

        if (state.Expected.Head.Exceeded is { } denial)
        {
            relay.WriteError(packet.Bytes, denial);
        }

        _end.Finish(packet.Bytes);
    }

    /// <summary>It is another statement here than the client knows, or than was planned: nobody is to run it.</summary>
    private void Refuse(ref Expected head, ServerStatement server)
    {
        state.Backend!.Statements.Remove(server);
        var denial = SyntheticAnswers.Native("1615", "Prepared statement needs to be re-prepared: its parameters are others at this server");
        if (head.Kind == ResponseKind.HiddenPrepare)
        {
            server.Failure = ReducedDiagnostics.Packet(denial);
            return;
        }

        var statement = (ClientStatement)head.Subject!;
        state.Statements.Remove(statement.Id);
        state.LastPrepared = ReferenceEquals(state.LastPrepared, statement) ? null : state.LastPrepared;
        head.Exceeded = denial;
    }
}
