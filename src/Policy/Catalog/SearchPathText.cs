using System.Collections.Immutable;
using System.Text;

namespace ProxyDb.Policy.Catalog;

/// <summary>A search path as PostgreSQL stores and shows it: <c>"$user", public</c> (SplitIdentifierString).</summary>
public static class SearchPathText
{
    /// <summary>Folded names in order; an empty name (<c>""</c>) is left out, since it never exists.</summary>
    public static ImmutableArray<string> Parse(ReadOnlySpan<char> text)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var position = 0;
        while (position < text.Length)
        {
            if (text[position] == ',' || char.IsWhiteSpace(text[position]))
            {
                position++;
                continue;
            }

            var name = text[position] == '"' ? Quoted(text, ref position) : Plain(text, ref position);
            if (name.Length > 0)
            {
                names.Add(name);
            }
        }

        return names.ToImmutable();
    }

    private static string Plain(ReadOnlySpan<char> text, ref int position)
    {
        var length = text[position..].IndexOf(',');
        var name = text.Slice(position, length < 0 ? text.Length - position : length);
        position += name.Length;
        return Fold(name.TrimEnd());
    }

    private static string Quoted(ReadOnlySpan<char> text, ref int position)
    {
        var name = new StringBuilder();
        for (position++; position < text.Length; position++)
        {
            if (text[position] == '"')
            {
                if (position + 1 >= text.Length || text[position + 1] != '"')
                {
                    position++;
                    break;
                }

                position++;
            }

            name.Append(text[position]);
        }

        return name.ToString();
    }

    /// <summary>The server folds ASCII only, in multi-byte encodings.</summary>
    private static string Fold(ReadOnlySpan<char> name) =>
        string.Create(name.Length, name, static (folded, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                folded[i] = char.IsAsciiLetterUpper(source[i]) ? (char)(source[i] | 0x20) : source[i];
            }
        });
}
