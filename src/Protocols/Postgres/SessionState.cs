using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>A bound statement. The unnamed portal's object is reused by every Bind.</summary>
internal sealed class Portal
{
    public JudgedText? Judged;

    public ClientStatement? Statement;

    /// <summary>What it was bound from at the server; null for the unnamed statement.</summary>
    public ServerStatement? Server;

    /// <summary>What was sent in the place of the statement it was bound from; null: its own text.</summary>
    public SentText? Sent;

    /// <summary>What was announced of its result.</summary>
    public AnnouncedResult? Announced;

    /// <summary>Result formats of its Bind, as they stand on the wire; kept where values are masked as they pass.</summary>
    public byte[] Formats = [];

    /// <summary>When its Bind was sent (<see cref="IGatewaySession.Now"/>).</summary>
    public long BoundAt;

    /// <summary>BindComplete was seen.</summary>
    public bool IsConfirmed;

    /// <summary>Open audit record of this binding, 0 when it was closed or has passed to an Execute that ended it.</summary>
    public long Ticket;

    public long Rows;

    public long Bytes;

    /// <summary>Stopwatch ticks its suspended executions took.</summary>
    public long Ticks;

    /// <summary>The epoch it was bound in.</summary>
    public int Epoch;

    /// <summary>Rises with every Bind, so that a late answer does not touch the next binding.</summary>
    public int Generation;
}

/// <summary>
/// What a client's conversation has negotiated and holds: statements, portals, transaction status, and where it stands in a
/// pipeline. Shared by <see cref="StatementReader"/> and <see cref="ResultReader"/>, owned by <see cref="Conversation"/>.
/// </summary>
internal sealed class SessionState
{
    public SessionState(IGatewaySession gateway, WireLimits limits)
    {
        Gateway = gateway;
        Limits = limits;
        Expected = new ExpectedResponses(limits);
    }

    public IGatewaySession Gateway { get; }

    public WireLimits Limits { get; }

    public ExpectedResponses Expected { get; }

    public Dictionary<byte[], ClientStatement> Statements { get; } = new(ByteStringComparer.Instance);

    /// <summary>The statement of the last Parse without a name; null after a simple Query, which drops it at the server.</summary>
    public ClientStatement? Unnamed { get; set; }

    /// <summary>
    /// The unnamed statement as of the last answer: what <see cref="Unnamed"/> falls back to when the server passes over what changed it.
    /// </summary>
    public ClientStatement? ConfirmedUnnamed { get; set; }

    /// <summary>The object of the last unnamed statement, kept to be used again by an equal Parse.</summary>
    public ClientStatement? LastUnnamed { get; set; }

    public Dictionary<byte[], Portal> Portals { get; } = new(ByteStringComparer.Instance);

    public Portal UnnamedPortal { get; } = new();

    /// <summary>Open records of bindings that were given up without an end of their own; closed at the next ReadyForQuery.</summary>
    public List<(long Ticket, int Epoch)> LooseTickets { get; } = [];

    /// <summary>
    /// Counts the Syncs and Queries sent. A ReadyForQuery ends the transaction of its own epoch only: what the client has pipelined
    /// behind it lives on.
    /// </summary>
    public int Epoch { get; set; }

    /// <summary>As of the server's last ReadyForQuery.</summary>
    public TransactionStatus Transaction { get; set; } = TransactionStatus.Idle;

    /// <summary>Something was given to the backend since the last Sync or simple Query: a transaction may be open there.</summary>
    public bool GivenSinceSync { get; set; }

    /// <summary>An error was answered without the backend: what the client sends up to its Sync is passed over.</summary>
    public bool Discarding { get; set; }

    /// <summary>A failing statement was sent for a denied one: up to the client's Sync nothing more is sent.</summary>
    public bool DiscardingAtServer { get; set; }

    public bool FlushedForHold { get; set; }

    /// <summary>What was sent may be answered with an error of ours: until its end nothing follows it.</summary>
    public bool HoldsFollowers { get; set; }

    /// <summary>A message of the client waits for that.</summary>
    public bool IsHeld { get; set; }

    /// <summary>What the server sends now answers the gateway itself.</summary>
    public bool IsHidden => !Expected.IsEmpty && ExpectedResponses.IsOwn(Expected.Head.Kind);

    public bool IsHolding => HoldsFollowers && !Expected.IsEmpty;

    /// <summary>The server reads copy data: CopyInResponse was seen and the client has not ended its data.</summary>
    public bool CopyActive { get; set; }

    /// <summary>A COPY … FROM STDIN was sent and not answered: the client may send data ahead.</summary>
    public int CopiesPending { get; set; }

