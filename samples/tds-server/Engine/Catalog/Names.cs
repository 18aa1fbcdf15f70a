using System.Text;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Names compare as the server's collation does: without case, width and trailing blanks.</summary>
internal sealed class Names : IEqualityComparer<string>
{
    public static readonly Names Comparer = new();

    public static bool Equal(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase) || Collations.Compare(a, b, true, false) == 0;

    bool IEqualityComparer<string>.Equals(string? x, string? y) => x is not null && y is not null && Equal(x, y);

    int IEqualityComparer<string>.GetHashCode(string name)
    {
        var hash = new HashCode();
        foreach (var c in name.AsSpan().TrimEnd(' '))
            hash.Add(Collations.Fold(c, true, false));
        return hash.ToHashCode();
    }

    /// <summary>Parts of a name in a text, with brackets and quotes: <c>[a b].dbo."c"</c>. Empty parts are empty.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '[' or '"' && part.ToString().Trim().Length == 0)
            {
                part.Clear();
                var end = c == '[' ? ']' : '"';
                for (i++; i < text.Length && (text[i] != end || (i + 1 < text.Length && text[i + 1] == end && ++i > 0)); i++)
                    part.Append(text[i]);
            }
            else if (c == '.')
            {
                parts.Add(part.ToString().Trim());
                part.Clear();
            }
            else
            {
                part.Append(c);
            }
        }
        parts.Add(part.ToString().TrimStart());
        return parts;
    }

    public static string Text(MultiPartIdentifier name) => string.Join('.', name.Identifiers.Select(i => i.Value));
}
