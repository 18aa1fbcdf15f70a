namespace ProxyDb.Samples.TdsServer.Sql;

/// <summary>Languages, sort ids and names of collations, as far as this server has them; code pages by MS-TDS and its published tables.</summary>
internal static class CollationTables
{
    private static readonly (string Prefix, int Lcid)[] Names =
    [
        ("Latin1_General", 0x0409), ("SQL_Latin1_General", 0x0409), ("Korean_Wansung", 0x0412), ("Korean", 0x0412), ("Japanese", 0x0411), ("Chinese_PRC", 0x0804),
        ("Chinese_Taiwan_Stroke", 0x0404), ("Cyrillic_General", 0x0419), ("Greek", 0x0408), ("Turkish", 0x041F), ("Hebrew", 0x040D), ("Arabic", 0x0401),
        ("Thai", 0x041E), ("Vietnamese", 0x042A), ("Polish", 0x0415), ("Czech", 0x0405), ("French", 0x040C), ("German_PhoneBook", 0x10407), ("Modern_Spanish", 0x0C0A),
        ("Finnish_Swedish", 0x040B), ("Danish_Norwegian", 0x0406), ("Lithuanian", 0x0427),
    ];

    public static int? LcidOf(string name)
    {
        foreach (var (prefix, lcid) in Names)
        {
            if (name.StartsWith(prefix + "_", StringComparison.OrdinalIgnoreCase))
                return lcid;
        }

        return null;
    }

    public static string NameOf(Collation collation)
    {
        var name = Names.FirstOrDefault(n => n.Lcid == collation.Lcid).Prefix ?? "Latin1_General";
        var version = (collation.Info >> 28) switch { 1 => "_90", 2 => "_100", 3 => "_140", _ => "" };
        return name + version + collation.Suffix();
    }

    public static int OfSortId(int sortId) => sortId switch
    {
        >= 30 and <= 35 => 437,
        (>= 40 and <= 45) or 49 or (>= 55 and <= 61) => 850,
        >= 80 and <= 98 => 1250,
        >= 104 and <= 108 => 1251,
        (>= 112 and <= 114) or 120 or 121 or 122 or 124 => 1253,
        >= 128 and <= 130 => 1254,
        >= 136 and <= 138 => 1255,
        >= 144 and <= 146 => 1256,
        >= 152 and <= 160 => 1257,
        192 or 193 or 200 => 932,
        194 or 195 or 201 => 949,
        196 or 197 or 202 => 950,
        198 or 199 or 203 => 936,
        >= 204 and <= 206 => 874,
        _ => 1252,
    };

    public static int OfLanguage(int language) => language switch
    {
        0x0405 or 0x040e or 0x0415 or 0x0418 or 0x041a or 0x041b or 0x041c or 0x0424 or 0x0442 or 0x081a or 0x101a or 0x141a or 0x181a => 1250,
        0x0402 or 0x0419 or 0x0422 or 0x0423 or 0x0428 or 0x042f or 0x043f or 0x0440 or 0x0444 or 0x0450 or 0x046d or 0x0485 or 0x082c or 0x0843 or 0x0850 or
            0x0c1a or 0x1c1a or 0x201a => 1251,
        0x0408 => 1253,
        0x041f or 0x042c or 0x0443 => 1254,
        0x040d => 1255,
        0x0401 or 0x0420 or 0x0429 or 0x0480 or 0x048c or 0x0801 or 0x0c01 or 0x1001 or 0x1401 or 0x1801 or 0x1c01 or 0x2001 or 0x2401 or 0x2801 or 0x2c01 or
            0x3001 or 0x3401 or 0x3801 or 0x3c01 or 0x4001 => 1256,
        0x0425 or 0x0426 or 0x0427 or 0x0827 => 1257,
        0x042a => 1258,
        0x041e => 874,
        0x0411 => 932,
        0x0804 or 0x1004 => 936,
        0x0412 => 949,
        0x0404 or 0x0c04 or 0x1404 => 950,
        _ => 1252,
    };
}
