using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>Reads what a backend sends: whole messages, or only the header of those that are relayed (DataRow, CopyData).</summary>
public static class ServerMessageReader
{
    /// <summary>Code and length of the next message; false: fewer than five bytes so far.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> bytes, WireLimits limits, out ServerMessageKind kind, out int totalLength)
    {
        var isRead = FrameReader.TryReadHeader(bytes, limits, fromClient: false, out var code, out totalLength);
        kind = (ServerMessageKind)code;
        return isRead;
    }

    /// <summary>The next whole message; false: not all of it is there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, WireLimits limits, out ServerMessageKind kind, out Frame frame)
    {
        var isRead = FrameReader.TryRead(bytes, limits, fromClient: false, out frame);
        kind = (ServerMessageKind)frame.Kind;
        return isRead;
    }

    /// <summary>Reads the payload by its kind to the end, only to see whether it is well formed.</summary>
    /// <exception cref="WireFault">It is not, or the kind is refused.</exception>
    public static void Check(ServerMessageKind kind, ReadOnlySpan<byte> payload)
    {
        switch (kind)
        {
            case ServerMessageKind.Authentication:
                AuthenticationMessage.Read(payload);
                break;
            case ServerMessageKind.BackendKeyData:
                BackendKeyDataMessage.Read(payload);
                break;
            case ServerMessageKind.ParameterStatus:
                ParameterStatusMessage.Read(payload);
                break;
            case ServerMessageKind.NegotiateProtocolVersion:
                NegotiateProtocolVersionMessage.Read(payload);
                break;
            case ServerMessageKind.ErrorResponse or ServerMessageKind.NoticeResponse:
                ErrorFields.Read(payload);
                break;
            case ServerMessageKind.NotificationResponse:
                NotificationResponseMessage.Read(payload);
                break;
            case ServerMessageKind.CopyBothResponse or ServerMessageKind.FunctionCallResponse:
                WireFault.Throw("an answer to what was never asked");
                break;
            default:
                CheckResult(kind, payload);
                break;
        }
    }

    private static void CheckResult(ServerMessageKind kind, ReadOnlySpan<byte> payload)
    {
        switch (kind)
        {
            case ServerMessageKind.ReadyForQuery:
                ReadyForQueryMessage.Read(payload);
                break;
            case ServerMessageKind.CommandComplete:
                CommandCompleteMessage.Read(payload);
                break;
            case ServerMessageKind.RowDescription:
                RowDescriptionMessage.Read(payload);
                break;
            case ServerMessageKind.ParameterDescription:
                ParameterDescriptionMessage.Read(payload);
                break;
            case ServerMessageKind.DataRow:
                DataRowMessage.Read(payload);
                break;
            case ServerMessageKind.CopyInResponse or ServerMessageKind.CopyOutResponse:
                CopyResponseMessage.Read(payload);
                break;
            case ServerMessageKind.CopyData:
                break;
            case ServerMessageKind.BindComplete or ServerMessageKind.CloseComplete or ServerMessageKind.ParseComplete or
                ServerMessageKind.NoData or ServerMessageKind.PortalSuspended or ServerMessageKind.EmptyQueryResponse or
                ServerMessageKind.CopyDone:
                new WireReader(payload).ExpectEnd("a message without fields");
                break;
            default:
                WireFault.Throw("a server message of unknown kind");
                break;
        }
    }
}
