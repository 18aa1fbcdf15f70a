using System.Text;

namespace ProxyDb.Protocols.MySql;

/// <summary>Values as they stand in SQL text: the one place that quotes. Control characters are the caller's to refuse.</summary>
internal static class LiteralText
{
    /// <summary>
    /// A literal that reads the same whatever the sql_mode (NO_BACKSLASH_ESCAPES) and the character set of the client, some of which have
    /// a quote or a backslash as the second byte of a character: what is not plain ASCII stands as hexadecimal of its UTF-8.
    /// </summary>
    public static string Quote(string value)
    {
        foreach (var character in value)
        {
            if (char.IsControl(character))
            {
                throw new ArgumentException("a value with a control character", nameof(value));
            }
        }

        foreach (var character in value)
        {
            if (character is >= '\x7f' or '\\')
            {
                return " _utf8mb4 0x" + Convert.ToHexString(Encoding.UTF8.GetBytes(value)) + " ";
            }
        }

        return $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>What stands between the brackets of <c>IN ( )</c>; nothing is in an empty list.</summary>
    public static string List(IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return "NULL";
        }

        var text = new StringBuilder();
        for (var i = 0; i < values.Count; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(Quote(values[i]));
        }

        return text.ToString();
    }
}
