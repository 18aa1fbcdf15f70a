using System.Text;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds.Messages;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Answers that ProxyDb gives itself: denials, acknowledgements of what no server has to do with. They are whole messages in the client's
/// version. A denial changes nothing: an error of the server of its kind ends no transaction.
/// </summary>
internal sealed class SyntheticAnswers(ConversationState state)
{
    /// <summary>CurCmd of an Attention's acknowledgement.</summary>
    private const ushort AttentionCommand = 0xfd;

    /// <summary>CurCmd of a procedure.</summary>
    private const ushort ExecuteCommand = 0xe0;

    private readonly IGatewaySession _gateway = state.Gateway;

    /// <param name="resets">The client has asked for a reset with the request, which was done.</param>
    public void Deny(Denial denial, TokenKind done, bool resets)
    {
        var mark = Begin(resets);
        ErrorWriter.Write(state.Scratch, state.Session, denial);
        WriteDone(done, DoneStatus.Error);
        End(mark);
    }

    /// <summary>A request that the client has taken back before its end, or before it was sent on: nothing but an end that says so.</summary>
    public void Abandon(TokenKind done)
    {
        var mark = Begin(resets: false);
        WriteDone(done, DoneStatus.Error);
        End(mark);
    }

    /// <summary>Acknowledges an Attention that has nothing to stop.</summary>
    public void Acknowledge()
    {
        var mark = Begin(resets: false);
        WriteDone(TokenKind.Done, DoneStatus.Attention, AttentionCommand);
        End(mark);
    }

    /// <summary>Procedures that the gateway has run itself, with success.</summary>
    public void Complete(int count, bool resets)
    {
        var mark = Begin(resets);
        for (var i = 1; i <= count; i++)
        {
            state.Scratch.WriteByte((byte)TokenKind.ReturnStatus);
            state.Scratch.WriteUInt32(0);
            WriteDone(TokenKind.DoneProc, i < count ? DoneStatus.More : DoneStatus.Final, ExecuteCommand);
        }

        End(mark);
    }

    /// <summary>Number of a denial, for its record.</summary>
    public static ReadOnlySpan<byte> CodeOf(Denial denial) => Encoding.ASCII.GetBytes(ErrorWriter.CodeOf(denial));

    /// <summary>An error of the server's own that ProxyDb says in its place.</summary>
    public static Denial Native(string code, string message) => new(DenialCase.ProtocolViolation, message) { Code = code };

    private int Begin(bool resets)
    {
        state.Scratch.Clear();
        var mark = FrameWriter.Begin(state.Scratch);
        if (resets && state.Session.Version.IsAtLeast72())
        {
            state.Scratch.WriteBytes(EnvironmentReader.ResetAcknowledgement);
        }

        return mark;
    }

    private void WriteDone(TokenKind kind, DoneStatus status, ushort command = 0) =>
        new DoneToken(kind, status, command, Rows: 0).Write(state.Scratch, state.Session.Version);

    private void End(int mark)
    {
        FrameWriter.End(
            state.Scratch, mark, MessageKind.TabularResult, state.Session.PacketSize, PacketStatus.None, state.Session.Spid);
        _gateway.ToClient(state.Scratch.Written);
    }
}
