using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>What is remembered of one backend connection over its leases.</summary>
public sealed class BackendState : IBackendState
{
    public BackendState(int preparedStatements, SessionState session)
    {
        (Session, Database) = (session, session.Database);
        Statements = new ServerStatements(preparedStatements);
        Own = new OwnAnswerReader(this);
    }

    /// <summary>Negotiated with this server.</summary>
    public SessionState Session { get; }

    /// <summary>The current database as the server last reported it; empty while it has reported none.</summary>
    public string Database { get; set; }

    /// <summary>The transaction that requests are made in, as the server gave it; 0 outside of one.</summary>
    public ulong TransactionDescriptor { get; set; }

    public int StatementCount => Statements.Count;

    /// <summary>What is prepared there, for whichever client.</summary>
    internal ServerStatements Statements { get; }

    /// <summary>Answers to what the gateway asks outside of a conversation.</summary>
    internal OwnAnswerReader Own { get; }

    public void Forget() => Statements.Forget();
}
