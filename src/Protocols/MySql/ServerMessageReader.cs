using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>Reads what a backend sends: whole messages, or only the header of those that are relayed (rows).</summary>
public static class ServerMessageReader
{
    /// <summary>
    /// Kind and length of the next message's first packet; false: fewer than five bytes so far. A row goes on in further packets when
    /// the length is <see cref="FrameReader.LongestPacket"/>; those packets have no kind and are the caller's to pass on.
    /// </summary>
    /// <param name="deprecatesEof">CLIENT_DEPRECATE_EOF was negotiated.</param>
    /// <exception cref="WireFault">A packet that cannot stand there, or is longer than its kind may be.</exception>
    public static bool TryReadHeader(
        ReadOnlySpan<byte> bytes, ServerPhase phase, bool deprecatesEof, WireLimits limits, out ServerMessageKind kind, out int length,
        out byte sequence)
    {
        kind = default;
        if (!FrameReader.TryReadHeader(bytes, out length, out sequence))
        {
            return false;
        }

        if (length == 0)
        {
            WireFault.Throw("an empty packet of the server");
        }

        if (bytes.Length <= FrameReader.HeaderLength)
        {
            return false;
        }

        kind = KindOf(bytes[FrameReader.HeaderLength], length, phase, deprecatesEof);
        if (kind != ServerMessageKind.Row && length > Math.Min(limits.ServerControlLength, FrameReader.LongestPacket - 1))
        {
            WireFault.Throw("a packet of the server that is too long");
        }

        return true;
    }

    /// <summary>The next message if it is there whole and stands in one packet; rows of several packets fault.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> bytes, ServerPhase phase, bool deprecatesEof, WireLimits limits, out ServerMessageKind kind, out Frame frame)
    {
        frame = default;
        return TryReadHeader(bytes, phase, deprecatesEof, limits, out kind, out _, out _)
            && FrameReader.TryRead(bytes, FrameReader.LongestPacket - 1, out frame);
    }

    /// <summary>
    /// Which packet begins with this byte. 0xFE begins a row too, when its first field has 2²⁴ bytes or more: then the packet has the
    /// greatest length, which an end of rows never has.
    /// </summary>
    public static ServerMessageKind KindOf(byte first, int length, ServerPhase phase, bool deprecatesEof) => phase switch
    {
        _ when first == 0xff && length < FrameReader.LongestPacket => ServerMessageKind.Error,
        ServerPhase.Rows when first == 0xfe && (deprecatesEof ? length < FrameReader.LongestPacket : length < 9) => ServerMessageKind.EndOfFile,
        ServerPhase.Rows => ServerMessageKind.Row,
        ServerPhase.Definitions when first == 0xfe && length < 9 => ServerMessageKind.EndOfFile,
        ServerPhase.Definitions => ServerMessageKind.Definition,
        ServerPhase.PrepareResponse when first == 0 => ServerMessageKind.PrepareOk,
        ServerPhase.Response when first == 0 => ServerMessageKind.Ok,
        ServerPhase.Response when first == 0xfb => ServerMessageKind.LocalInfile,
        ServerPhase.Response when first == 0xfe && length < 9 => ServerMessageKind.EndOfFile,
        ServerPhase.Response when first < 0xfe && length <= 9 => ServerMessageKind.ColumnCount,
        _ => WireFault.Throw<ServerMessageKind>("a packet of the server that has no place there"),
    };

    /// <summary>Reads the payload by its kind to the end, only to see whether it is well formed.</summary>
    /// <exception cref="WireFault">It is not.</exception>
    public static void Check(ServerMessageKind kind, ReadOnlySpan<byte> payload, Capabilities capabilities)
    {
        switch (kind)
        {
            case ServerMessageKind.Ok:
                CheckOk(payload, capabilities);
                break;
            case ServerMessageKind.EndOfFile when payload.Length > 5 && (capabilities & Capabilities.DeprecateEof) != 0:
                CheckOk(payload, capabilities);
                break;
            case ServerMessageKind.EndOfFile:
                EofPacket.Read(payload);
                break;
            case ServerMessageKind.Error:
                ErrPacket.Read(payload);
                break;
            case ServerMessageKind.ColumnCount:
                var count = new PacketReader(payload);
                count.ReadLength();
                count.ExpectEnd("a number of columns");
                break;
            case ServerMessageKind.Definition:
                ColumnDefinition41.Read(payload, (capabilities & Capabilities.MariaDbExtendedMetadata) != 0);
                break;
            case ServerMessageKind.PrepareOk:
                ComStmtPrepareOk.Read(payload);
                break;
        }
    }

    private static void CheckOk(ReadOnlySpan<byte> payload, Capabilities capabilities)
    {
        var changes = new SessionStateChanges(OkPacket.Read(payload, capabilities).StateChanges);
        while (changes.MoveNext())
        {
            // Each is read to its end.
        }
    }
}
