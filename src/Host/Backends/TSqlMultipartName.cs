using System.Text;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Backends;

/// <summary>The name in <c>sys.synonyms.base_object_name</c>: up to four parts with dots between, in brackets or bare, inner ones perhaps empty.</summary>
internal static class TSqlMultipartName
{
    /// <summary>Null for what is no such name.</summary>
    /// <param name="text"><c>[server].[database].[schema].[object]</c>.</param>
    /// <param name="fold">How names are compared.</param>
    public static ObjectName? Parse(string text, Func<string, string> fold)
    {
        var parts = new List<string>();
        var at = 0;
        while (true)
        {
            if (parts.Count == 4 || Part(text, ref at) is not { } part)
            {
                return null;
            }

            parts.Add(fold(part));
            if (at >= text.Length)
            {
                break;
            }

            if (text[at++] != '.')
            {
                return null;
            }
        }

        if (parts[^1].Length == 0)
        {
            return null;
        }

        string? From(int fromEnd) => parts.Count >= fromEnd && parts[^fromEnd].Length > 0 ? parts[^fromEnd] : null;
        return new ObjectName(From(4), From(3), From(2), parts[^1]);
    }

    private static string? Part(string text, ref int at)
    {
        if (at < text.Length && text[at] == '[')
        {
            return Bracketed(text, ref at);
        }

        var end = text.IndexOf('.', at);
        end = end < 0 ? text.Length : end;
        var part = text[at..end].Trim();
        at = end;
        return part;
    }

    private static string? Bracketed(string text, ref int at)
    {
        var part = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == ']')
            {
                if (at + 1 >= text.Length || text[at + 1] != ']')
                {
                    at++;
                    return part.ToString();
                }

                at++;
            }

            part.Append(text[at]);
        }

        return null;
    }
}
