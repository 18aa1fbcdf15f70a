using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>Reads what a client sends: every command is refused.</summary>
internal sealed class StatementReader(IGatewaySession gateway, WireLimits limits, SessionState session)
{
    private readonly WireBuffer _assembly = new();
    private readonly WireBuffer _answer = new();

    public int Read(ReadOnlySpan<byte> bytes)
    {
        var consumed = 0;
        while (ClientMessageReader.TryRead(bytes[consumed..], limits, _assembly, out var kind, out var payload, out var used, out var sequence))
        {
            consumed += used;
            ClientMessageReader.Check(kind, payload, session.Capabilities, limits);
            if (kind == ClientMessageKind.Quit)
            {
                gateway.ClientDone();
                break;
            }

            _answer.Clear();
            StatementWriter.WriteRefusal(_answer, (byte)(sequence + 1));
            gateway.ToClient(_answer.Written);
        }

        return consumed;
    }
}
