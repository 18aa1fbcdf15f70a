using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// What a client's conversation holds beside what its login has agreed on: prepared statements, the answers that are due, and where it
/// stands in a pipeline. Shared by <see cref="StatementReader"/> and <see cref="ResultReader"/>, owned by <see cref="Conversation"/>.
/// </summary>
internal sealed class ConversationState
{
    /// <summary>Flags that speak of one answer only.</summary>
    private const ServerStatus OfAnswer = ServerStatus.MoreResultsExist | ServerStatus.CursorExists | ServerStatus.LastRowSent
        | ServerStatus.OutParameters | ServerStatus.SessionStateChanged | ServerStatus.NoGoodIndexUsed | ServerStatus.NoIndexUsed
        | ServerStatus.QueryWasSlow | ServerStatus.MetadataChanged | ServerStatus.DatabaseDropped;

    private uint _lastId;

    public ConversationState(IGatewaySession gateway, WireLimits limits, SessionState session)
    {
        (Gateway, Limits, Session, Database) = (gateway, limits, session, session.Database);
        AllowsMultiStatements = session.Has(Capabilities.MultiStatements);
        Expected = new ExpectedResponses(limits);
        File = new LocalFileTransfer(this);
    }

    public IGatewaySession Gateway { get; }

    public WireLimits Limits { get; }

    /// <summary>What the client has agreed on with the gateway, and the status it was told last.</summary>
    public SessionState Session { get; }

    public ExpectedResponses Expected { get; }

    /// <summary>CLIENT_MULTI_STATEMENTS, as COM_SET_OPTION has left it.</summary>
    public bool AllowsMultiStatements { get; set; }

    /// <summary>The current database: the login's, then as the server reports it; empty: none.</summary>
    public string Database { get; set; }

    public bool InTransaction => (Session.Status & ServerStatus.InTransaction) != 0;

    public Dictionary<uint, ClientStatement> Statements { get; } = [];

    /// <summary>What id 0xFFFFFFFF means to MariaDB's clients; null: its preparation failed, or there was none.</summary>
    public ClientStatement? LastPrepared { get; set; }

    /// <summary>Statements with a cursor or long data at the server: the lease is kept for them.</summary>
    public int HeldCount { get; private set; }

    /// <summary>A statement that is being prepared again, for a command that waits for its id.</summary>
    public ServerStatement? Awaited { get; set; }

    /// <summary>What was sent may be answered with an error of ours, or makes the client speak: until its end nothing follows it.</summary>
    public bool HoldsFollowers { get; set; }

    /// <summary>A command of the client waits for that.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Behind an error, too, until the server has told its status: nobody knows before whether its session may be changed.</summary>
    public bool IsHolding => !Expected.IsEmpty && (HoldsFollowers || IsStatusUnknown || Awaited is { IsConfirmed: false, Failure: null });

    /// <summary>A command is being read, of which the last packet decides how its answer is numbered: nothing is said until then.</summary>
    public bool DefersAnswers { get; set; }

    /// <summary>An error was seen, which tells no status: whether a transaction is open is to be asked.</summary>
    public bool IsStatusUnknown { get; set; }

    /// <summary>A command of the client was shown and not taken: it waits for a verdict, a backend or an answer.</summary>
    public bool IsCommandWaiting { get; set; }

    /// <summary>What the server sends now answers the gateway itself.</summary>
    public bool IsHidden => !Expected.IsEmpty && ExpectedResponses.IsHidden(Expected.Head.Kind);

    /// <summary>Contents of a file that the client is sending.</summary>
    public LocalFileTransfer File { get; }

    /// <summary>Part of a command went to the server and its rest has not come: nothing else may be sent.</summary>
    public bool IsStreaming { get; set; }

    /// <summary>Messages of the protocol's own making, cleared for each.</summary>
    public WireBuffer Scratch { get; } = new(512);

    /// <summary>What goes to the backend under a permit.</summary>
    public WireBuffer Payload { get; } = new(512);

    public BackendState? Backend => Gateway.Backend as BackendState;

    /// <summary>Capabilities of the leased backend.</summary>
    public Capabilities BackendCapabilities => Backend?.Session.Capabilities ?? Capabilities.None;

    /// <summary>The server has told its status: the client's session is in it, but for what spoke of one answer.</summary>
    public void TakeStatus(ServerStatus status)
    {
        IsStatusUnknown = false;
        Session.Status = status & ~OfAnswer;
        if (Backend is { } backend)
        {
            backend.Session.Status = Session.Status;
        }
    }

    public uint NextId() => ++_lastId == uint.MaxValue ? _lastId = 1 : _lastId;

    /// <summary>The statement of an id; null: there is none.</summary>
    public ClientStatement? Find(uint id) =>
        id == uint.MaxValue ? LastPrepared : Statements.TryGetValue(id, out var statement) ? statement : null;

    /// <summary>A cursor or long data hang on a statement at the server from now on.</summary>
    public void Hold(ClientStatement statement, ServerStatement server)
    {
        if (statement.Held is null)
        {
            (statement.Held, server.IsHeld) = (server, true);
            HeldCount++;
        }
    }

    /// <summary>Nothing does any more.</summary>
    public void Release(ClientStatement statement)
    {
        (statement.LongData, statement.Cursor) = (null, null);
        if (statement.Held is { } held)
        {
            (statement.Held, held.IsHeld) = (null, false);
            HeldCount--;
        }
    }

    /// <summary>The client has no prepared statements any more.</summary>
    public void ForgetStatements()
    {
        foreach (var statement in Statements.Values)
        {
            Release(statement);
        }

        Statements.Clear();
        LastPrepared = null;
    }
}
