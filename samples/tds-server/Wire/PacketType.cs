namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>The first byte of a packet, and bits of the second.</summary>
internal static class PacketType
{
    public const byte Batch = 1, Rpc = 3, Response = 4, Attention = 6, Bulk = 7, TransactionManager = 14, Login = 16, Sspi = 17, Prelogin = 18;

    public const byte EndOfMessage = 1, Ignore = 2, Reset = 8, ResetKeepTransaction = 16;
}
