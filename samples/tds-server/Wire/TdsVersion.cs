namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>Versions as LOGIN7 has them, little-endian.</summary>
public static class TdsVersion
{
    public const uint V71 = 0x71000001, V72 = 0x72090002, V73A = 0x730A0003, V73B = 0x730B0003, V74 = 0x74000004, V80 = 0x08000000;

    /// <summary>What the server speaks with a client that asked for this one; null for 7.0 and what is no version.</summary>
    public static uint? Negotiate(uint asked) => asked switch
    {
        V80 => V80,
        0x71000000 => 0x71000000,
        >= V74 and < 0x80000000 => V74,
        >= V73B => V73B,
        >= V73A => V73A,
        >= V72 => V72,
        >= V71 => V71,
        _ => null,
    };

    /// <summary>A number that grows with the version.</summary>
    public static int Rank(uint version) => version switch
    {
        0x71000000 => 71, V71 => 71, V72 => 72, V73A => 73, V73B => 74, V74 => 75, V80 => 80, _ => 75,
    };

    public const int Rank72 = 72, Rank73A = 73, Rank73B = 74;
}
