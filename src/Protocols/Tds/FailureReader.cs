using System.Buffers.Binary;
using System.Globalization;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>ERROR and INFO (MS-TDS §2.2.7.9, §2.2.7.13): an error ends its statement and perhaps its batch; the answer goes on to its DONE.</summary>
internal sealed class FailureReader(ConversationState state, AnswerProgress progress, ClientRelay relay)
{
    private const int NumberAt = 3;
    private const int ClassAt = 8;
    private const int FatalClass = 20;
    private const int DigitsMax = 11;

    /// <summary>There is no such prepared statement (any more).</summary>
    private const int UnknownHandle = 8179;

    private const int ExecuteFailed = 586;

    /// <summary>The context of database or language has changed: the server's own words, without anything of a statement.</summary>
    private const int DatabaseChanged = 5701;
    private const int LanguageChanged = 5703;

    private readonly IGatewaySession _gateway = state.Gateway;

    public void OnError(ExpectedAnswer head, ReadOnlySpan<byte> token, long start)
    {
        var number = BinaryPrimitives.ReadInt32LittleEndian(token[NumberAt..]);
        progress.Error = progress.Error == 0 ? number : progress.Error;
        Tell(number, token[ClassAt] >= FatalClass && !head.IsHidden && head.Exceeded is null);
        if (number is UnknownHandle or ExecuteFailed && head.Current.Server is { } server)
        {
            state.Backend?.Statements.Remove(server);
        }

        if (head.Exceeded is not null)
        {
            relay.Leave(start);
        }
        else if (head.Current.IsReduced)
        {
            state.Scratch.Clear();
            ReducedDiagnostics.Write(state.Scratch, state.Session, token, head.Current.Sent is { } sent ? sent.ClientText : default);
            relay.Put(start, state.Scratch.Written);
        }
        else
        {
            relay.Pass(token);
        }
    }

    /// <summary>Messages that are no errors: PRINT, RAISERROR of low severity, what the server tells of itself.</summary>
    public void OnInfo(ExpectedAnswer head, ReadOnlySpan<byte> token, long start)
    {
        var number = BinaryPrimitives.ReadInt32LittleEndian(token[NumberAt..]);
        if (head.Exceeded is not null || (head.Current.IsReduced && number is not (DatabaseChanged or LanguageChanged)))
        {
            relay.Leave(start);
        }
        else
        {
            relay.Pass(token);
        }
    }

    /// <summary>An error that answers nothing: the server is about to end the connection.</summary>
    public void OnUnasked(ReadOnlySpan<byte> token) => Tell(BinaryPrimitives.ReadInt32LittleEndian(token[NumberAt..]), isShownFatal: false);

    private void Tell(int number, bool isShownFatal)
    {
        Span<byte> digits = stackalloc byte[DigitsMax];
        number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        _gateway.ServerError(digits[..length], isShownFatal);
    }
}
