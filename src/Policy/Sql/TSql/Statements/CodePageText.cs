namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>
/// Texts on their way through a code page that is not known here. ASCII stays. So do Hangul, ideographs and kana, or they become
/// question marks, which end no literal. Other characters may become an apostrophe or a bracket that looks like them.
/// </summary>
internal static class CodePageText
{
    public static bool IsKept(string text)
    {
        foreach (var c in text)
        {
            if (c >= '\x80' && !IsEastAsian(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Bytes the text takes at most.</summary>
    public static int Size(string text)
    {
        var size = text.Length;
        foreach (var c in text)
        {
            size += c >= '\x80' ? 2 : 0;
        }

        return size;
    }

    private static bool IsEastAsian(char c) =>
        c is (>= '\uac00' and <= '\ud7a3') or (>= '\u4e00' and <= '\u9fff') or (>= '\u3041' and <= '\u30fa') or (>= '\u3131' and <= '\u318e');
}
