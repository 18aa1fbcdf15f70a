using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>Reads what a logged-in client sends: whole messages, or only the header of those that are streamed.</summary>
public static class ClientMessageReader
{
    /// <summary>
    /// Command and length of the next command's first packet; false: fewer than five bytes so far. The message goes on in further
    /// packets when the length is <see cref="FrameReader.LongestPacket"/>.
    /// </summary>
    /// <param name="isCompressed">
    /// The sequence that counts is that of the compressed packets; some clients go on with this one from command to command.
    /// </param>
    /// <exception cref="WireFault">A command packet that is empty or does not begin a sequence, or is longer than its kind may be.</exception>
    public static bool TryReadHeader(
        ReadOnlySpan<byte> bytes, WireLimits limits, out ClientMessageKind kind, out int length, bool isCompressed = false)
    {
        kind = default;
        if (!FrameReader.TryReadHeader(bytes, out length, out var sequence))
        {
            return false;
        }

        if (length == 0 || (sequence != 0 && !isCompressed))
        {
            WireFault.Throw(length == 0 ? "an empty command packet" : "a command packet whose sequence id is not 0");
        }

        if (bytes.Length <= FrameReader.HeaderLength)
        {
            return false;
        }

        kind = (ClientMessageKind)bytes[FrameReader.HeaderLength];
        if (length > LongestOf(kind, limits))
        {
            ThrowLength(kind);
        }

        return true;
    }

    /// <summary>The next whole message; false: not all of it is there.</summary>
    /// <param name="assembly">Scratch for messages of several packets, which <paramref name="payload"/> is then a view of.</param>
    /// <param name="payload">With the command byte.</param>
    /// <param name="sequence">Id of its last packet: the answer begins with the next one.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> bytes, WireLimits limits, WireBuffer assembly, out ClientMessageKind kind, out ReadOnlySpan<byte> payload,
        out int consumed, out byte sequence, bool isCompressed = false)
    {
        payload = default;
        consumed = 0;
        sequence = 0;
        return TryReadHeader(bytes, limits, out kind, out _, isCompressed)
            && FrameReader.TryReadMessage(bytes, LongestOf(kind, limits), assembly, out payload, out consumed, out sequence);
    }

    /// <summary>Longest payload of a command, over all its packets.</summary>
    public static int LongestOf(ClientMessageKind kind, WireLimits limits) => kind switch
    {
        ClientMessageKind.Query or ClientMessageKind.StmtPrepare => limits.StatementLength,
        ClientMessageKind.StmtExecute or ClientMessageKind.StmtSendLongData or ClientMessageKind.StmtBulkExecute => limits.RelayedLength,
        ClientMessageKind.ChangeUser => limits.AuthenticationLength,
        _ => limits.ServerControlLength,
    };

    /// <summary>Reads the payload by its kind to the end, only to see whether it is well formed.</summary>
    /// <param name="payload">With the command byte.</param>
    /// <exception cref="WireFault">It is not.</exception>
    public static void Check(ClientMessageKind kind, ReadOnlySpan<byte> payload, Capabilities capabilities, WireLimits limits)
    {
        switch (kind)
        {
            case ClientMessageKind.Query:
                ComQuery.Read(payload, capabilities, limits);
                break;
            case ClientMessageKind.StmtExecute:
                ComStmtExecute.Read(payload);
                break;
            case ClientMessageKind.StmtSendLongData:
                ComStmtSendLongData.Read(payload);
                break;
            case ClientMessageKind.StmtClose or ClientMessageKind.StmtReset:
                ComStatement.Read(payload);
                break;
            case ClientMessageKind.StmtFetch:
                ComStmtFetch.Read(payload);
                break;
            case ClientMessageKind.SetOption:
                ComSetOption.Read(payload);
                break;
            case ClientMessageKind.FieldList:
                ComFieldList.Read(payload);
                break;
            case ClientMessageKind.ChangeUser:
                ComChangeUser.Read(payload, capabilities);
                break;
            case ClientMessageKind.Quit or ClientMessageKind.Ping or ClientMessageKind.Statistics or ClientMessageKind.ResetConnection:
                if (payload.Length != 1)
                {
                    WireFault.Throw("extra bytes at the end of a command without fields");
                }

                break;
        }
    }

    private static void ThrowLength(ClientMessageKind kind) => WireFault.Throw(
        kind is ClientMessageKind.Query or ClientMessageKind.StmtPrepare
            ? "a statement longer than `limits.statement`"
            : $"a command 0x{(byte)kind:x2} that is too long");
}
