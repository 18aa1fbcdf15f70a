using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Gateway;

/// <summary>Statement texts of one session as analysis reads them: in UTF-8, long ones on a worker with a big stack.</summary>
internal sealed class SessionText(SessionSettings settings, ISessionNamespace meaning)
{
    private JudgeContext? _context;
    private byte[]? _asked;
    private byte[]? _lookedFor;
    private volatile Answer? _answer;

    private sealed record Answer(JudgedStatement? Judged, AnalysisError? Error, DecisionPlan? Refusal);

    /// <summary>The text in UTF-8. False: it cannot be read without doubt, and <paramref name="reason"/> says why.</summary>
    public bool TryRead(ReadOnlySpan<byte> sent, out ReadOnlySpan<byte> utf8, out string reason)
    {
        utf8 = sent;
        reason = "";
        HoldsBinary = false;
        if (!sent.ContainsAnyExceptInRange((byte)1, (byte)0x7f))
        {
            return true;
        }

        if (Current.Decode(sent, out var decoded) is { } error)
        {
            if (meaning.TryReadBinary(settings, sent, out var repaired))
            {
                HoldsBinary = true;
                utf8 = repaired;
                return true;
            }

            reason = error.Message;
            return false;
        }

        utf8 = decoded ?? sent;
        return true;
    }

    /// <summary>The text that was read last has string literals that are no characters; what was read has a substitute for them.</summary>
    public bool HoldsBinary { get; private set; }

    /// <summary>The encoding of the client's texts as it is now.</summary>
    public TextEncoding Current => meaning.Encoding(settings);

    /// <summary>
    /// Whether the catalog was just looked at for the names of this text; asked twice for a text, false the first time. The answer is
    /// taken: the next time the text comes, it is looked at again.
    /// </summary>
    public bool HasLookedFor(ReadOnlySpan<byte> utf8)
    {
        if (_lookedFor is { } text && utf8.SequenceEqual(text))
        {
            _lookedFor = null;
            return true;
        }

        _lookedFor = utf8.ToArray();
        return false;
    }

    /// <summary>What the worker found for this very text; taken once.</summary>
    public bool TryTakeAnalysis(
        JudgeContext context, ReadOnlySpan<byte> utf8, out JudgedStatement? judged, out AnalysisError? error, out DecisionPlan? refusal)
    {
        var answer = _answer;
        var isMine = answer is not null && ReferenceEquals(context, _context) && utf8.SequenceEqual(_asked);
        (judged, error, refusal) = isMine ? (answer!.Judged, answer.Error, answer.Refusal) : (null, null, null);
        if (isMine)
        {
            (_answer, _asked, _context) = (null, null, null);
        }

        return isMine;
    }

    public Task AnalyzeOnWorker(JudgeContext context, byte[] utf8)
    {
        (_answer, _asked, _context) = (null, utf8, context);
        return AnalysisWorkers.Run(() =>
        {
            var judged = StatementJudge.Analyze(context, utf8, out var error, out var refusal);
            _answer = new Answer(judged, error, refusal);
        });
    }
}
