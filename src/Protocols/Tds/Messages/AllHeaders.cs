using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds.Messages;

/// <summary>ALL_HEADERS (MS-TDS §2.2.5.3): what stands before batches, RPCs and transaction requests from 7.2 on.</summary>
/// <param name="Length">Bytes of all headers, 0 up to 7.1.</param>
/// <param name="Transaction">The descriptor that the client believes to be the current one.</param>
/// <param name="HasNotification">The client asks for a query notification.</param>
public readonly record struct AllHeaders(int Length, ulong Transaction, bool HasNotification)
{
    /// <summary>Of the headers that <see cref="Write"/> writes.</summary>
    public const int WrittenLength = 22;

    private const int NotificationHeader = 1;
    private const int TransactionHeader = 2;

    /// <exception cref="WireFault">Lengths that do not fit.</exception>
    public static AllHeaders Read(ReadOnlySpan<byte> payload, TdsVersion version)
    {
        if (!version.IsAtLeast72())
        {
            return default;
        }

        var outer = new FieldReader(payload);
        var total = outer.ReadUInt32();
        if (total < 4 || total > (uint)payload.Length)
        {
            WireFault.Throw("headers of a request that are longer than it");
        }

        var reader = new FieldReader(payload[4..(int)total]);
        var (transaction, hasNotification) = (0UL, false);
        while (reader.Remaining > 0)
        {
            var length = reader.ReadUInt32();
            var kind = reader.ReadUInt16();
            if (length < 6)
            {
                WireFault.Throw("a header of a request that is shorter than its own head");
            }

            var data = new FieldReader(reader.ReadBytes(length - 6));
            transaction = kind == TransactionHeader ? data.ReadUInt64() : transaction;
            hasNotification |= kind == NotificationHeader;
        }

        return new AllHeaders((int)total, transaction, hasNotification);
    }

    /// <summary>Writes the one header that is required; nothing up to 7.1.</summary>
    public static void Write(WireBuffer buffer, TdsVersion version, ulong transaction)
    {
        if (!version.IsAtLeast72())
        {
            return;
        }

        buffer.WriteUInt32(WrittenLength);
        buffer.WriteUInt32(WrittenLength - 4);
        buffer.WriteUInt16(TransactionHeader);
        buffer.WriteUInt64(transaction);
        buffer.WriteUInt32(1);
    }
}
