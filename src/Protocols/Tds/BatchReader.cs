using System.Buffers;
using System.Runtime.InteropServices;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>SQLBatch: a text that runs at once. It is decided whole before any of it is sent.</summary>
internal sealed class BatchReader(ConversationState state)
{
    private static readonly SearchValues<string> LegacyWrites = SearchValues.Create(["WRITETEXT", "UPDATETEXT"], StringComparison.OrdinalIgnoreCase);

    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly SyntheticAnswers _answers = new(state);
    private readonly Forwarding _forwarding = new(state);
    private readonly HandleTexts _handles = new(state);

    public bool OnBatch(in ClientRequest request, ResetReader resets)
    {
        var text = request.Body;
        if (!UnicodeText.TryToUtf8(text, state.Texts))
        {
            return Deny(new Denial(DenialCase.Encoding, "a text that is not valid UTF-16; send it in whole characters"), resets);
        }

        var characters = MemoryMarshal.Cast<byte, char>(text);
        if (HandleTexts.MayGiveUp(characters) && _handles.TryGiveUp(characters, resets, out var isDone))
        {
            return isDone;
        }

        switch (_gateway.Judge(StatementUse.Simple, state.Texts.Written, default, out var judged, out var denial))
        {
            case JudgeOutcome.Denied:
                return Deny(denial!, resets);
            case not JudgeOutcome.Allowed:
                return false;
        }

        var beginsBulk = judged!.CopiesIn || HandleTexts.BeginsWith(characters, "insert", "bulk");
        if (RefusalOf(judged, characters, beginsBulk) is { } refusal)
        {
            return DenyJudged(refusal, judged, resets);
        }

        return Send(request, judged, beginsBulk, resets);
    }

    private bool Send(in ClientRequest request, JudgedText judged, bool beginsBulk, ResetReader resets)
    {
        if (!_gateway.EnsureLease())
        {
            return false;
        }

        var ticket = 0L;
        if (judged.StatementCount > 0 && !_gateway.TryOpenRecord(judged, 0, state.Texts.Written, out ticket, out var denial))
        {
            return Deny(denial!, resets);
        }

        _forwarding.Begin(AnswerKind.Batch);
        var part = state.Plan.Add();
        (part.Judged, part.Sent, part.Ticket, part.BeginsBulkLoad) = (judged, judged.Sent, ticket, beginsBulk);
        part.Text = ..state.Texts.Length;
        part.ForgetsHandles = HandleTexts.MayEndHandles(MemoryMarshal.Cast<byte, char>(request.Body));
        NoteImplicit(MemoryMarshal.Cast<byte, char>(request.Body));
        var mark = StatementWriter.Begin(state);
        if (judged.Sent is { } sent)
        {
            StatementWriter.WriteSecured(state, judged, sent);
        }
        else
        {
            state.Payload.WriteBytes(request.Body);
        }

        _forwarding.Send(mark, MessageKind.SqlBatch, resets);
        return true;
    }

    /// <summary>Up to 7.1 nothing but the text tells that statements begin transactions by themselves.</summary>
    private void NoteImplicit(ReadOnlySpan<char> text)
    {
        if (!state.Session.Version.IsAtLeast72() && text.Contains("IMPLICIT_TRANSACTIONS", StringComparison.OrdinalIgnoreCase))
        {
            state.MayBeginImplicitly = !text.Contains("IMPLICIT_TRANSACTIONS OFF", StringComparison.OrdinalIgnoreCase)
                || text.Contains("IMPLICIT_TRANSACTIONS ON", StringComparison.OrdinalIgnoreCase);
        }
    }

    private static Denial? RefusalOf(JudgedText judged, ReadOnlySpan<char> text, bool beginsBulk)
    {
        if (beginsBulk && judged.Sent is not null)
        {
            return new Denial(DenialCase.FeatureNotSupported, "a bulk load cannot be done under masks or filters; use INSERT");
        }

        return text.ContainsAny(LegacyWrites) && text.Contains("BULK", StringComparison.OrdinalIgnoreCase)
            ? new Denial(DenialCase.FeatureNotSupported, "WRITETEXT BULK and UPDATETEXT BULK are not supported by the gateway; use UPDATE … .WRITE")
            : null;
    }

    private bool DenyJudged(Denial refusal, JudgedText judged, ResetReader resets)
    {
        if (_gateway.TryOpenRecord(judged, 0, state.Texts.Written, out var ticket, out _))
        {
            _gateway.CloseRecord(ticket, RecordStatus.Denied, SyntheticAnswers.CodeOf(refusal), default);
        }

        return Deny(refusal, resets);
    }

    /// <summary>True: the request is done with.</summary>
    private bool Deny(Denial denial, ResetReader resets)
    {
        _answers.Deny(denial, TokenKind.Done, resets.IsDone);
        return true;
    }
}
