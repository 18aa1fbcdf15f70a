using System.Text;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Catalog;

/// <summary>
/// Dotted names in catalog files: one to four parts, a part with a dot or quote in it in double quotes. The schema behind a database may be
/// left out (<c>hr..people</c>).
/// </summary>
internal static class CatalogNames
{
    /// <summary>The name at a place, or null and an error.</summary>
    public static ObjectName? Read(DocumentNode node)
    {
        if (node.Text() is not { } text)
        {
            return null;
        }

        var parts = Split(text);
        switch (parts?.Count)
        {
            case 1:
                return new ObjectName(null, parts[0]);
            case 2:
                return new ObjectName(parts[0], parts[1]);
            case 3:
                return new ObjectName(null, parts[0], Given(parts[1]), parts[2]);
            case 4:
                return new ObjectName(parts[0], parts[1], Given(parts[2]), parts[3]);
            default:
                node.Error($"`{text}` is not a name; write one to four parts with dots between");
                return null;
        }
    }

    private static string? Given(string part) => part.Length == 0 ? null : part;

    private static List<string>? Split(string text)
    {
        var parts = new List<string>();
        var position = 0;
        while (true)
        {
            var part = new StringBuilder();
            if (position < text.Length && text[position] == '"')
            {
                if (!Quoted(text, ref position, part))
                {
                    return null;
                }
            }
            else
            {
                while (position < text.Length && text[position] != '.')
                {
                    part.Append(text[position++]);
                }
            }

            parts.Add(part.ToString());
            var isSchema = parts.Count > 1 && position < text.Length && text.AsSpan(position + 1).Count('.') == 0;
            if (part.Length == 0 && !isSchema)
            {
                return null;
            }

            if (position >= text.Length)
            {
                return parts;
            }

            if (text[position++] != '.')
            {
                return null;
            }
        }
    }

    private static bool Quoted(string text, ref int position, StringBuilder part)
    {
        for (position++; position < text.Length; position++)
        {
            if (text[position] == '"')
            {
                if (position + 1 >= text.Length || text[position + 1] != '"')
                {
                    position++;
                    return true;
                }

                position++;
            }

            part.Append(text[position]);
        }

        return false;
    }
}
