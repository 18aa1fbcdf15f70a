using System.Diagnostics.CodeAnalysis;
using ProxyDb.Policy.Decisions;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Host.Backends;

/// <summary>
/// A session's hold on a backend connection. The three Send overloads are the only ways to a server's socket after its login, and an
/// architecture test counts them: what a client said needs a permit, upkeep is a closed set, and so is ProxyDb's own SQL.
/// One object a session; attached to one connection after the other.
/// </summary>
public sealed class BackendLease(IWireProtocol protocol)
{
    private readonly WireBuffer _own = new();

    public BackendConnection? Connection { get; private set; }

    [MemberNotNullWhen(true, nameof(Connection))]
    public bool IsHeld => Connection is not null;

    public bool IsCongested => Connection is { } connection && connection.Transport.IsCongested;

    /// <summary>Sends what a decision permits, once.</summary>
    public void Send(ForwardPermit permit) => Held.Transport.Write(permit.Redeem().Span);

    /// <summary>Sends connection upkeep; the bytes are the client's message of that kind.</summary>
    public void Send(ControlMessage kind, ReadOnlySpan<byte> bytes)
    {
        if (kind is < ControlMessage.Sync or > ControlMessage.Continuation)
        {
            throw new ArgumentOutOfRangeException(nameof(kind));
        }

        Held.Transport.Write(bytes);
    }

    /// <summary>Sends a statement of ProxyDb's own.</summary>
    public void Send(OwnStatement statement)
    {
        if (statement.Text is null)
        {
            Held.Transport.Write(statement.Bytes.Span);
            return;
        }

        _own.Clear();
        protocol.WriteOwn(_own, Held.State, statement.Text);
        Held.Transport.Write(_own.Written);
    }

    internal void Attach(BackendConnection connection) => Connection = connection;

    internal BackendConnection Detach()
    {
        var connection = Held;
        Connection = null;
        return connection;
    }

    private BackendConnection Held => Connection ?? throw new InvalidOperationException("there is no lease");
}
