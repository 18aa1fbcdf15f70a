namespace ProxyDb.Protocols.Tds;

/// <summary>The first byte of a token in what a server says (MS-TDS §2.2.7).</summary>
public enum TokenKind : byte
{
    None = 0,
    TvpRow = 0x01,
    Offset = 0x78,
    ReturnStatus = 0x79,
    ColMetadata = 0x81,
    AltMetadata = 0x88,
    DataClassification = 0xa3,
    TabName = 0xa4,
    ColInfo = 0xa5,
    Order = 0xa9,
    Error = 0xaa,
    Info = 0xab,
    ReturnValue = 0xac,
    LoginAck = 0xad,
    FeatureExtAck = 0xae,
    Row = 0xd1,
    NbcRow = 0xd2,
    AltRow = 0xd3,
    EnvChange = 0xe3,
    SessionState = 0xe4,
    Sspi = 0xed,
    FedAuthInfo = 0xee,
    Done = 0xfd,
    DoneProc = 0xfe,
    DoneInProc = 0xff,
}

/// <summary>Status of DONE, DONEPROC and DONEINPROC (MS-TDS §2.2.7.6).</summary>
[Flags]
public enum DoneStatus : ushort
{
    Final = 0,
    More = 0x0001,
    Error = 0x0002,
    InTransaction = 0x0004,
    Count = 0x0010,
    Attention = 0x0020,
    RpcInBatch = 0x0080,
    ServerError = 0x0100,
}
