using System.Collections.Concurrent;
using System.Text;

namespace ProxyDb.Policy.Sql.TSql;

/// <summary>
/// How a server compares names: as the collation of the database says. Catalog and texts are folded by the same rule. Trailing blanks
/// never count; width and kana do not unless the collation says so (<c>_WS</c>, <c>_KS</c>).
/// </summary>
public sealed class TSqlNames
{
    private static readonly ConcurrentDictionary<string, TSqlNames> Known = new(StringComparer.OrdinalIgnoreCase);

    private readonly bool _foldsCase;
    private readonly bool _foldsAccents;
    private readonly bool _foldsWidth;
    private readonly bool _foldsKana;
    private readonly bool _isTurkish;
    private readonly bool _isBinary;
    private readonly bool _weighsUnicode5;

    private TSqlNames(string? collation)
    {
        _isBinary = Has(collation, "_BIN") || Has(collation, "_BIN2");
        _foldsCase = !_isBinary && !Has(collation, "_CS");
        _foldsAccents = collation is null || (!_isBinary && Has(collation, "_AI"));
        _weighsUnicode5 = !_foldsAccents && (Has(collation, "_100") || Has(collation, "_140"));
        _foldsWidth = !_isBinary && !Has(collation, "_WS");
        _foldsKana = !_isBinary && !Has(collation, "_KS");
        _isTurkish = collation is null || collation.StartsWith("Turkish", StringComparison.OrdinalIgnoreCase)
            || collation.StartsWith("Azeri", StringComparison.OrdinalIgnoreCase) || Has(collation, "_CP1254");
    }

    /// <summary>The rule of a collation (<c>Korean_Wansung_CI_AS</c>); null: the most forgiving one.</summary>
    public static TSqlNames Of(string? collation) => Known.GetOrAdd(collation ?? "", static name => new TSqlNames(name.Length == 0 ? null : name));

    /// <summary>The form the server compares; the name itself where nothing is to be folded.</summary>
    public string Fold(string name)
    {
        var end = name.Length;
        while (end > 0 && name[end - 1] is ' ' or '\u3000')
        {
            end--;
        }

        var start = 0;
        while (start < end && name[start] < '\x80' && !(_foldsCase && name[start] is >= 'A' and <= 'Z'))
        {
            start++;
        }

        return start == end && end == name.Length ? name : Folded(name.AsSpan(0, end));
    }

    public bool AreSame(string a, string b) =>
        string.Equals(a, b, StringComparison.Ordinal) || string.Equals(Fold(a), Fold(b), StringComparison.Ordinal);

    /// <summary>
    /// Whether it is known how a server compares the name. A character without a weight in its tables is no difference to it: with one, a
    /// name may mean another.
    /// </summary>
    public bool IsComparable(string name)
    {
        foreach (var c in name)
        {
            if (c is < ' ' or '\x7f' || (c > '\x7f' && !_isBinary && !TSqlLetters.HasWeight(c) && !(_weighsUnicode5 && TSqlLetters.HasWeightInUnicode5(c))))
            {
                return false;
            }
        }

        return true;
    }

    private string Folded(ReadOnlySpan<char> name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            Append(folded, c);
        }

        return folded.ToString();
    }

    private void Append(StringBuilder folded, char c)
    {
        if (c < '\x80')
        {
            folded.Append(_foldsCase && c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c);
            return;
        }

        if (_isBinary)
        {
            folded.Append(c);
            return;
        }

        if (TSqlCompatibleLetters.Of(c) is { } plain)
        {
            foreach (var letter in plain)
            {
                Append(folded, letter);
            }

            return;
        }

        c = _foldsWidth ? TSqlLetters.Narrow(c) : c;
        c = _foldsKana && c is >= '\u30a1' and <= '\u30f6' ? (char)(c - 0x60) : c;
        c = _foldsCase ? char.ToLowerInvariant(c) : c;
        c = _isTurkish && c is '\u0130' or '\u0131' ? 'i' : c;
        if (TSqlLetters.Expansion(c) is { } letters)
        {
            folded.Append(letters);
        }
        else
        {
            folded.Append(_foldsAccents ? TSqlLetters.WithoutAccent(c) : c);
        }
    }

    private static bool Has(string? collation, string part)
    {
        for (var at = 0; collation is not null && (at = collation.IndexOf(part, at, StringComparison.OrdinalIgnoreCase)) >= 0; at += part.Length)
        {
            if (at + part.Length == collation.Length || collation[at + part.Length] == '_')
            {
                return true;
            }
        }

        return false;
    }
}
