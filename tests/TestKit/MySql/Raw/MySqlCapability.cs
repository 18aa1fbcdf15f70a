namespace ProxyDb.TestKit.MySql.Raw;

/// <summary>Capability flags (dev.mysql.com, Connection Phase; MariaDB's extended ones are in the upper half).</summary>
[Flags]
public enum MySqlCapability : ulong
{
    None = 0,
    LongPassword = 1,
    FoundRows = 1 << 1,
    LongFlag = 1 << 2,
    ConnectWithDatabase = 1 << 3,
    Compress = 1 << 5,
    LocalFiles = 1 << 7,
    IgnoreSpace = 1 << 8,
    Protocol41 = 1 << 9,
    Interactive = 1 << 10,
    Ssl = 1 << 11,
    Transactions = 1 << 13,
    SecureConnection = 1 << 15,
    MultiStatements = 1 << 16,
    MultiResults = 1 << 17,
    PsMultiResults = 1 << 18,
    PluginAuth = 1 << 19,
    ConnectAttributes = 1 << 20,
    PluginAuthLenenc = 1 << 21,
    SessionTrack = 1 << 23,
    DeprecateEof = 1 << 24,
    QueryAttributes = 1 << 27,

    /// <summary>What a client of today asks for.</summary>
    Usual = LongPassword | LongFlag | Protocol41 | Transactions | SecureConnection | MultiResults | PsMultiResults | PluginAuth | ConnectAttributes | PluginAuthLenenc,
}
