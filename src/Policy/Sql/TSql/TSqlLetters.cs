namespace ProxyDb.Policy.Sql.TSql;

/// <summary>What comparing names needs to know of letters; the runtime has no tables of its own here.</summary>
internal static class TSqlLetters
{
    /// <summary>Letters with accents and, at the same place below, without.</summary>
    private const string Accented =
        "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįĵķĺļľłńņňōŏőŕŗřśŝşšţťŧũūŭůűųŵŷźżžơưǎǐǒǔǖǘǚǜạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ";

    private const string Plain =
        "aaaaaaceeeeiiiinoooooouuuuyyaaaccccddeeeeegggghhiiiijkllllnnnooorrrsssstttuuuuuuwyzzzouaiouuuuuaaaaaaaaaaaaeeeeeeeeiioooooooooooouuuuuuuyyyy";

    /// <summary>Whether the letter has a weight in the tables of every version, so that it counts in a comparison.</summary>
    public static bool HasWeight(char c) => c switch
    {
        >= '\u00a1' and <= '\u024f' => c != '\u00ad',
        >= '\u0386' and <= '\u04f9' or >= '\u05d0' and <= '\u05ea' or >= '\u0621' and <= '\u064a' or >= '\u0e01' and <= '\u0e3a' => char.IsLetterOrDigit(c),
        >= '\u1e00' and <= '\u1ef9' or >= '\u3041' and <= '\u3094' or >= '\u30a1' and <= '\u30fe' or >= '\u3131' and <= '\u318e' => true,
        >= '\u2013' and <= '\u2014' or >= '\u2018' and <= '\u201d' or >= '\u2020' and <= '\u2022' or '\u2026' or '\u2030' or '\u203b' => true,
        '\u20a9' or '\u20ac' or '\u2103' or '\u2116' or '\u2122' or >= '\u2190' and <= '\u2193' or >= '\u2460' and <= '\u2473' => true,
        >= '\u25a0' and <= '\u25cf' or >= '\u3001' and <= '\u3003' or >= '\u3008' and <= '\u3011' or >= '\u3200' and <= '\u321c' => true,
        >= '\u3380' and <= '\u33dd' or >= '\u4e00' and <= '\u9fa5' or >= '\uac00' and <= '\ud7a3' or >= '\uff01' and <= '\uff5e' => true,
        _ => false,
    };

    /// <summary>
    /// Letters of Arabic scripts (Persian, Urdu), Armenian and Georgian, none of them made of others. Collations of version 100 and
    /// later weigh them: "weights have been added to previously non-weighted characters that would have compared equally".
    /// </summary>
    public static bool HasWeightInUnicode5(char c) =>
        c is >= '\u0671' and <= '\u0674' or >= '\u0679' and <= '\u06bf' or '\u06c1' or >= '\u06c3' and <= '\u06d2'
            or >= '\u0531' and <= '\u0556' or >= '\u0561' and <= '\u0586' or >= '\u10d0' and <= '\u10f0';

    public static char Narrow(char c) => c switch
    {
        >= '\uff01' and <= '\uff5e' => (char)(c - 0xfee0),
        _ => c,
    };

    /// <summary>Letters that are two letters to a comparison; null for others.</summary>
    public static string? Expansion(char c) => c switch
    {
        'ß' => "ss",
        'æ' or 'Æ' => "ae",
        'œ' or 'Œ' => "oe",
        'þ' or 'Þ' => "th",
        _ => null,
    };

    public static char WithoutAccent(char c)
    {
        var place = Accented.IndexOf(c, StringComparison.Ordinal);
        return place < 0 ? c : Plain[place];
    }
}
