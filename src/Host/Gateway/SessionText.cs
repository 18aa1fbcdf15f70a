using System.Diagnostics.CodeAnalysis;
using ProxyDb.Host.Backends;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Gateway;

/// <summary>Statement texts of one session as analysis reads them: in UTF-8, long ones on a worker with a big stack.</summary>
internal sealed class SessionText(SessionSettings settings)
{
    private JudgeContext? _context;
    private byte[]? _asked;
    private volatile Answer? _answer;

    private sealed record Answer(JudgedStatement? Judged, AnalysisError? Error, DecisionPlan? Refusal);

    /// <summary>The text in UTF-8. False: it cannot be read without doubt, and <paramref name="reason"/> says why.</summary>
    public bool TryRead(ReadOnlySpan<byte> sent, out ReadOnlySpan<byte> utf8, out string reason)
    {
        utf8 = sent;
        reason = "";
        var encoding = settings.Effective[SettingNames.ClientEncoding];
        if (encoding is null || IsUtf8(encoding) || !sent.ContainsAnyExceptInRange((byte)0, (byte)0x7f))
        {
            return true;
        }

        reason = $"text outside of ASCII in the client encoding `{encoding}` cannot be analysed; set client_encoding to UTF8";
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

    private static bool IsUtf8([NotNullWhen(true)] string? encoding) =>
        encoding is not null
        && (encoding.Equals("utf8", StringComparison.OrdinalIgnoreCase) || encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || encoding.Equals("unicode", StringComparison.OrdinalIgnoreCase));
}
