using System.Text;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// A server asks for a file of the client's. It is shown only where the statement that runs is the LOAD DATA LOCAL of that very file: a
/// server could ask for any.
/// </summary>
internal sealed class LocalFileRequest(ConversationState state, AnswerProgress progress, ClientRelay relay)
{
    public void OnRequest(in ServerPacket packet)
    {
        ref var head = ref state.Expected.Head;
        if (head.Exceeded is null && IsWanted(ref head, LocalInfile.Read(packet.Payload)))
        {
            relay.Pass(packet);
            state.File.Begin(relay.Next, progress.Next);
            return;
        }

        if (state.Expected.Count > 1 || !ExpectedResponses.Runs(head.Kind))
        {
            // What was sent behind it would be taken for the contents.
            WireFault.Throw("the backend asked for a file that the statement does not name");
        }

        head.Exceeded ??= new Denial(
            DenialCase.Policy, "the database asked for a file of the client that the statement does not name; nothing was sent to it");
        state.Scratch.Clear();
        FrameWriter.WriteHeader(state.Scratch, 0, progress.Next++);
        state.Gateway.SendControl(ControlMessage.CopyDone, state.Scratch.Written);
        progress.Next = (byte)(packet.Sequence + 2);
    }

    private bool IsWanted(ref Expected head, ReadOnlySpan<byte> name) =>
        head.Kind is ResponseKind.Query or ResponseKind.Execute
        && state.Session.Has(Capabilities.LocalFiles)
        && head.Index < head.Judged!.StatementCount
        && head.Judged.LocalFile(head.Index) is { } wanted
        && name.SequenceEqual(Encoding.UTF8.GetBytes(wanted));
}
