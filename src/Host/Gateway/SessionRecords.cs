using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using ProxyDb.Host.Audit;
using ProxyDb.Policy.Decisions;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>The audit records of one session's statements.</summary>
internal sealed class SessionRecords(
    IAuditLane lane, AuditSession session, SessionMetrics metrics, SessionSlots slots, IWireProtocol protocol)
{
    private static readonly Denial SpoolFull = new(
        DenialCase.LimitReached, "the audit spool is full and `audit.on_full` is refuse: nothing may run unrecorded; tell the operator of proxydb");

    /// <summary>Statements recorded since the login.</summary>
    public long Count { get; private set; }

    public bool TryOpen(
        JudgedStatement judged, Decision decision, int index, ReadOnlySpan<byte> text, string? server, string? pin, out long ticket,
        [NotNullWhen(false)] out Denial? denial)
    {
        var template = judged.Template(decision, index);
        var opening = new StatementOpening
        {
            Session = session,
            Template = template,
            Text = template.NormalizedText is null ? judged.TextOf(index, text) : default,
            Server = server,
            PinReason = pin,
        };
        ticket = 0;
        denial = null;
        if (!slots.TryTake(decision.Limits, out var slot))
        {
            denial = new Denial(
                DenialCase.LimitReached,
                $"as many statements as rule `{decision.Limits.ConcurrencyRule}` allows at a time are running; try again later");
            Denied(judged.Template(Denials.AsDecision(denial), index), judged.TextOf(index, text), protocol.CodeOf(denial));
            return false;
        }

        if (!lane.TryOpen(opening, out var opened))
        {
            slot?.Leave();
            denial = SpoolFull;
            return false;
        }

        Count++;
        metrics.Count(template);
        ticket = opened.Id + 1;
        slots.Keep(slot, ticket);
        return true;
    }

    public void Progress(long ticket, long rows, long bytes)
    {
        if (ticket != 0)
        {
            lane.Progress(new AuditTicket(ticket - 1), rows, bytes);
        }
    }

    public void Close(long ticket, RecordStatus status, ReadOnlySpan<byte> code, in ResultCounts counts)
    {
        if (ticket == 0)
        {
            return;
        }

        lane.Close(
            new AuditTicket(ticket - 1),
            new StatementOutcome
            {
                Status = Word(status), Code = code.IsEmpty && status != RecordStatus.Unknown ? protocol.SuccessCode : code,
                Rows = counts.Rows, Affected = counts.Affected, Bytes = counts.Bytes,
                DatabaseMicroseconds = (long)Stopwatch.GetElapsedTime(0, counts.Ticks).TotalMicroseconds,
            });
        slots.Closed(ticket);
    }

    /// <summary>A refused text: one record for each of its statements. A full spool loses none of them: the text is refused anyway.</summary>
    public void Denied(AuditTemplate template, ReadOnlySpan<byte> text, string code)
    {
        Count++;
        metrics.Count(template);
        Span<byte> ascii = stackalloc byte[8];
        var length = code.Length <= ascii.Length ? Encoding.ASCII.GetBytes(code, ascii) : 0;
        var opening = new StatementOpening
        {
            Session = session, Template = template, Text = template.NormalizedText is null ? text : default,
        };
        _ = lane.TryRecord(opening, new StatementOutcome { Status = Word(RecordStatus.Denied), Code = ascii[..length] });
    }

    private static string Word(RecordStatus status) => status switch
    {
        RecordStatus.Ok => "ok",
        RecordStatus.Error => "error",
        RecordStatus.Denied => "denied",
        RecordStatus.Cancelled => "cancelled",
        RecordStatus.Lost => "lost",
        RecordStatus.Skipped => "skipped",
        _ => "unknown",
    };
}
