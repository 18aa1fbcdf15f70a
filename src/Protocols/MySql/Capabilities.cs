namespace ProxyDb.Protocols.MySql;

/// <summary>
/// What both sides of a connection may use: MySQL's client flags
/// (<see href="https://dev.mysql.com/doc/dev/mysql-server/latest/group__group__cs__capabilities__flags.html"/>), and
/// from bit 32 on MariaDB's extended ones (<see href="https://mariadb.com/kb/en/connection/#capabilities"/>).
/// </summary>
[Flags]
public enum Capabilities : ulong
{
    None = 0,

    /// <summary>CLIENT_LONG_PASSWORD; MariaDB calls it CLIENT_MYSQL: unset by a side that knows the extended flags.</summary>
    LongPassword = 1,
    FoundRows = 1 << 1,
    LongFlag = 1 << 2,
    ConnectWithDatabase = 1 << 3,
    NoSchema = 1 << 4,
    Compress = 1 << 5,
    Odbc = 1 << 6,
    LocalFiles = 1 << 7,
    IgnoreSpace = 1 << 8,
    Protocol41 = 1 << 9,
    Interactive = 1 << 10,
    Ssl = 1 << 11,
    IgnoreSigpipe = 1 << 12,
    Transactions = 1 << 13,
    SecureConnection = 1 << 15,
    MultiStatements = 1 << 16,
    MultiResults = 1 << 17,
    PreparedMultiResults = 1 << 18,
    PluginAuth = 1 << 19,
    ConnectAttributes = 1 << 20,

    /// <summary>CLIENT_PLUGIN_AUTH_LENENC_CLIENT_DATA.</summary>
    PluginAuthLengthEncoded = 1 << 21,
    HandleExpiredPasswords = 1 << 22,
    SessionTrack = 1 << 23,
    DeprecateEof = 1 << 24,
    OptionalResultSetMetadata = 1 << 25,
    ZstdCompression = 1 << 26,
    QueryAttributes = 1 << 27,
    MultiFactor = 1 << 28,

    MariaDbProgress = 1UL << 32,
    MariaDbComMulti = 1UL << 33,
    MariaDbBulkOperations = 1UL << 34,
    MariaDbExtendedMetadata = 1UL << 35,
    MariaDbCacheMetadata = 1UL << 36,
    MariaDbBulkUnitResults = 1UL << 37,
}
