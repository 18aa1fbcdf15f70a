using System.Text;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Comparison of texts by a collation: four functions of SQLite, trailing blanks never count.</summary>
internal static class Collations
{
    public static readonly string[] Names = ["T_CI_AS", "T_CI_AI", "T_CS_AS", "T_CS_AI", "T_BIN", "T_DTO"];

    public static string NameOf(SqlType type)
    {
        if (type.Name == SqlTypeName.DateTimeOffset)
            return "T_DTO";
        var collation = type.EffectiveCollation;
        if ((collation.Info & (3u << 24)) != 0)
            return "T_BIN";
        return (collation.IsCaseSensitive ? "T_CS_" : "T_CI_") + (collation.IsAccentSensitive ? "AS" : "AI");
    }

    public static Func<string, string, int> Comparer(string name) => name switch
    {
        "T_DTO" => (a, b) => string.CompareOrdinal(a, 0, b, 0, 19),
        "T_BIN" => (a, b) => string.CompareOrdinal(a.TrimEnd(' '), b.TrimEnd(' ')),
        _ => (a, b) => Compare(a, b, name.Contains("CI", StringComparison.Ordinal), name.EndsWith("AI", StringComparison.Ordinal)),
    };

    public static int Compare(string a, string b, bool ignoreCase, bool ignoreAccent)
    {
        var x = a.AsSpan().TrimEnd(' ');
        var y = b.AsSpan().TrimEnd(' ');
        var length = Math.Min(x.Length, y.Length);
        for (var i = 0; i < length; i++)
        {
            var (c, d) = (Fold(x[i], ignoreCase, ignoreAccent), Fold(y[i], ignoreCase, ignoreAccent));
            if (c != d)
                return Weight(c).CompareTo(Weight(d)) is var order && order != 0 ? order : c.CompareTo(d);
        }
        return x.Length.CompareTo(y.Length);
    }

    /// <summary>A character as the collation sees it: width never counts, case and accents where it says so.</summary>
    public static char Fold(char c, bool ignoreCase, bool ignoreAccent)
    {
        if (c < 0x80)
            return ignoreCase && c is >= 'a' and <= 'z' ? (char)(c - 32) : c;
        if (c is >= '\uFF01' and <= '\uFF5E')
            return Fold((char)(c - 0xFEE0), ignoreCase, ignoreAccent);
        if (c == '\u3000')
            return ' ';
        if (ignoreAccent)
            c = Bare(c);
        return ignoreCase ? char.ToUpperInvariant(c) : c;
    }

    private static char Bare(char c)
    {
        const string accented = "ÀÁÂÃÄÅàáâãäåÈÉÊËèéêëÌÍÎÏìíîïÒÓÔÕÖòóôõöÙÚÛÜùúûüÇçÑñÝýÿ";
        const string plain = "AAAAAAaaaaaaEEEEeeeeIIIIiiiiOOOOOoooooUUUUuuuuCcNnYyy";
        return accented.IndexOf(c, StringComparison.Ordinal) is >= 0 and var at ? plain[at] : c;
    }

    // Signs sort before digits, digits before letters; letters by alphabet with the lower case first; accented Latin letters behind their bare one.
    private static int Weight(char c)
    {
        if (char.IsAsciiDigit(c))
            return 0x10000 + c;
        if (!char.IsLetter(c))
            return c;
        var bare = Bare(c);
        return 0x20000 + (char.ToUpperInvariant(bare) * 16) + (bare != c ? 4 : 0) + (char.IsUpper(c) ? 1 : 0);
    }
}
