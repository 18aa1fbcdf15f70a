using System.Globalization;

namespace ProxyDb.Policy.Sql;

/// <summary>How characters of an encoding are cut (pg_wchar.c, the functions …_mblen).</summary>
internal enum TextEncodingKind
{
    SingleByte,

    /// <summary>A byte with the high bit takes one more, whatever it is.</summary>
    DoubleByte,

    /// <summary>As above, but A1 to DF stand alone (half-width kana).</summary>
    ShiftJis,

    /// <summary>A second byte 30 to 39 makes it four bytes.</summary>
    Gb18030,

    /// <summary>8E takes one more, 8F two, others with the high bit one.</summary>
    EucJp,

    /// <summary>Below: as MySQL cuts (strings/ctype-*.c), where a byte that no second one fits to stands alone; such a text is refused.</summary>
    MySqlBig5,
    MySqlShiftJis,
    MySqlEucKr,
    MySqlGb2312,
    MySqlGbk,
    MySqlGb18030,
    MySqlEucJp,
}

/// <param name="Aliases">Other spellings, letters and digits only.</param>
/// <param name="Different">Characters that the server's table maps otherwise than the framework's: hexadecimal, with ranges.</param>
internal sealed record TextEncodingEntry(string Name, int CodePage, TextEncodingKind Kind, string Aliases = "", string Different = "")
{
    private readonly (int First, int Last)[] _different = [.. Different.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Range)];

    /// <summary>Bytes of the character that starts with a high bit; 0 when the text ends before its length is known.</summary>
    public int CharacterLength(ReadOnlySpan<byte> text) => Kind switch
    {
        TextEncodingKind.SingleByte => 1,
        TextEncodingKind.ShiftJis => text[0] is >= 0xA1 and <= 0xDF ? 1 : 2,
        TextEncodingKind.Gb18030 => text.Length < 2 ? 0 : text[1] is >= 0x30 and <= 0x39 ? 4 : 2,
        TextEncodingKind.EucJp => text[0] == 0x8F ? 3 : 2,
        TextEncodingKind.MySqlBig5 => Pair(text, 0xA1, 0xF9, static b => b is (>= 0x40 and <= 0x7E) or (>= 0xA1 and <= 0xFE)),
        TextEncodingKind.MySqlShiftJis => text[0] is >= 0xA1 and <= 0xDF ? 1
            : text[0] == 0xA0 ? 0 : Pair(text, 0x81, 0xFC, static b => b is (>= 0x40 and <= 0x7E) or (>= 0x80 and <= 0xFC)),
        TextEncodingKind.MySqlEucKr =>
            Pair(text, 0x81, 0xFE, static b => b is (>= 0x41 and <= 0x5A) or (>= 0x61 and <= 0x7A) or (>= 0x81 and <= 0xFE)),
        TextEncodingKind.MySqlGb2312 => Pair(text, 0xA1, 0xF7, static b => b is >= 0xA1 and <= 0xFE),
        TextEncodingKind.MySqlGbk => Pair(text, 0x81, 0xFE, static b => b is (>= 0x40 and <= 0x7E) or (>= 0x80 and <= 0xFE)),
        TextEncodingKind.MySqlGb18030 => MySqlGb18030(text),
        TextEncodingKind.MySqlEucJp => MySqlEucJp(text),
        _ => 2,
    };

    /// <summary>2 when the text starts with a pair of the encoding, else 0.</summary>
    private static int Pair(ReadOnlySpan<byte> text, byte first, byte last, Func<byte, bool> isSecond) =>
        text.Length > 1 && text[0] >= first && text[0] <= last && isSecond(text[1]) ? 2 : 0;

    private static int MySqlGb18030(ReadOnlySpan<byte> text) =>
        text.Length > 3 && text[0] is >= 0x81 and <= 0xFE && text[1] is >= 0x30 and <= 0x39 && text[2] is >= 0x81 and <= 0xFE && text[3] is >= 0x30 and <= 0x39
            ? 4
            : Pair(text, 0x81, 0xFE, static b => b is (>= 0x40 and <= 0x7E) or (>= 0x80 and <= 0xFE));

    private static int MySqlEucJp(ReadOnlySpan<byte> text) => text[0] switch
    {
        0x8E => Pair(text, 0x8E, 0x8E, static b => b is >= 0xA1 and <= 0xDF),
        0x8F => text.Length > 2 && text[1] is >= 0xA1 and <= 0xFE && text[2] is >= 0xA1 and <= 0xFE ? 3 : 0,
        _ => Pair(text, 0xA1, 0xFE, static b => b is >= 0xA1 and <= 0xFE),
    };

    public bool Differs(ReadOnlySpan<byte> character)
    {
        var code = 0;
        foreach (var b in character)
        {
            code = (code << 8) | b;
        }

        return Array.Exists(_different, range => code >= range.First && code <= range.Last);
    }

    private static (int First, int Last) Range(string text)
    {
        var ends = text.Split('-');
        return (Parse(ends[0]), Parse(ends[^1]));

        static int Parse(string hex) => int.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}

