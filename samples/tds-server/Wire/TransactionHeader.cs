namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>ALL_HEADERS, of which the transaction descriptor matters here.</summary>
internal static class TransactionHeader
{
    public static ulong Read(ByteReader reader)
    {
        var total = reader.UInt32();
        if (total < 4 || total - 4 > (uint)reader.Remaining)
            throw ProtocolError.EndedEarly();
        var left = (int)total - 4;
        ulong descriptor = 0;
        while (left > 0)
        {
            var length = reader.UInt32();
            if (length < 6 || length > left)
                throw ProtocolError.EndedEarly();
            var type = reader.UInt16();
            var data = reader.Bytes((int)length - 6);
            if (type == 2)
                descriptor = data.Length >= 8 ? BitConverter.ToUInt64(data) : throw ProtocolError.EndedEarly();
            left -= (int)length;
        }

        return descriptor;
    }
}
