using System.Buffers;
using System.Globalization;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Batches that only give handles up (<c>EXEC sp_unprepare 3;EXEC sp_cursorunprepare 7;</c>): mssql-jdbc releases what it has prepared in
/// this way. Handles of prepared statements are the gateway's own numbers, which no server may see.
/// </summary>
internal sealed class HandleTexts(ConversationState state)
{
    private static readonly SearchValues<string> Enders = SearchValues.Create(
        ["SP_UNPREPARE", "SP_RESET_CONNECTION"], StringComparison.OrdinalIgnoreCase);

    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly SyntheticAnswers _answers = new(state);
    private readonly Forwarding _forwarding = new(state);

    /// <summary>Whether a text may end handles at the server by itself, whoever they were given to.</summary>
    public static bool MayEndHandles(ReadOnlySpan<char> text) => text.ContainsAny(Enders);

    /// <summary>Whether it is worth a closer look.</summary>
    public static bool MayGiveUp(ReadOnlySpan<char> text) =>
        BeginsWith(text, "exec", "sp_unprepare") || BeginsWith(text, "exec", "sp_cursorunprepare");

    /// <summary>Whether a text begins with two words.</summary>
    public static bool BeginsWith(ReadOnlySpan<char> text, ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        var at = 0;
        return TryTake(text, ref at, first) && TryTake(text, ref at, second);
    }

    /// <summary>Gives up what the text names. False: it is another text.</summary>
    /// <param name="isDone">False: it waits for a backend.</param>
    public bool TryGiveUp(ReadOnlySpan<char> text, ResetReader resets, out bool isDone)
    {
        isDone = true;
        if (!TryRead(text, isReal: false, out var count, out var cursors))
        {
            return false;
        }

        if (cursors > 0 && !_gateway.EnsureLease())
        {
            isDone = false;
            return true;
        }

        if (cursors == 0)
        {
            TryRead(text, isReal: true, out _, out _);
            _answers.Complete(count, resets.IsDone);
            return true;
        }

        SendCursors(text, resets);
        return true;
    }

    /// <summary>The server is told of the cursors; of the others it knows nothing.</summary>
    private void SendCursors(ReadOnlySpan<char> text, ResetReader resets)
    {
        _forwarding.Begin(AnswerKind.Batch);
        var part = state.Plan.Add();
        (part.Kind, part.IsControl) = (PartKind.CursorOption, true);
        var mark = StatementWriter.Begin(state);
        TryRead(text, isReal: true, out _, out _);
        _forwarding.Send(mark, MessageKind.SqlBatch, resets);
    }

    /// <summary>Reads the whole text. False: something else stands in it.</summary>
    /// <param name="isReal">Also does what it says; what the server has to do goes to the payload.</param>
    private bool TryRead(ReadOnlySpan<char> text, bool isReal, out int count, out int cursors)
    {
        (count, cursors) = (0, 0);
        var at = 0;
        while (true)
        {
            SkipBlanks(text, ref at);
            if (at == text.Length)
            {
                return count > 0;
            }

            var isKnown = TryTake(text, ref at, "exec");
            var isCursor = isKnown && TryTake(text, ref at, "sp_cursorunprepare");
            isKnown &= isCursor || TryTake(text, ref at, "sp_unprepare");
            if (!isKnown || !TryReadNumber(text, ref at, out var handle))
            {
                return false;
            }

            SkipBlanks(text, ref at);
            if (at < text.Length && text[at++] != ';')
            {
                return false;
            }

            count++;
            cursors += isCursor && state.Cursors.TryGetPrepared(handle, out _) ? 1 : 0;
            if (isReal)
            {
                GiveUp(handle, isCursor);
            }
        }
    }

    private void GiveUp(int handle, bool isCursor)
    {
        if (!isCursor)
        {
            state.Statements.Remove(handle);
            return;
        }

        if (!state.Cursors.TryGetPrepared(handle, out _))
        {
            // It went with its backend.
            return;
        }

        Span<char> words = stackalloc char[48];
        words.TryWrite(CultureInfo.InvariantCulture, $"EXEC sp_cursorunprepare {handle};", out var length);
        state.Payload.WriteUnicode(words[..length]);
        state.Cursors.RemovePrepared(handle);
    }

    private static bool TryReadNumber(ReadOnlySpan<char> text, ref int at, out int number)
    {
        SkipBlanks(text, ref at);
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return int.TryParse(text[start..at], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static bool TryTake(ReadOnlySpan<char> text, ref int at, ReadOnlySpan<char> word)
    {
        SkipBlanks(text, ref at);
        if (!text[at..].StartsWith(word, StringComparison.OrdinalIgnoreCase)
            || (at + word.Length < text.Length && GoesOn(text[at + word.Length])))
        {
            return false;
        }

        at += word.Length;
        return true;
    }

    private static bool GoesOn(char next) => char.IsLetterOrDigit(next) || next is '_' or '.' or '@' or '#' or '$';

    private static void SkipBlanks(ReadOnlySpan<char> text, ref int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\r' or '\n')
        {
            at++;
        }
    }
}
