using System.Collections.Immutable;

namespace ProxyDb.Host.Audit;

/// <summary>What the records of one session share; registered once at login (contracts.md §4: session, client, target).</summary>
public sealed record AuditSession(
    string Id, string User, string Auth, string? Tls, string Application, string Listener,
    string ClientAddress, int ClientPort, string Cluster, string Database)
{
    /// <summary>Scratch of the session's lane; a copy made with <c>with</c> is another session and starts without it.</summary>
    internal SessionScratch Scratch;

    private AuditSession(AuditSession original)
    {
        (Id, User, Auth, Tls) = (original.Id, original.User, original.Auth, original.Tls);
        (Application, Listener, Driver) = (original.Application, original.Listener, original.Driver);
        (ClientAddress, ClientPort) = (original.ClientAddress, original.ClientPort);
        (Cluster, Database) = (original.Cluster, original.Database);
    }

    /// <summary>Name and version the driver tells, where the protocol has a place for it.</summary>
    public string? Driver { get; init; }
}

/// <summary>Who stands behind a shared login, as far as it is known.</summary>
/// <param name="Source">Where the name comes from: <c>comment</c>, <c>setting</c> …</param>
/// <param name="Trust"><c>signed</c>, <c>listener</c>, <c>none</c> …</param>
public sealed record AuditActor(string Id, string Source, string Trust);

/// <summary>
/// What all executions of one plan share: facts and decision in the audit's words. Made once when the plan is made; a lane
/// writes it into a segment once and refers to it afterwards. May be shared by lanes.
/// </summary>
public sealed record AuditTemplate(
    string Action,
    string Shape,
    string? NormalizedText,
    ImmutableArray<string> Tables,
    ImmutableArray<string> Columns,
    ImmutableArray<string> Tags,
    string Decision,
    ImmutableArray<string> Rules,
    ImmutableArray<string> Shadow,
    string Policy)
{
    /// <summary>Scratch of the lanes; a copy made with <c>with</c> is another template and starts without it.</summary>
    internal readonly TemplateScratch Scratch = new();

    private AuditTemplate(AuditTemplate original)
    {
        (Action, Shape, NormalizedText) = (original.Action, original.Shape, original.NormalizedText);
        (Tables, Columns, Tags) = (original.Tables, original.Columns, original.Tags);
        (Decision, Rules, Shadow, Policy) = (original.Decision, original.Rules, original.Shadow, original.Policy);
        (Masked, MaskedTags, Filtered) = (original.Masked, original.MaskedTags, original.Filtered);
        Scratch = new TemplateScratch();
    }

    /// <summary>Columns a mask covers.</summary>
    public ImmutableArray<string> Masked { get; init; } = [];

    /// <summary>Tags of those columns, one for each column and tag; <c>none</c> for a column without one. Counted, not recorded.</summary>
    public ImmutableArray<string> MaskedTags { get; init; } = [];

    /// <summary>Tables a row filter narrows.</summary>
    public ImmutableArray<string> Filtered { get; init; } = [];
}

/// <summary>A statement about to be sent or just refused.</summary>
public readonly ref struct StatementOpening
{
    public required AuditSession Session { get; init; }

    public required AuditTemplate Template { get; init; }

    /// <summary>UTF-8 text as sent; empty when the template's normalised text is to be used.</summary>
    public ReadOnlySpan<byte> Text { get; init; }

    /// <summary><c>host:port</c> of the backend, null when none was reached (denied).</summary>
    public string? Server { get; init; }

    public string? PinReason { get; init; }

    public AuditActor? Actor { get; init; }
}

/// <summary>How a statement ended.</summary>
public readonly ref struct StatementOutcome
{
    /// <summary><c>ok</c>, <c>error</c>, <c>denied</c>, <c>cancelled</c>, <c>lost</c>, <c>skipped</c> (a failed pipeline), <c>unknown</c>.</summary>
    public required string Status { get; init; }

    /// <summary>SQLSTATE as five ASCII bytes, or the protocol's own number of at most eight; empty for <c>00000</c>.</summary>
    public ReadOnlySpan<byte> Code { get; init; }

    public long Rows { get; init; }

    public long Affected { get; init; }

    public long Bytes { get; init; }

    public long DatabaseMicroseconds { get; init; }

    public bool Download { get; init; }
}

/// <summary>Names an open record until it is closed.</summary>
public readonly record struct AuditTicket(long Id);

/// <summary>A record other than a statement's: login, logout, policy, config, admin, gap, drain.</summary>
/// <param name="Event">The word in the record's <c>event</c> member.</param>
/// <param name="Fields">Further members, in order; values are text, numbers as text in invariant form.</param>
public sealed record AuditEvent(string Event, AuditSession? Session, ImmutableArray<KeyValuePair<string, string>> Fields);

/// <summary>
/// One loop's writer. Appends go to memory; <see cref="Network.ITurnHook.BeforeSends"/> writes them with one system call before
/// anything of the turn is sent; when it throws <see cref="AuditFault"/> nothing of the turn may be sent. Never allocates per
/// statement. Used on its loop only.
/// </summary>
public interface IAuditLane : Network.ITurnHook
{
    /// <summary>False when the spool is full and <c>audit.on_full</c> is refuse: the statement must then be refused too.</summary>
    bool TryOpen(in StatementOpening opening, out AuditTicket ticket);

    /// <summary>Long answers: rows and bytes so far. May be called at every buffer: it is written at most once a second.</summary>
    void Progress(AuditTicket ticket, long rows, long bytes);

    void Close(AuditTicket ticket, in StatementOutcome outcome);

    /// <summary>Opens and closes in one record, for denials.</summary>
    bool TryRecord(in StatementOpening opening, in StatementOutcome outcome);

    bool TryRecord(AuditEvent record);
}
