namespace ProxyDb.Policy.Rules;

/// <summary>A pattern for one plain name: <c>*</c> stands for any characters, all else for itself. Case counts unless said otherwise.</summary>
public sealed record Glob(string Text, bool IgnoreCase = false)
{
    /// <summary>Whether it matches every text.</summary>
    public bool MatchesAll => Text.Length > 0 && Text.AsSpan().IndexOfAnyExcept('*') < 0;

    public bool Matches(ReadOnlySpan<char> name) => Matches(Text, name, IgnoreCase);

    /// <summary>Greedy match with one point of return, so that time is bounded by the product of both lengths.</summary>
    internal static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name, bool ignoreCase = false)
    {
        var (p, n, star, mark) = (0, 0, -1, 0);
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, n);
            }
            else if (p < pattern.Length && Same(pattern[p], name[n], ignoreCase))
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept('*') < 0;
    }

    private static bool Same(char a, char b, bool ignoreCase) =>
        a == b || (ignoreCase && char.ToLowerInvariant(a) == char.ToLowerInvariant(b));
}
