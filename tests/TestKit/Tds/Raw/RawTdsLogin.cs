namespace ProxyDb.TestKit.Tds.Raw;

/// <summary>How a raw client connects: every byte of PRELOGIN and LOGIN7 that a test may want otherwise.</summary>
public sealed record RawTdsLogin(int Port)
{
    public string User { get; init; } = TdsSample.User;

    public string Password { get; init; } = TdsSample.Password;

    public string Database { get; init; } = TdsSample.DatabaseName;

    /// <summary>As LOGIN7 has it: 0x71000001, 0x72090002, 0x730A0003, 0x730B0003, 0x74000004.</summary>
    public uint Version { get; init; } = 0x74000004;

    public int PacketSize { get; init; } = 4096;

    public byte Flags1 { get; init; } = 0xE0;

    /// <summary>Bit 1 is fODBC, bit 7 integrated security.</summary>
    public byte Flags2 { get; init; } = 0x03;

    public byte TypeFlags { get; init; }

    /// <summary>fExtension is added when there are <see cref="Features"/>.</summary>
    public byte Flags3 { get; init; }

    public IReadOnlyList<(byte Id, byte[] Data)> Features { get; init; } = [];

    public string HostName { get; init; } = "raw-host";

    public string ProgramName { get; init; } = "raw";

    public string Language { get; init; } = "";

    /// <summary>ENCRYPTION of PRELOGIN: 0 off (login only), 1 on, 2 not supported, 3 required; null sends LOGIN7 without a PRELOGIN before it.</summary>
    public byte? Encryption { get; init; } = 2;

    /// <summary>TDS 8.0: TLS first.</summary>
    public bool IsStrict { get; init; }

    public bool AsksMars { get; init; }

    /// <summary>Sent in place of the PRELOGIN payload.</summary>
    public byte[]? PreloginBytes { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);
}
