namespace ProxyDb.Protocols.Tds;

/// <summary>The first byte of a packet (MS-TDS §2.2.3.1.1).</summary>
public enum MessageKind : byte
{
    SqlBatch = 1,

    /// <summary>The login of TDS 4.2 and 5.0; refused.</summary>
    OldLogin = 2,
    Rpc = 3,

    /// <summary>Everything a server says, the answer to PRELOGIN included.</summary>
    TabularResult = 4,
    Attention = 6,
    BulkLoad = 7,
    FedAuthToken = 8,
    TransactionManager = 14,
    Login7 = 16,
    Sspi = 17,

    /// <summary>Also around the TLS handshake.</summary>
    PreLogin = 18,

    /// <summary>No kind: the first byte of a TLS record, by which TDS 8.0 begins.</summary>
    TlsHandshake = 0x16,

    /// <summary>Packets of several sessions on one connection (MS-SMP §2.2.1), which MARS brings; refused.</summary>
    SessionMultiplex = 0x53,
}

/// <summary>Status of a packet (MS-TDS §2.2.3.1.2); other bits are not looked at: some clients mark packets that are not the last by 0x04.</summary>
[Flags]
public enum PacketStatus : byte
{
    None = 0,
    EndOfMessage = 1,

    /// <summary>Of a client, with <see cref="EndOfMessage"/>: what was sent of this message does not count.</summary>
    Ignore = 2,
    ResetConnection = 8,
    ResetConnectionSkipTransaction = 16,
    Reset = ResetConnection | ResetConnectionSkipTransaction,
}
