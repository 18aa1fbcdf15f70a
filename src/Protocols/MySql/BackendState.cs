using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>What is remembered of one backend connection over its leases.</summary>
public sealed class BackendState : IBackendState
{
    public BackendState(int preparedStatements, SessionState session)
    {
        Session = session;
        Own = new OwnAnswerReader(this);
        Statements = new ServerStatements(preparedStatements);
    }

    /// <summary>Negotiated with this server, with its last status.</summary>
    public SessionState Session { get; }

    /// <summary>The current database as the server last reported it; null while it has reported none.</summary>
    public string? Database { get; set; }

    public int StatementCount => Statements.Count;

    /// <summary>What is prepared there, for whichever client.</summary>
    internal ServerStatements Statements { get; }

    /// <summary>Answers to what the gateway asks outside of a conversation.</summary>
    internal OwnAnswerReader Own { get; }

    public void Forget() => Statements.Forget();
}
