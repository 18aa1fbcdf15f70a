using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// Says no in the server's place and keeps the server's truth: where something was given to it, a failing statement is sent in the
/// denied one's place, its error is swallowed and the denial is shown.
/// </summary>
internal sealed class Refusals(SessionState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;

    /// <summary>Refuses a simple Query: alone when the server's state is clean, else by a failing statement in its place.</summary>
    public void DenySimple(Denial denial)
    {
        state.Scratch.Clear();
        if (state.IsClean)
        {
            ErrorWriter.Write(state.Scratch, denial);
            ReadyForQueryMessage.Write(state.Scratch, TransactionStatus.Idle);
            _gateway.ToClient(state.Scratch.Written);
            return;
        }

        SendFailingStatement(denial, state.Epoch++);
        state.GivenSinceSync = false;
    }

    /// <summary>Refuses a message of the extended protocol likewise; up to the client's Sync the rest is passed over.</summary>
    public void DenyExtended(Denial denial)
    {
        state.Scratch.Clear();
        if (state.IsClean)
        {
            ErrorWriter.Write(state.Scratch, denial);
            _gateway.ToClient(state.Scratch.Written);
            state.Discarding = true;
            return;
        }

        SendFailingPrepare(denial);
    }

    /// <summary>SQLSTATE of a denial, for its record.</summary>
    public static ReadOnlySpan<byte> CodeOf(Denial denial) => System.Text.Encoding.ASCII.GetBytes(ErrorWriter.CodeOf(denial));

    public static Denial Native(string code, string message) => new(DenialCase.ProtocolViolation, message) { Code = code };

    public static Denial MissingStatement(ReadOnlySpan<byte> name) => Native(
        "26000", name.IsEmpty ? "unnamed prepared statement does not exist" : $"prepared statement \"{Text(name)}\" does not exist");

    public static Denial MissingPortal(ReadOnlySpan<byte> name) => Native("34000", $"portal \"{Text(name)}\" does not exist");

    public void SendFailingPrepare(Denial denial)
    {
        state.Scratch.Clear();
        StatementWriter.WriteFailingParse(state.Scratch);
        _gateway.SendOwn(OwnMessage.FailingPrepare, state.Scratch.WrittenMemory);
        state.Expected.Push(ResponseKind.DeniedPrepare).Subject = denial;
        state.GivenSinceSync = true;
        state.DiscardingAtServer = true;
    }

    /// <summary>
    /// The server completed a simple Query that the client sees fail. In a transaction block a failing statement is sent: true, and its
    /// answer is the end. Outside of one nothing is left to undo.
    /// </summary>
    public bool End(Denial denial, int epoch, TransactionStatus status)
    {
        if (status != TransactionStatus.InTransaction)
        {
            Show(denial, default);
            return false;
        }

        state.Expected.Pop();
        SendFailingStatement(denial, epoch);
        return true;
    }

    public bool Show(Denial denial, ReadOnlySpan<byte> serverCode)
    {
        if (serverCode.SequenceEqual("25P02"u8) && denial.Case != DenialCase.Syntax && denial.Code is not ("26000" or "34000"))
        {
            // In an aborted transaction the answer is the server's own; what is not there it misses before it looks at that.
            return true;
        }

        state.Scratch.Clear();
        ErrorWriter.Write(state.Scratch, denial);
        _gateway.ToClient(state.Scratch.Written);
        return false;
    }

    private void SendFailingStatement(Denial denial, int epoch)
    {
        state.Scratch.Clear();
        StatementWriter.WriteFailingQuery(state.Scratch);
        _gateway.SendOwn(OwnMessage.FailingStatement, state.Scratch.WrittenMemory);
        ref var expected = ref state.Expected.Push(ResponseKind.DeniedStatement);
        expected.Subject = denial;
        expected.Epoch = epoch;
    }

    private static string Text(ReadOnlySpan<byte> name) => System.Text.Encoding.UTF8.GetString(name);
}
