namespace ProxyDb.Protocols.Tds;

/// <summary>Five bytes of collation (MS-TDS §2.2.5.1.2): LCID and flags, then the sort id.</summary>
public readonly record struct Collation(uint Info, byte SortId)
{
    public const int Size = 5;

    /// <summary>SQL_Latin1_General_CP1_CI_AS.</summary>
    public static Collation SqlLatin1 { get; } = new(0x00d0_0409, 52);

    public int Lcid => (int)(Info & 0xf_ffff);

    public bool IsUtf8 => (Info & 0x0400_0000) != 0;

    /// <summary>No collation: bytes.</summary>
    public bool IsRaw => Info == 0 && SortId == 0;

    public static Collation Read(ref FieldReader reader) => new(reader.ReadUInt32(), reader.ReadByte());
}
