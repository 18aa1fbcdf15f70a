using System.Text;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>The call escape of ODBC and JDBC, which sp_prepexecrpc takes: <c>{call p(?, ?)}</c>, <c>{? = call p}</c>, without braces too.</summary>
internal static class OdbcCall
{
    /// <summary>The same call as EXECUTE, its markers as parameters <c>@P1</c> …; null when the text is no call.</summary>
    public static string? ToExecute(string text)
    {
        var rest = text.AsSpan().Trim();
        if (rest is ['{', .., '}'])
        {
            rest = rest[1..^1].Trim();
        }

        var parameter = 0;
        var call = new StringBuilder("EXECUTE ");
        if (rest is ['?', ..] && rest[1..].TrimStart() is ['=', .. var behind])
        {
            _ = call.Append("@P").Append(++parameter).Append(" = ");
            rest = behind.TrimStart();
        }

        if (!rest.StartsWith("call", StringComparison.OrdinalIgnoreCase) || rest.Length < 5 || !IsBlank(rest[4]))
        {
            return null;
        }

        rest = rest[4..].Trim();
        var open = NameEnd(rest);
        _ = call.Append(rest[..open].TrimEnd());
        rest = rest[open..].Trim();
        if (rest.IsEmpty)
        {
            return call.ToString();
        }

        return rest is ['(', .., ')'] && Arguments(rest[1..^1], call, parameter) ? call.ToString() : null;
    }

    /// <summary>Where the name of the procedure ends: at a parenthesis outside of quotes.</summary>
    private static int NameEnd(ReadOnlySpan<char> text)
    {
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '[' or '"')
            {
                quote = c == '[' ? ']' : '"';
            }
            else if (c == '(')
            {
                return i;
            }
        }

        return text.Length;
    }

    private static bool Arguments(ReadOnlySpan<char> text, StringBuilder call, int parameter)
    {
        var separator = " ";
        text = text.Trim();
        while (!text.IsEmpty)
        {
            var end = ArgumentEnd(text);
            if (end < 0)
            {
                return false;
            }

            var argument = text[..end].Trim();
            if (argument.IsEmpty)
            {
                return false;
            }

            _ = call.Append(separator);
            _ = argument is "?" ? call.Append("@P").Append(++parameter) : call.Append(argument);
            separator = ", ";
            if (end == text.Length)
            {
                return true;
            }

            text = text[(end + 1)..].Trim();
            if (text.IsEmpty)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The comma behind the first argument, or the end; below zero for what is no literal, number or marker.</summary>
    private static int ArgumentEnd(ReadOnlySpan<char> text)
    {
        var inString = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\'')
            {
                inString = !inString;
            }
            else if (!inString && c == ',')
            {
                return i;
            }
            else if (!inString && c is '(' or ')' or ';' or '/' or '{' or '}')
            {
                return -1;
            }
        }

        return inString ? -1 : text.Length;
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\r' or '\n';
}
