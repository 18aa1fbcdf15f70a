namespace ProxyDb.Protocols.Tds;

/// <summary>Versions of the protocol as LOGIN7 says them, in their order of age (MS-TDS §2.2.6.4); 8.0 has the layout of 7.4.</summary>
public enum TdsVersion : uint
{
    None = 0,

    /// <summary>SQL Server 7.0; refused.</summary>
    V70 = 0x7000_0000,
    V71 = 0x7100_0000,
    V71Rev1 = 0x7100_0001,
    V72 = 0x7209_0002,
    V73A = 0x730a_0003,
    V73B = 0x730b_0003,
    V74 = 0x7400_0004,
}

/// <summary>What differs in layout between the versions.</summary>
public static class TdsVersions
{
    /// <summary>What LOGIN7 and LOGINACK say on a connection that began as TDS 8.0.</summary>
    public const uint Strict = 0x0800_0000;

    /// <summary>ALL_HEADERS, wide user types, 64-bit row counts, PLP.</summary>
    public static bool IsAtLeast72(this TdsVersion version) => version >= TdsVersion.V72;

    /// <summary>DATE and kin, TVP, strict packetising.</summary>
    public static bool IsAtLeast73(this TdsVersion version) => version >= TdsVersion.V73A;

    public static bool HasFeatures(this TdsVersion version) => version >= TdsVersion.V74;

    /// <summary>Bytes of DONE, DONEPROC and DONEINPROC with the token's own.</summary>
    public static int DoneLength(this TdsVersion version) => version.IsAtLeast72() ? 13 : 9;

    public static int UserTypeLength(this TdsVersion version) => version.IsAtLeast72() ? 4 : 2;

    /// <summary>The newest version that is not newer than what a client asks for; None: older than 7.0.</summary>
    public static TdsVersion Negotiate(uint asked) => asked switch
    {
        Strict => TdsVersion.V74,
        >= (uint)TdsVersion.V74 => TdsVersion.V74,
        >= (uint)TdsVersion.V73B => TdsVersion.V73B,
        >= (uint)TdsVersion.V73A => TdsVersion.V73A,
        >= (uint)TdsVersion.V72 => TdsVersion.V72,
        >= (uint)TdsVersion.V71Rev1 => TdsVersion.V71Rev1,
        >= (uint)TdsVersion.V71 => TdsVersion.V71,
        >= (uint)TdsVersion.V70 => TdsVersion.V70,
        _ => TdsVersion.None,
    };

    /// <summary>
    /// LOGINACK's number as LOGIN7's: the same digits in the other order of bytes, but for 7.0 and the first 7.1, which have an own form there.
    /// </summary>
    /// <param name="acknowledged">Read big-endian.</param>
    public static TdsVersion OfLoginAck(uint acknowledged) => acknowledged switch
    {
        0x0700_0000 => TdsVersion.V70,
        0x0701_0000 => TdsVersion.V71,
        _ => Negotiate(acknowledged),
    };

    /// <summary>The inverse of <see cref="OfLoginAck"/>, to be written big-endian.</summary>
    public static uint ToLoginAck(this TdsVersion version) => version switch
    {
        TdsVersion.V70 => 0x0700_0000,
        TdsVersion.V71 => 0x0701_0000,
        _ => (uint)version,
    };
}
