namespace ProxyDb.Policy.Sql.TSql.Mapping;

/// <summary>
/// The definitions of a text's parameters as <c>sp_executesql</c> has them: <c>@id int, @name nvarchar(40) = N'x' OUTPUT</c>. The protocol
/// has held them against its grammar; what is not understood here has no type.
/// </summary>
internal static class ParameterDefinitions
{
    /// <summary>Names with their types as written.</summary>
    public static IEnumerable<(string Name, string Type)> Read(string definitions)
    {
        foreach (var definition in Split(definitions))
        {
            var text = definition.Trim();
            var end = text.AsSpan().IndexOfAny(" \t\r\n");
            if (text.Length > 1 && text[0] == '@' && end > 0)
            {
                yield return (text[..end], Type(text[end..]));
            }
        }
    }

    /// <summary>Without AS before it, and without default value, OUTPUT and READONLY behind it.</summary>
    private static string Type(string text)
    {
        var type = text.Split('=')[0].Trim();
        if (type.StartsWith("AS ", StringComparison.OrdinalIgnoreCase))
        {
            type = type[3..].TrimStart();
        }

        foreach (var word in (ReadOnlySpan<string>)["OUTPUT", "OUT", "READONLY"])
        {
            if (type.EndsWith(word, StringComparison.OrdinalIgnoreCase) && type.Length > word.Length && !char.IsAsciiLetterOrDigit(type[^(word.Length + 1)]))
            {
                return type[..^word.Length].Trim();
            }
        }

        return type;
    }

    private static IEnumerable<string> Split(string definitions)
    {
        var (start, depth, quoted) = (0, 0, false);
        for (var i = 0; i < definitions.Length; i++)
        {
            quoted ^= definitions[i] == '\'';
            depth += quoted ? 0 : definitions[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (definitions[i] == ',' && depth == 0 && !quoted)
            {
                yield return definitions[start..i];
                start = i + 1;
            }
        }

        yield return definitions[start..];
    }
}
