using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace ProxyDb.Policy.Decisions;

public enum Verdict
{
    Deny,
    Allow,
}

/// <summary>Why a statement was refused, for the native error (contracts.md §6).</summary>
public enum RefusalReason
{
    None,

    /// <summary>No rule allows an access, or a rule denies it.</summary>
    Policy,

    /// <summary>Facts are incomplete.</summary>
    NotUnderstood,

    /// <summary>Limits of the analysis.</summary>
    TooLargeOrDeep,

    /// <summary>A limit of the policy: rows, rate, concurrency.</summary>
    Limit,
}

/// <summary>The lowest of all limits that match; null where none does.</summary>
public sealed record StatementLimits(long? Rows, bool TruncateRows, TimeSpan? Timeout, int? Concurrency, string? ConcurrencyRule)
{
    /// <summary>The rule that set <see cref="Rows"/>, for the native error.</summary>
    public string? RowsRule { get; init; }

    /// <summary>The rule that set <see cref="Timeout"/>.</summary>
    public string? TimeoutRule { get; init; }

    public static StatementLimits None { get; } = new(null, false, null, null, null);
}

public enum AuditLevel
{
    Minimal,
    Standard,
    Full,
}

public enum BindValues
{
    None,
    Hash,
    Plain,
}

/// <summary>The answer to one statement. Immutable; decisions without live conditions are made once and shared.</summary>
public sealed class Decision
{
    /// <summary>Stands in <see cref="Shadow"/> for an access that no rule allows.</summary>
    public const string NoRule = "proxydb.no-rule";

    internal Decision(Verdict verdict) => Verdict = verdict;

    public Verdict Verdict { get; }

    public RefusalReason Reason { get; internal init; }

    /// <summary>Ids of every rule that matched, in file order; for a denial the deciding rule is first.</summary>
    public ImmutableArray<string> Rules { get; internal init; } = [];

    /// <summary>Rules in shadow mode, or under <c>enforcement: observe</c>, that would have decided otherwise.</summary>
    public ImmutableArray<string> Shadow { get; internal init; } = [];

    /// <summary>One sentence for the client; empty for an allow.</summary>
    public string Message { get; internal init; } = "";

    public string? Hint { get; internal init; }

    public StatementLimits Limits { get; internal init; } = StatementLimits.None;

    public AuditLevel AuditLevel { get; internal init; } = AuditLevel.Standard;

    public BindValues BindValues { get; internal init; } = BindValues.None;

    /// <summary>Tags of the columns touched, for the audit and for normalising its text.</summary>
    public ImmutableArray<string> Tags { get; internal init; } = [];

    /// <summary>Masks and filters an allow is bound to: without them in the text that is sent it is no allow.</summary>
    public Obligations Obligations { get; internal init; } = Obligations.None;

    /// <summary>An audit rule asks for an alert.</summary>
    public bool Alert { get; internal init; }

    /// <summary>An audit rule counts the answer as a download of data.</summary>
    public bool Download { get; internal init; }

    /// <summary>A refusal for a reason that lies outside of the rules (state of the session): always a denial.</summary>
    public static Decision Refusal(RefusalReason reason, string message, string? hint = null) =>
        new(Verdict.Deny) { Reason = reason, Message = message, Hint = hint };

    /// <summary>An allow whose obligations cannot be met here: a denial by the rule that asks for them.</summary>
    public Decision Unmet(string message, string? rule) => new(Verdict.Deny)
    {
        Reason = RefusalReason.Policy,
        Rules = rule is null ? Rules : [rule, .. Rules.Where(r => r != rule)],
        Shadow = Shadow,
        Message = message,
        Tags = Tags,
        AuditLevel = AuditLevel,
        BindValues = BindValues,
        Alert = Alert,
    };

    /// <summary>
    /// Arms the slot with the bytes that may now be sent once. False for anything but an allow, and for an allow that is bound to
    /// obligations: of that only a secured form may be sent, which has a way of its own to a <see cref="ForwardPermit"/>.
    /// </summary>
    public bool TryPermit(ForwardPermit.Slot slot, ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out ForwardPermit? permit)
    {
        permit = Verdict == Verdict.Allow && Obligations.IsEmpty ? slot.Arm(payload) : null;
        return permit is not null;
    }

    internal Decision With(StatementLimits limits, AuditLevel level, BindValues binds, bool alert, bool download) => new(Verdict)
    {
        Reason = Reason,
        Rules = Rules,
        Shadow = Shadow,
        Message = Message,
        Hint = Hint,
        Tags = Tags,
        Obligations = Obligations,
        Limits = limits,
        AuditLevel = level,
        BindValues = binds,
        Alert = alert,
        Download = download,
    };
}
