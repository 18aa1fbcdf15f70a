namespace ProxyDb.Protocols.Tds;

/// <summary>Names of collations that are met often, as <c>sys.fn_helpcollations</c> gives them.</summary>
public static class CollationNames
{
    /// <summary>Null: it is none of those known here.</summary>
    public static string? Of(Collation collation) =>
        collation.SortId != 0 ? OfSortId(collation.SortId) : OfLanguage(collation) is { } name ? name + Suffix(collation) : null;

    private static string? OfSortId(int sortId) => sortId switch
    {
        30 => "SQL_Latin1_General_CP437_BIN",
        31 => "SQL_Latin1_General_CP437_CS_AS",
        32 => "SQL_Latin1_General_CP437_CI_AS",
        33 => "SQL_Latin1_General_Pref_CP437_CI_AS",
        34 => "SQL_Latin1_General_CP437_CI_AI",
        40 => "SQL_Latin1_General_CP850_BIN",
        41 => "SQL_Latin1_General_CP850_CS_AS",
        42 => "SQL_Latin1_General_CP850_CI_AS",
        43 => "SQL_Latin1_General_Pref_CP850_CI_AS",
        44 => "SQL_Latin1_General_CP850_CI_AI",
        49 => "SQL_1xCompat_CP850_CI_AS",
        51 => "SQL_Latin1_General_CP1_CS_AS",
        52 => "SQL_Latin1_General_CP1_CI_AS",
        53 => "SQL_Latin1_General_Pref_CP1_CI_AS",
        54 => "SQL_Latin1_General_CP1_CI_AI",
        81 => "SQL_Latin1_General_CP1250_CS_AS",
        82 => "SQL_Latin1_General_CP1250_CI_AS",
        105 => "SQL_Latin1_General_CP1251_CS_AS",
        106 => "SQL_Latin1_General_CP1251_CI_AS",
        _ => null,
    };

    private static string? OfLanguage(Collation collation) => (collation.Lcid, collation.Version) switch
    {
        (0x0409, _) => "Latin1_General",
        (0x0412, 0) => "Korean_Wansung",
        (0x0412, _) => "Korean",
        (0x0411, _) => "Japanese",
        (0x0804, 0) => "Chinese_PRC",
        (0x0804, _) => "Chinese_Simplified_Pinyin",
        (0x0404, 0) => "Chinese_Taiwan_Stroke",
        (0x0404, _) => "Chinese_Traditional_Stroke_Count",
        (0x0419, _) => "Cyrillic_General",
        (0x0408, _) => "Greek",
        (0x041f, _) => "Turkish",
        (0x040d, _) => "Hebrew",
        (0x0401, _) => "Arabic",
        (0x041e, _) => "Thai",
        (0x042a, _) => "Vietnamese",
        (0x040c, _) => "French",
        (0x0c0a, _) => "Modern_Spanish",
        (0x0415, _) => "Polish",
        (0x0405, _) => "Czech",
        (0x040e, _) => "Hungarian",
        (0x040b, _) => "Finnish_Swedish",
        (0x0406, _) => "Danish_Norwegian",
        (0x1_0407, _) => "German_PhoneBook",
        _ => null,
    };

    private static string Suffix(Collation collation)
    {
        var version = collation.Version switch
        {
            0 => "",
            1 => "_90",
            2 => "_100",
            _ => "_140",
        };
        var utf8 = collation.IsUtf8 ? "_UTF8" : "";
        if (collation.IsBinary)
        {
            return version + (collation.IsBinary2 ? "_BIN2" : "_BIN") + utf8;
        }

        return version + (collation.IgnoresCase ? "_CI" : "_CS") + (collation.IgnoresAccent ? "_AI" : "_AS") +
            (collation.IgnoresKana ? "" : "_KS") + (collation.IgnoresWidth ? "" : "_WS") + (collation.IsUtf8 ? "_SC" : "") + utf8;
    }
}
