using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>Reads what a logged-in client sends: whole requests, or only the header of what is streamed (bulk loads).</summary>
public static class ClientMessageReader
{
    /// <summary>Longest RPC, parameters and all.</summary>
    private const int RpcLength = 64 << 20;

    private const int TransactionRequestLength = 64 << 10;

    /// <summary>Header of the next packet; false: fewer than eight bytes so far.</summary>
    /// <exception cref="WireFault">Its kind has no place after the login, or it is longer than was agreed.</exception>
    public static bool TryReadHeader(ReadOnlySpan<byte> bytes, int packetSize, out PacketHeader header)
    {
        if (!FrameReader.TryReadHeader(bytes, packetSize, out header))
        {
            return false;
        }

        if (header.Kind is not (MessageKind.SqlBatch or MessageKind.Rpc or MessageKind.TransactionManager or MessageKind.BulkLoad or MessageKind.Attention))
        {
            WireFault.Throw("a packet that has no place after the login");
        }

        if ((header.Status & PacketStatus.Reset) == PacketStatus.Reset)
        {
            WireFault.Throw("a packet that resets the connection in both ways at once");
        }

        return true;
    }

    /// <summary>The next whole request; false: not all of it is there. See <see cref="FrameReader.TryReadMessage"/>.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> bytes, int packetSize, WireLimits limits, WireBuffer assembly, out PacketHeader header,
        out ReadOnlySpan<byte> payload, out int consumed)
    {
        payload = default;
        consumed = 0;
        return TryReadHeader(bytes, packetSize, out header)
            && FrameReader.TryReadMessage(bytes, packetSize, LongestOf(header.Kind, limits), assembly, out header, out payload, out consumed);
    }

    /// <summary>Longest payload of a request that is read whole, in bytes: texts are UTF-16 here and UTF-8 where they are bounded.</summary>
    public static int LongestOf(MessageKind kind, WireLimits limits) => kind switch
    {
        MessageKind.SqlBatch => (int)Math.Min((2L * limits.StatementLength) + (64 << 10), Array.MaxLength),
        MessageKind.Rpc => (int)Math.Min(Math.Max(RpcLength, (2L * limits.StatementLength) + (64 << 10)), Array.MaxLength),
        MessageKind.TransactionManager => TransactionRequestLength,
        MessageKind.Attention => 0,
        _ => int.MaxValue,
    };

    /// <summary>Reads the payload by its kind to the end, only to see whether it is well formed.</summary>
    /// <exception cref="WireFault">It is not, or the kind is not one of a logged-in client.</exception>
    public static void Check(MessageKind kind, ReadOnlySpan<byte> payload, TdsVersion version)
    {
        var body = kind is MessageKind.SqlBatch or MessageKind.Rpc or MessageKind.TransactionManager
            ? payload[AllHeaders.Read(payload, version).Length..]
            : payload;
        switch (kind)
        {
            case MessageKind.SqlBatch when body.Length % 2 == 0:
            case MessageKind.Attention when body.IsEmpty:
                break;
            case MessageKind.Rpc:
                CheckRpcs(body, version);
                break;
            case MessageKind.TransactionManager:
                TransactionRequest.Read(body);
                break;
            case MessageKind.BulkLoad:
                BulkLoad.CheckBeginning(body);
                break;
            default:
                WireFault.Throw("a request that is malformed or has no place after the login");
                break;
        }
    }

    private static void CheckRpcs(ReadOnlySpan<byte> body, TdsVersion version)
    {
        var reader = new RpcReader(body, version);
        var count = 0;
        while (reader.MoveNext())
        {
            count++;
        }

        if (count == 0)
        {
            WireFault.Throw("an RPC request without an RPC");
        }
    }
}