/// <summary>
/// The encodings of PostgreSQL (documentation, "Character Set Support") that the framework has a table for. EUC_TW, LATIN6,
/// LATIN8, LATIN10, MULE_INTERNAL and the 2004 sets have none. A test compares every character with a server.
/// </summary>
internal static class TextEncodingTable
{
    private static readonly TextEncodingEntry[] Entries =
    [
        new("SJIS", 932, TextEncodingKind.ShiftJis, "shiftjis mskanji win932 windows932"),
        new("BIG5", 950, TextEncodingKind.DoubleByte, "win950 windows950",
            "A145 A14E A15A A1C2-A1C3 A1C5 A1E3 A1F2-A1F3 A1FE A240-A242 A244 A246-A247 C6A1-C6FE C740-C77E C7A1-C7FC"),
        new("GBK", 936, TextEncodingKind.DoubleByte, "win936 windows936"),
        new("UHC", 949, TextEncodingKind.DoubleByte, "win949 windows949"),
        new("JOHAB", 1361, TextEncodingKind.DoubleByte, "", "84A1 84C1 84E1 85A1 85C1 85E1 86A1 86C1 86E1 87A1 DAD4-DAFE"),
        new("GB18030", 54936, TextEncodingKind.Gb18030),
        new("EUC_JP", 51932, TextEncodingKind.EucJp),
        new("EUC_KR", 51949, TextEncodingKind.DoubleByte, "", "B4D3"),
        new("EUC_CN", 51936, TextEncodingKind.DoubleByte, "", "A1A4 A1AA"),
        new("LATIN1", 28591, TextEncodingKind.SingleByte, "iso88591"),
        new("LATIN2", 28592, TextEncodingKind.SingleByte, "iso88592"),
        new("LATIN3", 28593, TextEncodingKind.SingleByte, "iso88593"),
        new("LATIN4", 28594, TextEncodingKind.SingleByte, "iso88594"),
        new("LATIN5", 28599, TextEncodingKind.SingleByte, "iso88599"),
        new("LATIN7", 28603, TextEncodingKind.SingleByte, "iso885913"),
        new("LATIN9", 28605, TextEncodingKind.SingleByte, "iso885915"),
        new("ISO_8859_5", 28595, TextEncodingKind.SingleByte),
        new("ISO_8859_6", 28596, TextEncodingKind.SingleByte),
        new("ISO_8859_7", 28597, TextEncodingKind.SingleByte, "", "A1-A2 A4-A5 AA"),
        new("ISO_8859_8", 28598, TextEncodingKind.SingleByte, "", "AF FD-FE"),
        new("KOI8R", 20866, TextEncodingKind.SingleByte, "koi8"),
        new("KOI8U", 21866, TextEncodingKind.SingleByte, "", "AE BE"),
        new("WIN866", 866, TextEncodingKind.SingleByte, "alt windows866"),
        new("WIN874", 874, TextEncodingKind.SingleByte, "windows874"),
        new("WIN1250", 1250, TextEncodingKind.SingleByte, "windows1250"),
        new("WIN1251", 1251, TextEncodingKind.SingleByte, "win windows1251"),
        new("WIN1252", 1252, TextEncodingKind.SingleByte, "windows1252"),
        new("WIN1253", 1253, TextEncodingKind.SingleByte, "windows1253"),
        new("WIN1254", 1254, TextEncodingKind.SingleByte, "windows1254"),
        new("WIN1255", 1255, TextEncodingKind.SingleByte, "windows1255"),
        new("WIN1256", 1256, TextEncodingKind.SingleByte, "windows1256"),
        new("WIN1257", 1257, TextEncodingKind.SingleByte, "windows1257"),
        new("WIN1258", 1258, TextEncodingKind.SingleByte, "abc tcvn tcvn5712 vscii windows1258"),
    ];

    private static readonly Dictionary<string, TextEncodingEntry> ByName = Entries
        .SelectMany(static e => e.Aliases.Split(' ', StringSplitOptions.RemoveEmptyEntries).Prepend(Canonical(e.Name)), static (entry, name) => (entry, name))
        .ToDictionary(static p => p.name, static p => p.entry, StringComparer.Ordinal);

    public static TextEncodingEntry? Find(string canonical) => ByName.GetValueOrDefault(canonical);

    /// <summary>As clean_encoding_name does: letters and digits, lower case.</summary>
    public static string Canonical(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
