using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>Who has asked the server to stop, and waits for its acknowledgement.</summary>
internal enum AttentionOf
{
    Nobody,
    Client,

    /// <summary>The gateway: the acknowledgement is not shown.</summary>
    Gateway,
}

/// <summary>
/// What a client's conversation holds beside what its login has agreed on: handles, the answers that are due, what stops them. Shared by
/// <see cref="StatementReader"/> and <see cref="ResultReader"/>, owned by <see cref="Conversation"/>.
/// </summary>
internal sealed class ConversationState
{
    private ExpectedAnswer _plan = new();
    private ExpectedAnswer _own = new();

    public ConversationState(IGatewaySession gateway, WireLimits limits, SessionState session)
    {
        (Gateway, Limits, Session, Database) = (gateway, limits, session, session.Database);
        Expected = new ExpectedResponses(limits);
        Statements = new PreparedHandles(limits.PreparedStatements);
    }

    public IGatewaySession Gateway { get; }

    public WireLimits Limits { get; }

    /// <summary>What the client has agreed on with the gateway.</summary>
    public SessionState Session { get; }

    public ExpectedResponses Expected { get; }

    /// <summary>The answer to the request at hand, filled before that is sent.</summary>
    public ExpectedAnswer Plan => _plan;

    /// <summary>The current database: the login's, then as the server reports it.</summary>
    public string Database { get; set; }

    /// <summary>As of the last report of the server.</summary>
    public bool InTransaction { get; set; }

    public PreparedHandles Statements { get; }

    public CursorHandles Cursors { get; } = new();

    public AttentionOf Attention { get; set; }

    /// <summary>Attentions of the client while one was under way.</summary>
    public int RepeatedAttentions { get; set; }

    /// <summary>An <c>insert bulk</c> that was allowed and has run: its rows may follow.</summary>
    public PendingBulkLoad? BulkLoad { get; set; }

    /// <summary>A request of the client waits for an answer.</summary>
    public bool IsHeld { get; set; }

    /// <summary>One request at a time: the next one waits until the answer has come whole.</summary>
    public bool IsHolding => !Expected.IsEmpty || Attention != AttentionOf.Nobody;

    /// <summary>The client has asked for a reset that keeps the transaction: the session is as new once that has ended.</summary>
    public bool OwesSessionReset { get; set; }

    /// <summary>
    /// Up to 7.1 servers do not report transactions: whether one may have begun with the last statement, though none has said so.
    /// </summary>
    public bool MayBeginImplicitly { get; set; }

    /// <summary>Up to 7.1: whether a transaction is open is to be asked.</summary>
    public bool IsTransactionUnknown { get; set; }

    /// <summary>The transaction is asked for when the acknowledgement of an Attention has come.</summary>
    public bool AsksAfterAttention { get; set; }

    /// <summary>Messages of the protocol's own making, cleared for each.</summary>
    public WireBuffer Scratch { get; } = new(512);

    /// <summary>What goes to the backend under a permit.</summary>
    public WireBuffer Payload { get; } = new(4096);

    /// <summary>Texts and definitions of the request at hand in UTF-8.</summary>
    public WireBuffer Texts { get; } = new(512);

    public BackendState? Backend => Gateway.Backend as BackendState;

    /// <summary>The client's text of a call in UTF-8.</summary>
    public ReadOnlySpan<byte> TextOf(AnswerPart part) => part.Statement is { } statement ? statement.Text : Texts.Written[part.Text];

    public ReadOnlySpan<byte> DefinitionOf(AnswerPart part) => part.Statement is { } statement ? statement.Definition : Texts.Written[part.Definition];

    /// <summary>The request of <see cref="Plan"/> was sent.</summary>
    public void ExpectPlan() => Expected.Push(ref _plan);

    /// <summary>A request of the gateway's own was sent.</summary>
    public void ExpectOwn(AnswerKind kind)
    {
        _own.Begin(kind, Expected.Now);
        _own.Add();
        Expected.Push(ref _own);
    }

    /// <summary>The client has no handles any more.</summary>
    public void ForgetHandles()
    {
        Statements.Clear();
        Cursors.Clear();
    }
}
