using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>Reads what a logged-in client sends: whole messages, or only the header of those that are streamed (Bind, CopyData).</summary>
public static class ClientMessageReader
{
    /// <summary>Code and length of the next message; false: fewer than five bytes so far.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> bytes, WireLimits limits, out ClientMessageKind kind, out int totalLength)
    {
        var isRead = FrameReader.TryReadHeader(bytes, limits, fromClient: true, out var code, out totalLength);
        kind = (ClientMessageKind)code;
        return isRead;
    }

    /// <summary>The next whole message; false: not all of it is there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, WireLimits limits, out ClientMessageKind kind, out Frame frame)
    {
        var isRead = FrameReader.TryRead(bytes, limits, fromClient: true, out frame);
        kind = (ClientMessageKind)frame.Kind;
        return isRead;
    }

    /// <summary>Reads the payload by its kind to the end, only to see whether it is well formed.</summary>
    /// <exception cref="WireFault">It is not, or the kind is not one of a logged-in client.</exception>
    public static void Check(ClientMessageKind kind, ReadOnlySpan<byte> payload, WireLimits limits)
    {
        switch (kind)
        {
            case ClientMessageKind.Query:
                QueryMessage.Read(payload);
                break;
            case ClientMessageKind.Parse:
                ParseMessage.Read(payload, limits);
                break;
            case ClientMessageKind.Bind:
                BindMessage.Read(payload, limits);
                break;
            case ClientMessageKind.Describe:
                DescribeMessage.Read(payload, limits);
                break;
            case ClientMessageKind.Execute:
                ExecuteMessage.Read(payload, limits);
                break;
            case ClientMessageKind.Close:
                CloseMessage.Read(payload, limits);
                break;
            case ClientMessageKind.CopyFail:
                CopyFailMessage.Read(payload);
                break;
            case ClientMessageKind.Sync or ClientMessageKind.Flush or ClientMessageKind.Terminate or ClientMessageKind.CopyDone:
                new WireReader(payload).ExpectEnd("a message without fields");
                break;
            case ClientMessageKind.CopyData:
            case ClientMessageKind.FunctionCall:
                break;
            default:
                WireFault.Throw("a message that has no place after the login");
                break;
        }
    }
}