    /// <summary>Bytes of a streamed message (Bind, CopyData) that are still to come from the client.</summary>
    public int StreamedRest { get; set; }

    /// <summary>Hidden values of a Bind, until their place has come.</summary>
    public HiddenTail Tail { get; } = new();

    /// <summary>The epoch in which something secured was sent last; -1: the transaction has seen none.</summary>
    public int SecuredEpoch { get; set; } = -1;

    /// <summary>Whether that rest goes to the backend, or belongs to a message that is passed over.</summary>
    public bool StreamsToServer { get; set; }

    /// <summary>Messages of the protocol's own making, cleared for each.</summary>
    public WireBuffer Scratch { get; } = new(512);

    public WireBuffer Payload { get; } = new(512);

    public ServerStatements? Server => Gateway.Backend as ServerStatements;

    /// <summary>Whether the backend is known to be outside a transaction with nothing outstanding, or there is none.</summary>
    public bool IsClean =>
        Gateway.Backend is null || (Expected.IsEmpty && !GivenSinceSync && Transaction == TransactionStatus.Idle);

    public bool TryFindStatement(ReadOnlySpan<byte> name, out ClientStatement? statement)
    {
        if (name.IsEmpty)
        {
            statement = Unnamed;
            return statement is not null;
        }

        return Statements.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out statement);
    }

    public bool TryFindPortal(ReadOnlySpan<byte> name, out Portal? portal)
    {
        if (name.IsEmpty)
        {
            portal = UnnamedPortal.Judged is null ? null : UnnamedPortal;
            return portal is not null;
        }

        return Portals.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out portal);
    }

    /// <summary>The portal that a Bind (re)creates, with its former record set loose.</summary>
    public Portal OpenPortal(ReadOnlySpan<byte> name)
    {
        Portal? portal;
        if (name.IsEmpty)
        {
            portal = UnnamedPortal;
        }
        else if (!Portals.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out portal))
        {
            if (Portals.Count >= Limits.Portals)
            {
                WireFault.Throw("too many open portals; close them");
            }

            portal = new Portal();
            Portals.Add(name.ToArray(), portal);
        }

        Abandon(portal);
        portal.Epoch = Epoch;
        return portal;
    }

    public void ClosePortal(ReadOnlySpan<byte> name)
    {
        if (TryFindPortal(name, out var portal))
        {
            Abandon(portal!);
            if (!name.IsEmpty)
            {
                Portals.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(name);
            }
        }
    }

    /// <summary>
    /// The Bind failed or was passed over. What the server may still hold under that name is another binding, decided and recorded as
    /// such: it is not to be had any more.
    /// </summary>
    public void ForgetPortal(Portal portal)
    {
        Abandon(portal);
        foreach (var (name, kept) in Portals)
        {
            if (ReferenceEquals(kept, portal))
            {
                Portals.Remove(name);
                return;
            }
        }
    }

    /// <summary>Portals end with their transaction: those that were bound up to an epoch.</summary>
    public void ClosePortals(int epoch)
    {
        if (UnnamedPortal.Epoch <= epoch)
        {
            Abandon(UnnamedPortal);
        }

        if (Portals.Count > 0)
        {
            foreach (var (name, portal) in Portals)
            {
                if (portal.Epoch <= epoch)
                {
                    Abandon(portal);
                    Portals.Remove(name);
                }
            }
        }
    }

    public void CloseLooseTickets(RecordStatus status, int epoch)
    {
        for (var i = LooseTickets.Count - 1; i >= 0; i--)
        {
            if (LooseTickets[i].Epoch <= epoch)
            {
                Gateway.CloseRecord(LooseTickets[i].Ticket, status, default, default);
                LooseTickets.RemoveAt(i);
            }
        }
    }

    /// <summary>Takes a loose record out to close it with its own end; false: it is not there.</summary>
    public bool TakeLooseTicket(long ticket)
    {
        for (var i = 0; i < LooseTickets.Count; i++)
        {
            if (LooseTickets[i].Ticket == ticket)
            {
                LooseTickets.RemoveAt(i);
                return true;
            }
        }

        return false;
    }

    private void Abandon(Portal portal)
    {
        if (portal.Ticket != 0)
        {
            LooseTickets.Add((portal.Ticket, portal.Epoch));
            portal.Ticket = 0;
        }

        portal.Judged = null;
        portal.Statement = null;
        portal.Sent = null;
        portal.Announced = null;
        portal.Server = null;
        portal.IsConfirmed = false;
        portal.Rows = 0;
        portal.Bytes = 0;
        portal.Ticks = 0;
        portal.Generation++;
    }
}
