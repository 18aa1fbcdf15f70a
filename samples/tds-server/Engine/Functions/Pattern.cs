using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Patterns of LIKE and PATINDEX: %, _, [a-z], [^a-z] and ESCAPE.</summary>
internal static class Pattern
{
    public static bool Like(string text, string pattern, string escape, Collation collation)
    {
        if (escape.Length > 1)
            throw new SqlError(506, 16, $"The invalid escape character \"{escape}\" was specified in a LIKE predicate.");
        // Trailing blanks of the text do not count where the pattern has none.
        return Match(text, pattern, escape.Length == 1 ? escape[0] : '\0', !IsSensitive(collation), !collation.IsAccentSensitive)
            || (text.EndsWith(' ') && Match(text.TrimEnd(' '), pattern, escape.Length == 1 ? escape[0] : '\0', !IsSensitive(collation), !collation.IsAccentSensitive));
    }

    public static long Index(string pattern, string text, Collation collation)
    {
        for (var i = 0; i <= text.Length; i++)
        {
            var rest = pattern.StartsWith('%') ? pattern[1..] : pattern;
            if (Match(text.AsSpan(i), rest, '\0', !IsSensitive(collation), !collation.IsAccentSensitive))
                return i + 1;
            if (!pattern.StartsWith('%'))
                break;
        }
        return 0;
    }

    private static bool IsSensitive(Collation c) => (c.Info & (3u << 24)) != 0 || c.IsCaseSensitive;

    private static bool Match(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern, char escape, bool ignoreCase, bool ignoreAccent)
    {
        int t = 0, p = 0, starPattern = -1, starText = 0;
        while (t < text.Length || p < pattern.Length)
        {
            if (p < pattern.Length && pattern[p] == '%' && (escape == '\0' || escape != '%'))
            {
                (starPattern, starText) = (++p, t);
                if (p == pattern.Length)
                    return true;
                continue;
            }
            if (t < text.Length && p < pattern.Length && One(text[t], pattern, ref p, escape, ignoreCase, ignoreAccent))
            {
                t++;
                continue;
            }
            if (starPattern < 0 || ++starText > text.Length)
                return false;
            (t, p) = (starText, starPattern);
        }
        return true;
    }

    // Moves p past the element when it matches.
    private static bool One(char c, ReadOnlySpan<char> pattern, ref int p, char escape, bool ignoreCase, bool ignoreAccent)
    {
        var f = Collations.Fold(c, ignoreCase, ignoreAccent);
        var e = pattern[p];
        if (escape != '\0' && e == escape && p + 1 < pattern.Length)
            return Step(f == Collations.Fold(pattern[p + 1], ignoreCase, ignoreAccent), ref p, 2);
        if (e == '_')
            return Step(true, ref p, 1);
        if (e == '[' && pattern[(p + 1)..].IndexOf(']') is > 0 and var length)
            return Step(InSet(f, pattern.Slice(p + 1, length), ignoreCase, ignoreAccent), ref p, length + 2);
        return Step(f == Collations.Fold(e, ignoreCase, ignoreAccent), ref p, 1);
    }

    private static bool Step(bool matches, ref int p, int length)
    {
        if (matches)
            p += length;
        return matches;
    }

    private static bool InSet(char c, ReadOnlySpan<char> set, bool ignoreCase, bool ignoreAccent)
    {
        var negated = set.Length > 1 && set[0] == '^';
        if (negated)
            set = set[1..];
        for (var i = 0; i < set.Length; i++)
        {
            var low = Collations.Fold(set[i], ignoreCase, ignoreAccent);
            var high = i + 2 < set.Length && set[i + 1] == '-' ? Collations.Fold(set[i += 2], ignoreCase, ignoreAccent) : low;
            if (c >= low && c <= high)
                return !negated;
        }
        return negated;
    }
}
