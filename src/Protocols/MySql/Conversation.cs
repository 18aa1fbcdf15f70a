using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>One client's conversation after its login.</summary>
public sealed class Conversation : IConversation
{
    private readonly IGatewaySession _gateway;
    private readonly StatementReader _statements;

    public Conversation(IGatewaySession gateway, WireLimits limits, SessionState session)
    {
        _gateway = gateway;
        _statements = new StatementReader(gateway, limits, session);
    }

    public bool IsAtRest => true;

    public bool IsBusy => false;

    public bool IsMidMessage => false;

    public bool InTransaction => false;

    public int OnClient(ReadOnlySpan<byte> bytes) => _statements.Read(bytes);

    public int OnServer(ReadOnlySpan<byte> bytes) => ResultReader.Read(bytes);

    public bool TryGetRunning(out JudgedText? judged, out int index, out long since)
    {
        (judged, index, since) = (null, 0, 0);
        return false;
    }

    public void ExpectOwn() => throw new NotSupportedException();

    public void ReadOwn(string text) => throw new NotSupportedException();

    public void OnLeaseEnded(RecordStatus status)
    {
        // Nothing is ever sent on a lease.
    }

    public int RefuseWaiting(ReadOnlySpan<byte> bytes, Denial denial) => throw new NotSupportedException();

    public void WriteFatal(Denial denial)
    {
        var buffer = new WireBuffer();
        byte sequence = 1;
        ErrorWriter.Write(buffer, ref sequence, denial with { IsFatal = true });
        _gateway.ToClient(buffer.Written);
    }

    public bool HasStatement(string name) => false;

    public bool HasSecuredPortal(string name) => false;

    public void ForgetStatements(string? name)
    {
        // None is kept.
    }
}
