using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// Answers that ProxyDb gives itself: denials, and commands that need no server. Each has its place in the order of answers, and tells
/// the status as it is when its turn comes. A denial changes nothing, as an error of the server ends no transaction.
/// </summary>
internal sealed class SyntheticAnswers(ConversationState state)
{
    /// <summary>COM_STATISTICS is asked to see whether the server lives; the figures of one server would say nothing of a pool.</summary>
    private static ReadOnlySpan<byte> Statistics =>
        "Uptime: 1  Threads: 1  Questions: 1  Slow queries: 0  Opens: 0  Open tables: 0  Queries per second avg: 0.0"u8;

    /// <summary>Characters of a text that the server shows in a syntax error.</summary>
    private const int NearLength = 80;

    private readonly IGatewaySession _gateway = state.Gateway;

    /// <param name="sequence">Of the last packet of the command.</param>
    public void Deny(Denial denial, byte sequence)
    {
        state.Expected.Push(ResponseKind.Denied, sequence).Subject = denial;
        Emit();
    }

    /// <summary>An error of the server's own words that answers a command which was not sent.</summary>
    /// <param name="packet">Payload of an ERR packet.</param>
    public void Fail(byte[] packet, byte sequence)
    {
        state.Expected.Push(ResponseKind.Denied, sequence).Subject = packet;
        Emit();
    }

    public void Answer(ResponseKind kind, byte sequence)
    {
        state.Expected.Push(kind, sequence);
        Emit();
    }

    /// <summary>Code of a denial, for its record.</summary>
    public static ReadOnlySpan<byte> CodeOf(Denial denial) => System.Text.Encoding.ASCII.GetBytes(ErrorWriter.CodeOf(denial));

    /// <summary>An error of the server's own that ProxyDb says in its place.</summary>
    public static Denial Native(string code, string message) => new(DenialCase.ProtocolViolation, message) { Code = code };

    /// <summary>1064 at a place of the text, as the server says it.</summary>
    public static Denial SyntaxError(ReadOnlySpan<byte> text, int start)
    {
        var near = System.Text.Encoding.UTF8.GetString(text[Math.Min(start, text.Length)..]);
        var shown = near.Length > NearLength ? near[..NearLength] : near;
        var line = text[..Math.Min(start, text.Length)].Count((byte)'\n') + 1;
        return Native(
            "1064",
            "You have an error in your SQL syntax; check the manual that corresponds to your MariaDB server version for the right syntax to use "
            + $"near '{shown}' at line {line}");
    }

    /// <summary>Gives the answers whose turn has come.</summary>
    public void Emit()
    {
        while (!state.DefersAnswers && !state.Expected.IsEmpty && ExpectedResponses.IsSynthetic(state.Expected.Head.Kind))
        {
            Write(ref state.Expected.Head);
            state.Expected.Pop();
        }
    }

    private void Write(ref Expected head)
    {
        var (buffer, sequence) = (state.Scratch, head.Sequence);
        buffer.Clear();
        if (head.Subject is Denial denial)
        {
            ErrorWriter.Write(buffer, ref sequence, denial);
            _gateway.ToClient(buffer.Written);
            return;
        }

        var mark = FrameWriter.Begin(buffer);
        switch (head.Kind)
        {
            case ResponseKind.Denied:
                buffer.WriteBytes((byte[])head.Subject!);
                break;
            case ResponseKind.SyntheticText:
                buffer.WriteBytes(Statistics);
                break;
            case ResponseKind.SyntheticEnd when !state.Session.DeprecatesEof:
                new EofPacket(0, state.Session.Status).Write(buffer);
                break;
            default:
                var header = head.Kind == ResponseKind.SyntheticEnd ? OkPacket.EndOfRowsHeader : OkPacket.Header;
                new OkPacket { Status = state.Session.Status }.Write(buffer, header, state.Session.Capabilities);
                break;
        }

        FrameWriter.End(buffer, mark, ref sequence);
        _gateway.ToClient(buffer.Written);
    }
}
