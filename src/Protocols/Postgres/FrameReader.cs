using System.Buffers.Binary;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// Cuts a byte stream into messages: one code byte, then an Int32 length that counts itself and the payload. The length is held
/// against the limit of its kind as soon as the five bytes are there, so nothing hostile is ever waited for or buffered.
/// </summary>
public static class FrameReader
{
    public const int HeaderLength = 5;

    private const int LengthOfLength = 4;

    /// <summary>Reads code and length. False: fewer than five bytes so far.</summary>
    /// <param name="fromClient">Whose codes these are.</param>
    /// <param name="totalLength">Bytes of the whole message, header included.</param>
    /// <exception cref="WireFault">A code nobody sends, or a length its kind cannot have.</exception>
    public static bool TryReadHeader(ReadOnlySpan<byte> bytes, WireLimits limits, bool fromClient, out byte kind, out int totalLength)
    {
        kind = 0;
        totalLength = 0;
        if (bytes.Length < HeaderLength)
        {
            return false;
        }

        var code = bytes[0];
        var length = BinaryPrimitives.ReadInt32BigEndian(bytes[1..]);
        var (least, most) = fromClient ? ClientBounds((ClientMessageKind)code, limits) : ServerBounds((ServerMessageKind)code, limits);
        if (length < least || length > most)
        {
            ThrowLength(code, fromClient, length > most);
        }

        kind = code;
        totalLength = length + 1;
        return true;
    }

    /// <summary>Reads one whole message. False: not all of it is there, nothing is consumed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, WireLimits limits, bool fromClient, out Frame frame)
    {
        if (!TryReadHeader(bytes, limits, fromClient, out var kind, out var totalLength) || bytes.Length < totalLength)
        {
            frame = default;
            return false;
        }

        frame = new Frame(kind, bytes[..totalLength], HeaderLength);
        return true;
    }

    /// <summary>Reads a message without a code (StartupMessage, SSLRequest, GSSENCRequest, CancelRequest): Int32 length, payload.</summary>
    public static bool TryReadStartup(ReadOnlySpan<byte> bytes, WireLimits limits, out Frame frame)
    {
        frame = default;
        if (!bytes.IsEmpty && bytes[0] == 0x16)
        {
            WireFault.Throw("direct TLS is not supported yet: connect with sslnegotiation=postgres");
        }

        if (bytes.Length < LengthOfLength)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(bytes);
        if (length < LengthOfLength + 4 || length > limits.StartupLength)
        {
            WireFault.Throw("a start-up message with an impossible length");
        }

        if (bytes.Length < length)
        {
            return false;
        }

        frame = new Frame(0, bytes[..length], LengthOfLength);
        return true;
    }

    private static (int Least, int Most) ClientBounds(ClientMessageKind kind, WireLimits limits) => kind switch
    {
        ClientMessageKind.Query => (LengthOfLength + 1, limits.StatementLength),
        ClientMessageKind.Parse => (LengthOfLength + 4, limits.StatementLength),
        ClientMessageKind.Bind => (LengthOfLength + 8, limits.RelayedLength),
        ClientMessageKind.Execute => (LengthOfLength + 5, LengthOfLength + limits.NameLength + 5),
        ClientMessageKind.Describe or ClientMessageKind.Close => (LengthOfLength + 2, LengthOfLength + limits.NameLength + 2),
        ClientMessageKind.Sync or ClientMessageKind.Flush or ClientMessageKind.Terminate => (LengthOfLength, LengthOfLength),
        ClientMessageKind.CopyData => (LengthOfLength, limits.RelayedLength),
        ClientMessageKind.CopyDone => (LengthOfLength, LengthOfLength),
        ClientMessageKind.CopyFail => (LengthOfLength + 1, limits.ServerControlLength),
        ClientMessageKind.FunctionCall => (LengthOfLength, limits.StatementLength),
        ClientMessageKind.Password => (LengthOfLength, limits.AuthenticationLength),
        _ => WireFault.Throw<(int, int)>($"a client message of unknown kind 0x{(byte)kind:x2}"),
    };

    private static (int Least, int Most) ServerBounds(ServerMessageKind kind, WireLimits limits) => kind switch
    {
        ServerMessageKind.DataRow => (LengthOfLength + 2, limits.RelayedLength),
        ServerMessageKind.CopyData => (LengthOfLength, limits.RelayedLength),
        ServerMessageKind.ReadyForQuery => (LengthOfLength + 1, LengthOfLength + 1),
        ServerMessageKind.BindComplete or ServerMessageKind.ParseComplete or ServerMessageKind.CloseComplete or
            ServerMessageKind.NoData or ServerMessageKind.PortalSuspended or ServerMessageKind.EmptyQueryResponse or
            ServerMessageKind.CopyDone => (LengthOfLength, LengthOfLength),
        ServerMessageKind.CommandComplete => (LengthOfLength + 1, limits.ServerControlLength),

        // These repeat what the client sent: `invalid input syntax for type integer: "…"` holds the whole literal.
        ServerMessageKind.ErrorResponse or ServerMessageKind.NoticeResponse =>
            (LengthOfLength + 1, limits.StatementLength + limits.ServerControlLength),
        ServerMessageKind.RowDescription or ServerMessageKind.ParameterDescription or ServerMessageKind.ParameterStatus =>
            (LengthOfLength + 2, limits.ServerControlLength),
        ServerMessageKind.CopyInResponse or ServerMessageKind.CopyOutResponse or ServerMessageKind.CopyBothResponse =>
            (LengthOfLength + 3, limits.ServerControlLength),
        ServerMessageKind.NotificationResponse => (LengthOfLength + 6, limits.ServerControlLength),
        ServerMessageKind.Authentication or ServerMessageKind.FunctionCallResponse => (LengthOfLength + 4, limits.AuthenticationLength),
        ServerMessageKind.BackendKeyData => (LengthOfLength + 8, LengthOfLength + 4 + 256),
        ServerMessageKind.NegotiateProtocolVersion => (LengthOfLength + 8, limits.StartupLength),
        _ => WireFault.Throw<(int, int)>($"a server message of unknown kind 0x{(byte)kind:x2}"),
    };

    private static void ThrowLength(byte kind, bool fromClient, bool isTooLong)
    {
        if (fromClient && isTooLong && (ClientMessageKind)kind is ClientMessageKind.Query or ClientMessageKind.Parse)
        {
            WireFault.Throw("a statement longer than `limits.statement`");
        }

        var name = fromClient ? ((ClientMessageKind)kind).ToString() : ((ServerMessageKind)kind).ToString();
        WireFault.Throw($"a {name} message that is too {(isTooLong ? "long" : "short")}");
    }
}
