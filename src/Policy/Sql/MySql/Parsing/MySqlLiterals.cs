using System.Text;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>What quoted tokens say.</summary>
internal static class MySqlLiterals
{
    /// <summary>Value of a string token, quotes and prefix included in <paramref name="token"/>.</summary>
    /// <param name="escapesBackslash">Not so with NO_BACKSLASH_ESCAPES.</param>
    public static string String(ReadOnlySpan<char> token, bool escapesBackslash)
    {
        if (token[0] is 'n' or 'N')
        {
            token = token[1..];
        }

        var quote = token[0];
        var body = token[1..^1];
        if (!body.Contains(quote) && (!escapesBackslash || !body.Contains('\\')))
        {
            return body.ToString();
        }

        var value = new StringBuilder(body.Length);
        for (var i = 0; i < body.Length; i++)
        {
            var c = body[i];
            if (c == quote)
            {
                i++;
            }
            else if (c == '\\' && escapesBackslash && i + 1 < body.Length)
            {
                Escape(body[++i], value);
                continue;
            }

            value.Append(c);
        }

        return value.ToString();
    }

    /// <summary>Name in backticks or, with ANSI_QUOTES, double quotes.</summary>
    public static string Name(ReadOnlySpan<char> token)
    {
        var body = token[1..^1];
        return body.Contains(token[0]) ? body.ToString().Replace(new string(token[0], 2), token[..1].ToString(), StringComparison.Ordinal) : body.ToString();
    }

    private static void Escape(char c, StringBuilder value)
    {
        switch (c)
        {
            case '0':
                value.Append('\0');
                break;
            case 'b':
                value.Append('\b');
                break;
            case 'n':
                value.Append('\n');
                break;
            case 'r':
                value.Append('\r');
                break;
            case 't':
                value.Append('\t');
                break;
            case 'Z':
                value.Append('\u001A');
                break;
            case '%' or '_':
                // Kept for LIKE.
                value.Append('\\').Append(c);
                break;
            default:
                value.Append(c);
                break;
        }
    }
}
