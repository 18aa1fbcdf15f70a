using System.Buffers.Binary;
using System.Globalization;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>Five bytes of collation (MS-TDS §2.2.5.1.2): LCID and flags, then the sort id.</summary>
/// <param name="Info">LCID in 20 bits, flags in eight, version in four.</param>
/// <param name="SortId">Of the collations of before Windows' own; else 0.</param>
public readonly record struct Collation(uint Info, byte SortId)
{
    public const int Size = 5;

    /// <summary>SQL_Latin1_General_CP1_CI_AS.</summary>
    public static Collation SqlLatin1 { get; } = new(0x00d0_0409, 52);

    public int Lcid => (int)(Info & 0xf_ffff);

    public bool IgnoresCase => (Info & 0x0010_0000) != 0;

    public bool IgnoresAccent => (Info & 0x0020_0000) != 0;

    public bool IgnoresKana => (Info & 0x0040_0000) != 0;

    public bool IgnoresWidth => (Info & 0x0080_0000) != 0;

    /// <summary>By bytes (_BIN) or code points (_BIN2).</summary>
    public bool IsBinary => (Info & 0x0300_0000) != 0;

    public bool IsBinary2 => (Info & 0x0200_0000) != 0;

    public bool IsUtf8 => (Info & 0x0400_0000) != 0;

    /// <summary>0: SQL Server 2000, 1: _90, 2: _100, 3: _140.</summary>
    public int Version => (int)(Info >> 28);

    /// <summary>Code page of narrow texts; 0: there is none, or it is not known.</summary>
    public int CodePage => CollationCodePages.Of(this);

    public static Collation Read(ref FieldReader reader) => new(reader.ReadUInt32(), reader.ReadByte());

    /// <summary>Ten hexadecimal digits, in the order of the wire; null: they are not.</summary>
    public static Collation? Parse(string text) =>
        text.Length == 2 * Size && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? new Collation(BinaryPrimitives.ReverseEndianness((uint)(number >> 8)), (byte)number)
            : null;

    public void WriteTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Info);
        bytes[4] = SortId;
    }

    public void Write(WireBuffer buffer)
    {
        buffer.WriteUInt32(Info);
        buffer.WriteByte(SortId);
    }

    /// <summary>Ten hexadecimal digits, in the order of the wire.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        WriteTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
